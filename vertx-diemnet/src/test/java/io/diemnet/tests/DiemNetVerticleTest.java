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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.DiemNetVerticle;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NoiseClient;
import io.diemnet.vertx.NoiseClientOptions;
import io.diemnet.vertx.NoiseServer;
import io.diemnet.vertx.NoiseServerOptions;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A network as a verticle: who it is, and that one object is one network. */
class DiemNetVerticleTest {

  private final Vertx vertx = Vertx.vertx();
  private final PrivateKey key = PrivateKey.generate();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void a_second_deployment_of_one_object_is_refused_and_the_first_keeps_its_port() {
    PrivateKey peerKey = PrivateKey.generate();
    DiemNetVerticle verticle =
        new DiemNetVerticle(validator("n", key).addSeed(id(peerKey), trust(peerKey)));
    String first = await(vertx.deployVerticle(verticle));
    DiemNet network = verticle.network();

    assertThat(failure(vertx.deployVerticle(verticle))).hasMessageContaining("deployed already");
    assertThat(verticle.network()).isSameAs(network);
    DiemNet peer = start(vertx, validator("peer", peerKey).addSeed(id(key), dial(network)));
    waitFor("a connection", () -> connected(network, id(peerKey)));
    await(vertx.undeploy(first));
    waitFor("its end", () -> peer.peers().isEmpty());

    String again = await(vertx.deployVerticle(verticle));
    assertThat(verticle.network()).isNotSameAs(network);
    await(vertx.undeploy(again));
    await(peer.close());
    assertThat(vertx.deploymentIDs()).isEmpty();
  }

  @Test
  void a_failed_deployment_can_be_tried_again_with_the_same_object() {
    DiemNet other = start(vertx, validator("other", PrivateKey.generate()));
    DiemNetVerticle verticle =
        new DiemNetVerticle(validator("n", key).setListenAddress(other.info().address().base()));
    assertThat(failure(vertx.deployVerticle(verticle)))
        .isInstanceOf(DiemNetException.class)
        .hasMessageContaining("cannot listen on");
    assertThat(verticle.network().peers()).isEmpty();
    await(other.close());
    await(vertx.deployVerticle(verticle));
  }

  @Test
  void options_are_given_once() {
    JsonObject config = validator("n", key).toJson();
    assertThat(
            failure(
                vertx.deployVerticle(
                    new DiemNetVerticle(validator("n", key)),
                    new DeploymentOptions().setConfig(config))))
        .hasMessageContaining("without a configuration");
    assertThat(failure(vertx.deployVerticle(new DiemNetVerticle())))
        .hasMessageContaining("needs the network's options");
  }

  @Test
  void a_configuration_whose_key_was_left_out_is_refused_and_not_given_a_fresh_key() {
    DiemNetOptions options = validator("n", key);
    JsonObject config = options.toJson();
    assertThat(
            failure(
                vertx.deployVerticle(
                    new DiemNetVerticle(), new DeploymentOptions().setConfig(config))))
        .isInstanceOfSatisfying(
            DiemNetException.class,
            refused -> assertThat(refused.code()).isEqualTo(FailureCode.INVALID_REQUEST))
        .hasMessageContaining("identity.privateKey was left out by toJson()");

    // It is remembered through copies and further JSON, until there is a key again.
    DiemNetOptions copy = new DiemNetOptions(new DiemNetOptions(config).toJson());
    assertThat(copy.getIdentity().isKeyLeftOut()).isTrue();
    assertThat(failure(DiemNet.create(vertx, copy).start())).hasMessageContaining("left out");
    copy.getIdentity().setPrivateKey(key);
    assertThat(start(vertx, copy).info().peer()).isEqualTo(id(key));

    DiemNetOptions fresh = validator("fresh", null);
    assertThat(fresh.toJson().getJsonObject("identity").isEmpty()).isTrue();
    start(vertx, new DiemNetOptions(fresh.toJson()));
    JsonObject file = new IdentityOptions().setPrivateKeyFile("key.hex").toJson();
    assertThat(new IdentityOptions(file).isKeyLeftOut()).isFalse();
  }

  @Test
  void noise_options_whose_key_was_left_out_are_refused_too() {
    NoiseServerOptions server = new NoiseServerOptions().setPrivateKey(key);
    NoiseServerOptions serverCopy = new NoiseServerOptions(server.toJson());
    assertThatThrownBy(() -> NoiseServer.create(vertx, serverCopy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("left out by toJson()");
    NoiseServer.create(vertx, serverCopy.setPrivateKey(key));
    NoiseClientOptions client =
        new NoiseClientOptions(new NoiseClientOptions().setPrivateKey(key).toJson());
    assertThatThrownBy(() -> NoiseClient.create(vertx, client))
        .hasMessageContaining("left out by toJson()");
    NoiseClient.create(vertx, client.setPrivateKey(null));
  }

  @Test
  void a_key_file_that_is_missing_is_an_invalid_request() {
    DiemNetOptions options = validator("n", null).setListenAddress(NetworkAddress.memory(0));
    options.getIdentity().setPrivateKeyFile("no-such-file.hex");
    assertThat(failure(DiemNet.create(vertx, options).start()))
        .isInstanceOfSatisfying(
            DiemNetException.class,
            refused -> assertThat(refused.code()).isEqualTo(FailureCode.INVALID_REQUEST))
        .hasMessageContaining("no-such-file.hex cannot be read: it does not exist");
  }
}
