package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.impl.Clock;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.function.Consumer;

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
   * @param loops chooses the event loop of each accepted channel
   * @param accepted gets each accepted channel, on its loop
   */
  Future<Listener> listen(NetworkAddress address, LoopChooser loops, Consumer<Channel> accepted);

  /** A bound address. */
  interface Listener {

    /** With the port that was bound. */
    NetworkAddress address();

    /** Accepts no more; what was accepted lives on. */
    Future<Void> close();
  }

  /** Spreads accepted channels over event loops; called on the accepting thread. */
  interface LoopChooser {

    /** The loop for a channel that was just accepted, or null to refuse it. */
    EventLoop next(Channel accepted);
  }
}
