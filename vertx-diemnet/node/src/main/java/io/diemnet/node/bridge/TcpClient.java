package io.diemnet.node.bridge;

import io.diemnet.node.bridge.BridgeMeters.Event;
import io.diemnet.node.bridge.TokenGate.Verdict;
import io.diemnet.node.port.HardClose;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.function.Predicate;

/**
 * A connection of the TCP bridge: frames in both directions, and the token of the first frame.
 * Owned by the context of the socket.
 */
final class TcpClient implements FrameReader.Listener, ClientLink {

  private final BridgeScope scope;
  private final NetSocket socket;
  private final FrameReader reader;
  private final BridgeSession session;
  private boolean admitted;
  private boolean ended;
  private final Pace pace;
  private final Predicate<ClientLink> admission;
  private long endedAt;
  private int held;

  /**
   * Creates a client that has just connected.
   *
   * @param admission called when the client has sent the token; false if there are too many clients
   */
  TcpClient(BridgeScope scope, NetSocket socket, Predicate<ClientLink> admission) {
    this.scope = scope;
    this.pace = new Pace(scope.limits(), scope.clock().now());
    this.admission = admission;
    this.socket = socket;
    this.admitted = !scope.gate().required();
    this.reader = new FrameReader(frameLimit(), this);
    this.session = new BridgeSession(scope, Dialect.TCP, this);
    socket.handler(this::read);
  }

  private int frameLimit() {
    int limit = scope.limits().maxFrameSize();
    return admitted ? limit : Math.min(limit, BridgeLimits.MAX_FIRST_FRAME);
  }

  private void read(Buffer data) {
    if (ended) {
      return;
    }
    pace.heard(scope.clock().now(), !reader.partial());
    reader.read(data);
    hold(reader.held());
  }

  /** Charges the incomplete frame to the budget. */
  private void hold(int bytes) {
    if (bytes > held && !scope.budget().take(bytes - held)) {
      session.drop(Event.NO_MEMORY);
      return;
    }
    if (bytes < held) {
      scope.budget().give(held - bytes);
    }
    held = bytes;
  }

  @Override
  public void frame(byte[] bytes, int offset, int length) {
    pace.whole();
    JsonObject json = BridgeJson.read(bytes, offset, length);
    if (!admitted && !admit(json)) {
      return;
    }
    session.frame(json, length);
  }

  private boolean admit(JsonObject json) {
    Object shown = json == null ? null : Frame.header(json, "token");
    Verdict verdict = scope.gate().judge(shown, socket.remoteAddress());
    if (verdict == Verdict.TOO_MANY_GUESSES) {
      scope.meters().count(Event.TOO_MANY_GUESSES, name());
      end(BridgeFailure.TOO_MANY_GUESSES);
    } else if (verdict != Verdict.RIGHT) {
      scope.meters().count(Event.WRONG_TOKEN, name());
      end(BridgeFailure.WRONG_TOKEN);
    } else if (!admission.test(this)) {
      scope.meters().count(Event.TOO_MANY_CLIENTS, name());
      end(BridgeFailure.TOO_MANY_CLIENTS);
    } else {
      admitted = true;
      reader.limit(frameLimit());
    }
    return admitted;
  }

  @Override
  public void tooLarge(long length) {
    scope.meters().count(Event.FRAME_TOO_LARGE, name());
    end(BridgeFailure.tooLarge("a frame of " + length + " bytes", frameLimit()));
  }

  /** Sends the failure and closes the connection. Further data of the client is not read. */
  private void end(BridgeFailure failure) {
    session.refuse(null, null, failure);
    close();
    endedAt = scope.clock().now();
    socket.end();
  }

  @Override
  public boolean settled() {
    return session.settled();
  }

  @Override
  public void check() {
    long now = scope.clock().now();
    if (ended) {
      if (now - endedAt > scope.limits().patienceNanos()) {
        drop(); // it did not read the failure
      }
      return;
    }
    session.check();
    if ((reader.partial() || !admitted) && pace.late(now, reader.announced())) {
      session.drop(admitted ? Event.FRAME_NOT_SENT : Event.WRONG_TOKEN);
    }
  }

  @Override
  public void close() {
    ended = true;
    reader.stop();
    hold(0);
    session.close();
  }

  // ---- the link

  @Override
  public String name() {
    SocketAddress remote = socket.remoteAddress();
    return remote != null && remote.isDomainSocket() ? "control client" : "TCP client " + remote;
  }

  @Override
  public Encoded encode(JsonObject frame) {
    Buffer json = frame.toBuffer();
    Buffer bytes = Buffer.buffer(FrameReader.HEADER + json.length());
    bytes.appendInt(json.length()).appendBuffer(json);
    return new Encoded() {
      @Override
      public int bytes() {
        return json.length();
      }

      @Override
      public Future<Void> write() {
        return socket.write(bytes);
      }
    };
  }

  @Override
  public void drop() {
    close();
    HardClose.of(socket);
  }
}
