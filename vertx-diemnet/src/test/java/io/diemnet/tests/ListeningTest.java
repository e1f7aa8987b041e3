package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.connected;
import static io.diemnet.tests.TestNetwork.dial;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.start;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetVerticle;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a network listens, what is refused with words, and that a port comes back. */
class ListeningTest {

  /** Nobody dials from here or listens here, so that a port that became free stays free. */
  private static final String OWN_HOST = "127.0.0.77";

  private static final NetworkAddress OWN_PORT =
      NetworkAddress.parse("/ip4/" + OWN_HOST + "/tcp/0");

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void two_networks_on_one_port_are_refused_and_the_first_goes_on() {
    PrivateKey keyA = PrivateKey.generate();
    PrivateKey keyB = PrivateKey.generate();
    DiemNet a = start(vertx, validator("a", keyA).addSeed(id(keyB), trust(keyB)));
    NetworkAddress taken = a.info().address().base();
    DiemNet second = DiemNet.create(vertx, validator("second", keyB).setListenAddress(taken));
    assertThat(failure(second.start()))
        .hasMessageContaining("second")
        .hasMessageContaining(taken.toString())
        .hasMessageContaining("another network or process");
    // What failed left nothing in the way, and the first still serves.
    DiemNet b = start(vertx, validator("second", keyB).addSeed(id(keyA), dial(a)));
    waitFor("a connection", () -> connected(a, id(keyB)) && connected(b, id(keyA)));
  }

  @Test
  void two_networks_on_one_port_are_refused_in_another_vertx_too() {
    PrivateKey key = PrivateKey.generate();
    DiemNet a = start(vertx, validator("a", key));
    Vertx other = Vertx.vertx();
    DiemNet second =
        DiemNet.create(
            other,
            validator("second", PrivateKey.generate()).setListenAddress(a.info().address().base()));
    assertThat(failure(second.start())).hasMessageContaining("another network or process");
    await(other.close());
  }

  @Test
  void a_port_that_another_program_uses_is_refused_until_it_is_free() throws IOException {
    PrivateKey key = PrivateKey.generate();
    NetworkAddress address;
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(OWN_HOST))) {
      address = OWN_PORT.withPort(other.getLocalPort());
      DiemNet network = DiemNet.create(vertx, validator("n", key).setListenAddress(address));
      assertThat(failure(network.start()))
          .hasMessageContaining("n: cannot listen on " + address)
          .hasMessageContaining("another network or process");
    }
    DiemNet network = start(vertx, validator("n", key).setListenAddress(address));
    assertThat(network.info().address().base()).isEqualTo(address);
  }

  @Test
  void an_address_of_another_machine_is_refused() {
    NetworkAddress elsewhere = NetworkAddress.parse("/ip4/203.0.113.7/tcp/0");
    DiemNet network =
        DiemNet.create(vertx, validator("n", PrivateKey.generate()).setListenAddress(elsewhere));
    assertThat(failure(network.start())).hasMessageContaining("cannot listen on " + elsewhere);
  }

  @Test
  void two_instances_of_the_verticle_are_refused() {
    DeploymentOptions two =
        new DeploymentOptions()
            .setInstances(2)
            .setConfig(validator("n", PrivateKey.generate()).toJson());
    assertThat(failure(vertx.deployVerticle(DiemNetVerticle.class, two)))
        .hasMessageContaining("one verticle")
        .hasMessageContaining("1 instance, not 2");
    assertThat(vertx.deploymentIDs()).isEmpty();
  }

  @Test
  void an_undeployed_network_gives_its_port_and_its_name_back() {
    PrivateKey key = PrivateKey.generate();
    NetworkAddress listen = OWN_PORT;
    for (int round = 0; round < 5; round++) {
      DiemNetVerticle verticle = new DiemNetVerticle();
      DeploymentOptions options =
          new DeploymentOptions()
              .setConfig(
                  validator("n", key)
                      .setListenAddress(listen)
                      .toJson()
                      .put(
                          "identity",
                          new JsonObject().put("privateKey", HostilePeer.hex(key.toBytes()))));
      String deployment = await(vertx.deployVerticle(verticle, options));
      listen = verticle.network().info().address().base();
      await(vertx.undeploy(deployment));
    }
    assertThat(vertx.deploymentIDs()).isEmpty();
  }

  @Test
  void a_network_starts_once() {
    DiemNet network = start(vertx, validator("n", PrivateKey.generate()));
    assertThat(failure(network.start())).hasMessageContaining("started before");
  }

  @Test
  void a_restarted_node_is_found_again() {
    PrivateKey keyA = PrivateKey.generate();
    PrivateKey keyB = PrivateKey.generate();
    DiemNet a =
        start(
            vertx, validator("a", keyA).setListenAddress(OWN_PORT).addSeed(id(keyB), trust(keyB)));
    NetworkAddress address = a.info().address().base();
    DiemNet b = start(vertx, validator("b", keyB).addSeed(id(keyA), dial(a)));
    waitFor("a connection", () -> connected(b, id(keyA)));
    await(a.close());
    waitFor("the loss to be seen", () -> !connected(b, id(keyA)));
    DiemNet again =
        start(vertx, validator("a", keyA).setListenAddress(address).addSeed(id(keyB), trust(keyB)));
    waitFor("a new connection", () -> connected(b, id(keyA)) && connected(again, id(keyB)));
  }
}
