package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.start;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.LimitsOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialTest {

  private final Vertx vertx = Vertx.vertx();
  private final PrivateKey keyA = PrivateKey.generate();
  private final PrivateKey keyB = PrivateKey.generate();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dns/localhost", "/dns4/localhost", "/ip4/127.0.0.1"})
  void a_peer_is_dialed_by_name_or_by_address(String host) {
    DiemNet a = start(vertx, validator("a", keyA).addSeed(id(keyB), trust(keyB)));
    DiemNet b = start(vertx, validator("b", keyB).addSeed(id(keyA), trust(keyA)));
    NetworkAddress address = at(host, a.info().address().port(), keyA);
    assertThat(await(b.dial(id(keyA), address)).address()).isEqualTo(address);
  }

  @Test
  void a_peer_on_ip6_is_dialed() {
    DiemNet a =
        start(
            vertx,
            validator("a", keyA)
                .setListenAddress(NetworkAddress.parse("/ip6/::1/tcp/0"))
                .addSeed(id(keyB), trust(keyB)));
    DiemNet b = start(vertx, validator("b", keyB).addSeed(id(keyA), trust(keyA)));
    assertThat(await(b.dial(id(keyA), a.info().address())).peer()).isEqualTo(id(keyA));
  }

  @Test
  void a_name_that_does_not_resolve_is_named_as_the_step_that_failed() {
    DiemNet b = start(vertx, validator("b", keyB));
    Throwable failed = failure(b.dial(id(keyA), at("/dns/no-such-host.invalid", 1, keyA)));
    assertThat(failed).hasMessageContaining("name resolution");
    assertThat(((DiemNetException) failed).code()).isEqualTo(FailureCode.DIAL_FAILED);
  }

  @Test
  void nobody_listening_is_named_as_the_step_that_failed() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    DiemNet b = start(vertx, validator("b", keyB));
    Throwable failed = failure(b.dial(id(keyA), at("/ip4/127.0.0.1", port, keyA)));
    assertThat(failed).hasMessageContaining("TCP connect");
    assertThat(((DiemNetException) failed).code()).isEqualTo(FailureCode.DIAL_FAILED);
  }

  /** One deadline for everything: whoever accepts and says nothing does not hold a dial up. */
  @Test
  void a_listener_that_says_nothing_fails_the_dial_at_the_deadline() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DiemNet b =
          start(
              vertx, validator("b", keyB).setLimits(new LimitsOptions().setUpgradeTimeout(2_000)));
      Throwable failed =
          failure(b.dial(id(keyA), at("/ip4/127.0.0.1", silent.getLocalPort(), keyA)));
      assertThat(failed).hasMessageContaining("Noise handshake");
      assertThat(b.info().outboundFailures()).containsEntry("timeout", 1L);
    }
  }

  @Test
  void a_second_dial_of_a_connected_peer_fails_with_already_connected() {
    DiemNet a = start(vertx, validator("a", keyA).addSeed(id(keyB), trust(keyB)));
    DiemNet b = start(vertx, validator("b", keyB).addSeed(id(keyA), trust(keyA)));
    await(b.dial(id(keyA), a.info().address()));
    Throwable failed = failure(b.dial(id(keyA), a.info().address()));
    assertThat(((DiemNetException) failed).code()).isEqualTo(FailureCode.ALREADY_CONNECTED);
  }

  @Test
  void the_own_id_is_not_dialed() {
    DiemNet b = start(vertx, validator("b", keyB));
    PeerId own = id(keyB);
    Throwable failed = failure(b.dial(own, b.info().address()));
    assertThat(((DiemNetException) failed).code()).isEqualTo(FailureCode.INVALID_REQUEST);
  }

  private static NetworkAddress at(String host, int port, PrivateKey key) {
    return NetworkAddress.parse(host + "/tcp/" + port).withNoise(key.publicKey(), 0);
  }
}
