package io.diemnet.vertx.impl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.impl.util.Clock;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The listening socket. What passes over connections is shown by the tests of whole networks. */
class TcpTransportTest {

  /** Nobody dials from here or listens here, so that a port that became free stays free. */
  private static final NetworkAddress ANY_PORT = NetworkAddress.parse("/ip4/127.0.0.83/tcp/0");

  private final Vertx vertx = Vertx.vertx();
  private final TcpTransport transport = new TcpTransport((VertxInternal) vertx, Clock.SYSTEM);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(60, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException late) {
      throw new AssertionError(late);
    }
  }

  /** Takes nothing. */
  private static final class Nobody extends Transport.Acceptance {
    @Override
    protected EventLoop loopFor(Channel channel) {
      return null;
    }

    @Override
    protected void accepted(Channel channel) {
      throw new AssertionError("it was refused");
    }

    @Override
    protected void lost(Channel channel) {
      throw new AssertionError("it was refused");
    }
  }

  @Test
  void a_port_is_free_as_soon_as_its_listener_is_closed() throws Exception {
    Transport.Listener listener = await(transport.listen(ANY_PORT, new Nobody()));
    NetworkAddress address = listener.address();
    for (int round = 0; round < 20; round++) {
      try (Socket dialed = new Socket(address.host(), address.port())) {
        // Refused here, so this side's socket of the connection waits a while for late bytes.
        assertThat(dialed.getInputStream().read()).isEqualTo(-1);
      }
      // On the loop that closed it and at once, where nothing happens in between by chance.
      listener = await(listener.close().compose(closed -> transport.listen(address, new Nobody())));
      assertThat(listener.address()).isEqualTo(address);
    }
    await(listener.close());
  }
}
