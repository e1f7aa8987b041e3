package io.diemnet.benchmarks;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.wire.MessageDecoder;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** One RPC request between its object and the plaintext of the stream. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MessageBenchmark {

  private static final int LIMIT = 4 * 1024 * 1024;

  /** Bytes of payload. */
  @Param({"32", "1024", "16384"})
  private int size;

  private NetworkMessage message;
  private byte[] encoded;
  private byte[] target;
  private MessageDecoder decoder;

  @Setup
  public void prepare(Blackhole blackhole) {
    message =
        new NetworkMessage.RpcRequest(
            ProtocolId.CONSENSUS_RPC, 1_000, 0, Buffer.buffer(new byte[size]));
    encoded = MessageEncoder.encode(message);
    target = new byte[encoded.length + MessageEncoder.MAX_HEADER];
    decoder =
        new MessageDecoder(
            DiemWire.REGISTRY,
            LIMIT,
            new MessageDecoder.Listener() {
              @Override
              public void message(NetworkMessage decoded, int length) {
                blackhole.consume(decoded);
              }

              @Override
              public void unparseable(int firstByte, int secondByte) {
                throw new IllegalStateException("unparseable");
              }

              @Override
              public void tooLarge(long announced) {
                throw new IllegalStateException("too large");
              }
            });
  }

  /** Length prefix and header into a frame that is being filled, then the payload. */
  @Benchmark
  public int encode() {
    int header = MessageEncoder.header(message, target, 0);
    Buffer payload = message.payload();
    payload.getBytes(target, header);
    return header + payload.length();
  }

  @Benchmark
  public void decode() {
    decoder.plaintext(encoded, 0, encoded.length);
  }
}
