package io.diemnet.tests;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A forwarding proxy that can cut the line without a sound: bytes vanish, no end and no reset
 * passes, and new connections are taken and lead nowhere.
 */
final class DroppingProxy {

  /**
   * One connection and where it is forwarded to; an end that is gone is closed on the other side.
   */
  private static final class Line {
    private final NetSocket near;
    private volatile NetSocket far;
    private volatile boolean ended;

    private Line(NetSocket near) {
      this.near = near;
    }

    private void close() {
      near.close();
      if (far != null) {
        far.close();
      }
    }
  }

  private final NetServer server;
  private final NetClient client;
  private final int target;
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  private DroppingProxy(Vertx vertx, int target) {
    this.server = vertx.createNetServer();
    this.client = vertx.createNetClient();
    this.target = target;
  }

  static DroppingProxy start(Vertx vertx, int target) throws Exception {
    DroppingProxy proxy = new DroppingProxy(vertx, target);
    proxy.server.connectHandler(proxy::accept);
    proxy.server.listen(0, "127.0.0.1").await(30, TimeUnit.SECONDS);
    return proxy;
  }

  int port() {
    return server.actualPort();
  }

  /** From now on all that is sent is lost. */
  void cut() {
    cut = true;
  }

  /** The line carries again; what ended meanwhile ends on the other side, too. */
  void mend() {
    cut = false;
    List<Line> ended = new ArrayList<>(lines);
    ended.removeIf(line -> !line.ended);
    ended.forEach(Line::close);
  }

  /** Connections that pass here from end to end. */
  long open() {
    return lines.stream().filter(line -> line.far != null && !line.ended).count();
  }

  private void accept(NetSocket near) {
    Line line = new Line(near);
    lines.add(line);
    near.pause();
    near.closeHandler(closed -> ended(line));
    if (cut) {
      near.handler(lost -> {}).resume();
      return;
    }
    client
        .connect(target, "127.0.0.1")
        .onComplete(
            far -> {
              line.far = far;
              far.closeHandler(closed -> ended(line));
              far.handler(bytes -> forward(near, bytes));
              near.handler(bytes -> forward(far, bytes));
              near.resume();
            },
            refused -> near.close());
  }

  private void forward(NetSocket to, Buffer bytes) {
    if (!cut) {
      to.write(bytes);
    }
  }

  private void ended(Line line) {
    line.ended = true;
    if (!cut) {
      line.close();
      lines.remove(line);
    }
  }
}
