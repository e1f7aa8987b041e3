package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PrivateKey;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** An event loop that ends while a network runs takes the network with it, and is told of. */
class LostLoopTest {

  @Test
  void a_network_that_loses_an_event_loop_is_closed_and_the_application_is_told() {
    Vertx vertx = Vertx.vertx();
    List<Throwable> told = new CopyOnWriteArrayList<>();
    vertx.exceptionHandler(told::add);
    DiemNet network = TestNetwork.start(vertx, validator("node", PrivateKey.generate()));
    NetworkAddress address = network.info().address();
    EventExecutor loop = ((VertxInternal) vertx).nettyEventLoopGroup().next();
    // What Netty does when an Error leaves the run of a loop.
    var unused = loop.shutdownGracefully();
    waitFor("the application to be told", () -> !told.isEmpty());
    assertThat(told)
        .singleElement()
        .satisfies(failure -> assertThat(failure).hasMessageContaining("event loop"));
    waitFor("the port to be free", () -> free(address));
  }

  @Test
  void a_network_that_is_closed_first_says_nothing_of_the_end_of_its_loops() {
    Vertx vertx = Vertx.vertx();
    List<Throwable> told = new CopyOnWriteArrayList<>();
    vertx.exceptionHandler(told::add);
    DiemNet closed = TestNetwork.start(vertx, validator("closed", PrivateKey.generate()));
    await(closed.close());
    TestNetwork.start(vertx, validator("running", PrivateKey.generate()));
    await(vertx.close());
    assertThat(told).isEmpty();
  }

  private static boolean free(NetworkAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address.host(), address.port()));
      return true;
    } catch (IOException bound) {
      return false;
    }
  }
}
