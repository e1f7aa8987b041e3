package io.diemnet.node.command.demo;

import io.diemnet.node.config.Loopback;
import io.diemnet.node.run.Networks;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Creates the validators: each has an identity and a configuration that lists all others. */
final class DemoValidators {

  private final Networks networks;
  private final int firstPort;
  private final String host;

  /**
   * @param firstPort 0 for any free ports
   */
  DemoValidators(Networks networks, int firstPort) {
    this.networks = networks;
    this.firstPort = firstPort;
    String loopback = Loopback.address();
    this.host = (loopback.contains(":") ? "/ip6/" : "/ip4/") + loopback;
  }

  /** The name of a validator's network. */
  static String name(int index) {
    return "validator-" + index;
  }

  /** The names and the protocols of the networks, which the bridges need before they start. */
  static List<DiemNetOptions> planned(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            index ->
                new DiemNetOptions(
                    new JsonObject()
                        .put("name", name(index))
                        .put("protocols", DemoPingPong.protocols())))
        .toList();
  }

  /** Starts them one after the other and prints each. */
  List<DemoValidator> start(int count, PrintWriter out, DemoMesh mesh) {
    // Of two validators the one with the greater id dials at once. In this order the validators
    // that it dials first are already listening.
    List<PrivateKey> keys =
        Stream.generate(PrivateKey::generate)
            .limit(count)
            .sorted(Comparator.comparing(DemoValidators::peerId))
            .toList();
    out.println();
    out.println("1. The validators");
    out.println("   Each has created an x25519 key pair. Its peer id is the end of its public");
    out.println("   key. Its address names the key that the listener must prove.");
    List<DemoValidator> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = name(i);
      mesh.watch(name);
      DemoValidator validator =
          Step.await(
              networks
                  .start(options(i, keys, started))
                  .map(up -> new DemoValidator(name, up.info().peer(), up.info().address())),
              "Starting " + name,
              out);
      started.add(validator);
      out.println();
      out.println("   " + name + "  (" + (i + 1) + " of " + count + ")");
      out.println("     peer id  " + validator.peer());
      out.println("     address  " + validator.address());
    }
    return started;
  }

  /** Returns the configuration of one validator, as in a node's configuration file. */
  private JsonObject options(int index, List<PrivateKey> keys, List<DemoValidator> started) {
    JsonObject seeds = new JsonObject();
    for (int i = 0; i < keys.size(); i++) {
      if (i != index) {
        seeds.put(
            peerId(keys.get(i)).toString(),
            new JsonObject()
                .put("role", "Validator")
                .put("keys", new JsonArray().add(keys.get(i).publicKey().toString()))
                .put("addresses", addresses(i, keys.get(i), started)));
      }
    }
    return new JsonObject()
        .put("name", name(index))
        .put("networkId", "validator")
        .put("role", "validator")
        .put("chainId", "testing")
        .put(
            "identity",
            new JsonObject().put("privateKey", HexFormat.of().formatHex(keys.get(index).toBytes())))
        .put("listenAddress", host + "/tcp/" + (firstPort == 0 ? 0 : firstPort + index))
        .put("protocols", DemoPingPong.protocols())
        .put("closeReasons", true)
        .put("seeds", seeds);
  }

  /** Returns the address. With any free port it is known when the validator listens. */
  private JsonArray addresses(int index, PrivateKey key, List<DemoValidator> started) {
    if (index < started.size()) {
      return new JsonArray().add(started.get(index).address().toString());
    }
    return firstPort == 0
        ? new JsonArray()
        : new JsonArray()
            .add(
                NetworkAddress.parse(host + "/tcp/" + (firstPort + index))
                    .withNoise(key.publicKey(), NetworkAddress.HANDSHAKE_VERSION)
                    .toString());
  }

  private static PeerId peerId(PrivateKey key) {
    return PeerId.fromPublicKey(key.publicKey());
  }
}
