package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetVerticle;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A network that is ended at any moment of its start leaves nothing behind. */
class CloseDuringStartTest {

  private static final int TRIES = 60;

  /** Nobody else listens here, so that a port that became free stays free. */
  private static final String OWN_HOST = "127.0.0.78";

  private static final PeerId STRANGER = PeerId.parse("77".repeat(16));

  private final Vertx vertx = Vertx.vertx();
  private final PrivateKey key = PrivateKey.generate();
  private final Random random = new Random(20_261_129);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private DiemNet network(NetworkAddress listen) {
    return DiemNet.create(vertx, validator("n", key).setListenAddress(listen));
  }

  /** Starts and closes a network once, to learn a free port and how long a start takes. */
  private record Trial(NetworkAddress address, long startNanos) {}

  private Trial trial() {
    NetworkAddress any = NetworkAddress.parse("/ip4/" + OWN_HOST + "/tcp/0");
    NetworkAddress address = null;
    long nanos = 0;
    for (int round = 0; round < 3; round++) {
      DiemNet network = network(address == null ? any : address);
      long begin = System.nanoTime();
      await(network.start());
      nanos = System.nanoTime() - begin;
      address = network.info().address().base();
      await(network.close());
    }
    return new Trial(address, nanos);
  }

  @Test
  void a_close_at_any_moment_of_the_start_leaves_no_port_verticle_address_or_timer()
      throws IOException {
    Trial trial = trial();
    int failedStarts = 0;
    for (int round = 0; round < TRIES; round++) {
      DiemNet network = network(trial.address());
      Future<Void> started = network.start();
      pause(trial);
      Future<Void> closed = network.close();
      await(closed);
      waitFor("the start to end", started::isComplete);
      if (started.failed()) {
        failedStarts++;
        assertThat(started.cause())
            .isInstanceOfSatisfying(
                DiemNetException.class,
                failure -> assertThat(failure.code()).isEqualTo(FailureCode.CONNECTION_LOST))
            .hasMessageContaining("was closed while it started");
      }
      assertNothingLeft(trial.address());
      assertThat(failure(network.start())).isInstanceOf(DiemNetException.class);
    }
    assertThat(failedStarts).isGreaterThan(TRIES / 10);
    await(network(trial.address()).start());
  }

  @Test
  void a_dial_at_any_moment_of_the_start_fails_with_a_code() {
    NetworkAddress nowhere = NetworkAddress.memory(1).withNoise(key.publicKey(), 0);
    for (int round = 0; round < 10; round++) {
      DiemNet network = network(NetworkAddress.memory(0));
      Future<Void> started = network.start();
      AtomicReference<Throwable> odd = new AtomicReference<>();
      while (!started.isComplete()) {
        network
            .dial(STRANGER, nowhere)
            .onComplete(
                dialed -> {
                  if (!(dialed.cause() instanceof DiemNetException)) {
                    odd.set(dialed.cause());
                  }
                });
        Throwable thrown =
            catchThrowable(
                () -> {
                  network.info();
                  network.peers();
                  network.writeQueueFull(STRANGER);
                });
        assertThat(thrown == null || thrown instanceof DiemNetException).isTrue();
      }
      await(started);
      await(network.close());
      assertThat(odd.get()).isNull();
    }
  }

  @Test
  void a_verticle_that_is_undeployed_while_its_network_starts_takes_the_network_with_it()
      throws IOException {
    Trial trial = trial();
    for (int round = 0; round < TRIES / 3; round++) {
      AtomicReference<Future<Void>> started = new AtomicReference<>();
      VerticleBase owner =
          new VerticleBase() {
            @Override
            public Future<?> start() {
              started.set(network(trial.address()).start());
              return Future.succeededFuture();
            }
          };
      String id = await(vertx.deployVerticle(owner));
      pause(trial);
      await(vertx.undeploy(id));
      waitFor("the start to end", () -> started.get().isComplete());
      assertNothingLeft(trial.address());
    }
    await(network(trial.address()).start());
  }

  @Test
  void a_vertx_that_is_closed_while_a_network_starts_frees_its_port() throws IOException {
    Trial trial = trial();
    for (int round = 0; round < TRIES / 6; round++) {
      Vertx own = Vertx.vertx();
      DiemNet starting = DiemNet.create(own, validator("n", key).setListenAddress(trial.address()));
      DiemNetVerticle verticle =
          new DiemNetVerticle(validator("m", key).setListenAddress(NetworkAddress.memory(4711)));
      starting.start();
      own.deployVerticle(verticle);
      pause(trial);
      await(own.close());
      bind(trial.address());
    }
    await(network(NetworkAddress.memory(4711)).start());
  }

  private void pause(Trial trial) {
    LockSupport.parkNanos((long) (trial.startNanos() * 1.2 * random.nextDouble()));
  }

  private void assertNothingLeft(NetworkAddress address) throws IOException {
    bind(address);
    assertThat(vertx.deploymentIDs()).isEmpty();
    EventBusAddresses addresses = EventBusAddresses.of("n");
    for (String left : addresses.all()) {
      if (!left.equals(addresses.networks())) {
        assertThat(failure(vertx.eventBus().request(left, null)))
            .as(left)
            .isInstanceOfSatisfying(
                ReplyException.class,
                failure -> assertThat(failure.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
      }
    }
    waitFor("no timer to be left", () -> Leftovers.timers(vertx) == 0);
  }

  private static void bind(NetworkAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(OWN_HOST), address.port()));
    }
  }
}
