package io.diemnet.vertx.impl.wire;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a decoder says, in order. */
final class RecordingListener implements MessageDecoder.Listener {

  /** A message that did not parse. */
  record Unparseable(int firstByte, int secondByte) {}

  /** A length over the limit. */
  record TooLarge(long announced) {}

  final List<Object> events = new ArrayList<>();

  /** Runs behind every event, as if it were in the callback's own code. */
  Runnable then = () -> {};

  @Override
  public void message(NetworkMessage message, int length) {
    events.add(message);
    then.run();
  }

  @Override
  public void unparseable(int firstByte, int secondByte) {
    events.add(new Unparseable(firstByte, secondByte));
    then.run();
  }

  @Override
  public void tooLarge(long announced) {
    events.add(new TooLarge(announced));
    then.run();
  }
}
