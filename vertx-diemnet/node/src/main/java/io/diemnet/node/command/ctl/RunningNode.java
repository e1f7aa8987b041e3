package io.diemnet.node.command.ctl;

import io.diemnet.node.control.ControlClient;
import io.diemnet.node.control.ControlException;
import io.diemnet.node.control.NodeAddresses;
import io.diemnet.vertx.EventBusAddresses;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A running node, as the commands see it. */
public final class RunningNode implements AutoCloseable {

  /** More than the node waits for a dial or a call. */
  private static final Duration LONG = Duration.ofSeconds(45);

  private final ControlClient client;
  private final JsonObject info;
  private final List<EventBusAddresses> networks = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  private RunningNode(ControlClient client, String only) throws ControlException {
    this.client = client;
    this.info = (JsonObject) client.ask(NodeAddresses.INFO, null);
    for (JsonObject network : objects(info.getJsonArray("networks"))) {
      String name = network.getString("network");
      if (only == null || only.equals(name)) {
        names.add(name);
        networks.add(EventBusAddresses.of(network.getString("prefix"), name));
      }
    }
  }

  /**
   * Connects.
   *
   * @param only the network to ask; null for all
   * @param total the time limit for all questions together; null for none
   */
  public static RunningNode open(Path socket, String only, Duration total) throws ControlException {
    ControlClient client = ControlClient.open(socket, total);
    try {
      RunningNode node = new RunningNode(client, only);
      if (node.networks.isEmpty()) {
        throw new IllegalArgumentException("the node has no network " + only);
      }
      return node;
    } catch (ControlException | RuntimeException failure) {
      client.close();
      throw failure;
    }
  }

  /** What the node says of itself, see {@link NodeAddresses#INFO}. */
  public JsonObject info() {
    return info;
  }

  /** Asks for {@link #info()} again. */
  public JsonObject askInfo() throws ControlException {
    return (JsonObject) client.ask(NodeAddresses.INFO, null);
  }

  /** The names of the networks. */
  public List<String> names() {
    return names;
  }

  /** The addresses of the networks, in the order of {@link #names()}. */
  public List<EventBusAddresses> networks() {
    return networks;
  }

  /** The only network. */
  EventBusAddresses network() {
    if (networks.size() > 1) {
      throw new IllegalArgumentException(
          "the node has "
              + networks.size()
              + " networks, so say which with --network: "
              + String.join(", ", names));
    }
    return networks.get(0);
  }

  /** Asks with the usual time limit. */
  public Object ask(String address, Object body) throws ControlException {
    return client.ask(address, body);
  }

  /** Asks for what a remote has to do. */
  Object askLong(String address, Object body) throws ControlException {
    return client.ask(address, body, LONG);
  }

  /** The connected peers of a network, as {@code <n>.peers} tells them. */
  public List<JsonObject> connected(EventBusAddresses network) throws ControlException {
    return objects((JsonArray) client.ask(network.peers(), null));
  }

  /**
   * All known peers of a network. Those that are connected have the fields of a peer too. Connected
   * peers that no source lists are not among them.
   */
  public List<JsonObject> known(EventBusAddresses network) throws ControlException {
    JsonArray known = (JsonArray) client.ask(network.peers(), new JsonObject().put("known", true));
    return objects(known).stream().map(RunningNode::flat).toList();
  }

  private static JsonObject flat(JsonObject peer) {
    JsonObject flat = peer.copy();
    return flat.remove("connection") instanceof JsonObject connection
        ? connection.copy().mergeIn(flat)
        : flat;
  }

  /** Connected peers of a network that no source lists, with the state connected. */
  public List<JsonObject> unlisted(EventBusAddresses network, List<JsonObject> known)
      throws ControlException {
    Set<String> listed =
        known.stream().map(peer -> peer.getString("peer")).collect(Collectors.toSet());
    return connected(network).stream()
        .filter(peer -> !listed.contains(peer.getString("peer")))
        .map(peer -> peer.copy().put("state", "connected"))
        .toList();
  }

  /** The elements of an array of objects. */
  public static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  @Override
  public void close() {
    client.close();
  }
}
