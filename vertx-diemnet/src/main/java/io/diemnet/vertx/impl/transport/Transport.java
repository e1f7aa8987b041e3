package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.impl.util.Clock;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.List;

/**
 * A way to get channels: bytes in order, with back-pressure and half-close. Channels are given
 * registered with an event loop, active, with reading off and an empty pipeline.
 */
public interface Transport {

  /** The transports there are. A further one is one more class, and its place in this list. */
  static List<Transport> all(VertxInternal vertx, Clock clock) {
    return List.of(new TcpTransport(vertx, clock), new MemoryTransport());
  }

  /** Whether addresses like this one are its business. */
  boolean serves(NetworkAddress address);

  /**
   * Opens a channel to an address, trying all that its name resolves to.
   *
   * @param deadline on the network's clock, in nanoseconds
   * @return fails with an {@link UpgradeException} that names the step
   */
  Future<Channel> connect(NetworkAddress address, EventLoop loop, long deadline);

  /**
   * Binds an address.
   *
   * @param acceptance is offered each channel that comes
   */
  Future<Listener> listen(NetworkAddress address, Acceptance acceptance);

  /** A bound address. */
  interface Listener {

    /** With the port that was bound. */
    NetworkAddress address();

    /** Accepts no more; what was accepted lives on. */
    Future<Void> close();
  }

  /** What becomes of the channels that a listener gets. */
  abstract class Acceptance {

    /** The loop for a channel that just came, or null to refuse it; on the accepting thread. */
    protected abstract EventLoop loopFor(Channel channel);

    /** It is registered with that loop, and this is called there. */
    protected abstract void accepted(Channel channel);

    /** It could not be registered or taken over, by an error too, and is closed. */
    protected abstract void lost(Channel channel);

    /** For a transport: a channel has come. */
    @SuppressWarnings("FutureReturnValueIgnored") // the listener is told
    final void offer(Channel channel) {
      EventLoop loop = loopFor(channel);
      if (loop == null) {
        channel.unsafe().closeForcibly();
        return;
      }
      loop.register(channel)
          .addListener(
              registered -> {
                boolean done = false;
                try {
                  if (registered.isSuccess()) {
                    accepted(channel);
                    done = true;
                  }
                } finally {
                  if (!done) {
                    channel.unsafe().closeForcibly();
                    lost(channel);
                  }
                }
              });
    }
  }
}
