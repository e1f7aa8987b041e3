package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.failure;
import static io.diemnet.tests.TestNetwork.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.tests.Mesh.Node;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerEvent;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changing a node's key as operators do it: everybody lists both keys; the key file is replaced and
 * read again; each connection is made anew; everybody lists the new key alone.
 */
class KeyRotationTest {

  private static final String ROTATING = "n3";

  private final Vertx vertx = Vertx.vertx();
  private final Mesh mesh = new Mesh(vertx);
  private final Queue<Set<PeerId>> partings = new ConcurrentLinkedQueue<>();
  private Path keyFile;
  private List<Node> nodes;
  private Node rotating;

  @TempDir Path folder;

  @BeforeEach
  void connect() {
    keyFile = folder.resolve("key.hex");
    nodes = mesh.start(4, this::withKeyFile);
    rotating = nodes.get(3);
    announce(rotating.address());
    Mesh.awaitFull("mesh of 4", nodes);
    for (Node node : nodes) {
      node.network()
          .peerHandler(
              event -> {
                if (event instanceof PeerEvent.LostPeer lost) {
                  partings.add(Set.of(node.id, lost.peer().peer()));
                }
              });
    }
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private DiemNetOptions withKeyFile(DiemNetOptions options) {
    if (options.getName().equals(ROTATING)) {
      writeKey(options.getIdentity().getPrivateKey());
      options.setIdentity(new IdentityOptions().setPrivateKeyFile(keyFile.toString()));
    }
    return options;
  }

  private void writeKey(PrivateKey key) {
    try {
      Path fresh = folder.resolve("fresh.hex");
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, HexFormat.of().formatHex(key.toBytes()));
      Files.move(fresh, keyFile, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells everybody the rotating node's addresses; all trust them when this returns. */
  private void announce(NetworkAddress... addresses) {
    JsonObject peers = new JsonObject();
    nodes.forEach(node -> peers.put(node.id.toString(), entry(node.address())));
    peers.put(rotating.id.toString(), entry(addresses));
    for (Node node : nodes) {
      await(
          vertx
              .eventBus()
              .request(
                  EventBusAddresses.of(node.name).adminDiscovery(),
                  new JsonObject().put("source", "config").put("peers", peers)));
    }
  }

  private static JsonObject entry(NetworkAddress... addresses) {
    return new JsonObject()
        .put("addresses", Arrays.stream(addresses).map(NetworkAddress::toString).toList())
        .put("role", "Validator");
  }

  private void reload() {
    await(vertx.eventBus().request(EventBusAddresses.of(ROTATING).adminReloadIdentity(), null));
  }

  @Test
  void a_key_is_replaced_without_restart_and_no_pair_is_apart_for_more_than_one_reconnect() {
    NetworkAddress oldAddress = rotating.address();
    PrivateKey newKey = PrivateKey.generate();
    NetworkAddress newAddress = oldAddress.base().withNoise(newKey.publicKey(), 0);

    announce(newAddress, oldAddress);
    writeKey(newKey);
    reload();
    assertThat(rotating.network().info().publicKey()).isEqualTo(newKey.publicKey());
    assertThat(rotating.network().info().peer()).isEqualTo(rotating.id);
    assertThat(rotating.address()).isEqualTo(newAddress);
    assertThat(Mesh.isFull(nodes)).isTrue();
    assertThat(partings).as("before any connection is made anew").isEmpty();

    DiemNet network = rotating.network();
    for (Node other : nodes.subList(0, 3)) {
      partings.clear();
      await(network.disconnect(other.id));
      Mesh.awaitFull("mesh of 4 after " + other + " shook hands with the new key", nodes);
      // Events come in their own time: those of this parting must not be taken for the next one's.
      TestNetwork.settle(vertx);
      assertThat(partings).isNotEmpty().containsOnly(Set.of(rotating.id, other.id));
    }

    partings.clear();
    announce(newAddress);
    assertThat(Mesh.isFull(nodes)).isTrue();
    assertThat(partings).as("after the old key was dropped").isEmpty();

    await(network.disconnect(nodes.get(0).id));
    Mesh.awaitFull("mesh of 4 with the new key alone", nodes);
  }

  @Test
  void a_key_that_nobody_lists_yet_keeps_connections_and_makes_no_new_ones() {
    writeKey(PrivateKey.generate());
    reload();
    assertThat(Mesh.isFull(nodes)).isTrue();
    long before = refusals();
    await(rotating.network().disconnect(nodes.get(0).id));
    waitFor("a handshake to be refused", () -> refusals() > before);
    assertThat(TestNetwork.connected(rotating.network(), nodes.get(0).id)).isFalse();
    announce(rotating.address());
    Mesh.awaitFull("mesh of 4 once the new key is listed", nodes);
  }

  /** At either end; there may have been some before everybody knew everybody. */
  private long refusals() {
    return Stream.of(nodes.get(0), rotating)
        .flatMap(node -> node.network().info().inboundFailures().values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  @Test
  void a_key_file_that_cannot_be_read_changes_nothing() throws Exception {
    NetworkAddress before = rotating.address();
    Files.writeString(keyFile, "no key");
    Throwable refused =
        failure(
            vertx.eventBus().request(EventBusAddresses.of(ROTATING).adminReloadIdentity(), null));
    assertThat(((ReplyException) refused).failureCode())
        .isEqualTo(FailureCode.INVALID_REQUEST.number());
    assertThat(refused.getMessage()).contains("key.hex").doesNotContain("no key");
    assertThat(rotating.address()).isEqualTo(before);
  }
}
