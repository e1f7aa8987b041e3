package io.diemnet.node.port;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener of the node that does not serve peers. It runs on its own event loop, from its
 * deployment to its undeployment. Exceptions of its handlers are logged at most once per second.
 */
public abstract class Port extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(Port.class);

  /** Connections in their TLS handshake, in addition to those with a slot. */
  private static final int HANDSHAKES = 64;

  private final String name;
  private final int maxConnections;
  private final LogLimit lines = new LogLimit();
  private OwnLoop loop;

  /**
   * @param name for the log and the thread: tcp-bridge, web or metrics
   * @param slots for open connections; {@value #HANDSHAKES} more may be in their handshake
   */
  protected Port(String name, int slots) {
    this.name = name;
    this.maxConnections = slots + HANDSHAKES;
  }

  /** Listens. Called on the port's own loop. */
  protected abstract Future<?> open();

  /**
   * Called when a connection is closed at once because there are too many. Called on any thread.
   */
  protected abstract void refused(String remote);

  /** Waits for what must be done before the port closes. Called on the port's own loop. */
  protected Future<?> settle() {
    return Future.succeededFuture();
  }

  /**
   * Stops everything that {@link #open} started except its server. Called on the port's own loop.
   */
  protected abstract void shut();

  @Override
  public final Future<?> start() {
    OwnLoop opened =
        OwnLoop.open(
            (VertxInternal) vertx,
            name,
            maxConnections,
            connection -> refused(String.valueOf(connection.remoteAddress())));
    loop = opened;
    opened.context().exceptionHandler(this::failed);
    return onLoop(this::open)
        .recover(failure -> opened.close().transform(closed -> Future.failedFuture(failure)));
  }

  @Override
  public final Future<?> stop() {
    return onLoop(this::settle).eventually(this::shutOnLoop).eventually(loop::close);
  }

  private Future<?> shutOnLoop() {
    return onLoop(
        () -> {
          shut();
          return Future.succeededFuture();
        });
  }

  /**
   * Logs a fault of a handler, or an exception that a client caused. The client gets no message.
   */
  protected void failed(Throwable fault) {
    if (lines.allows()) {
      LOG.warn("{}: a handler failed", name, fault);
    } else {
      LOG.debug("{}: a handler failed: {}", name, fault.getClass().getName());
    }
  }

  private Future<Object> onLoop(Callable<Future<?>> work) {
    Promise<Object> done = Promise.promise();
    loop.context()
        .runOnContext(
            go -> {
              try {
                work.call()
                    .onComplete(
                        result -> {
                          if (result.succeeded()) {
                            done.complete(result.result());
                          } else {
                            done.fail(result.cause());
                          }
                        });
              } catch (Exception failure) {
                done.fail(failure);
              }
            });
    return done.future();
  }
}
