package io.diemnet.vertx;

import io.diemnet.vertx.impl.profile.Profiles;
import io.diemnet.vertx.impl.wire.ProtocolTable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads and writes the JSON form of {@link DiemNetOptions}, and computes derived defaults. */
final class OptionsJson {

  private static final int MAX_NAME = 64;

  private OptionsJson() {}

  static void read(JsonFields fields, DiemNetOptions options) {
    fields.text("profile", WireProfile::parse, options::setProfile);
    WireProfile profile = options.getProfile();
    fields.text("name", options::setName);
    fields.text("networkId", text -> NetworkId.parse(text, profile), options::setNetworkId);
    fields.text("role", NodeRole::parse, options::setRole);
    fields.textOrNumber("chainId", ChainId::parse, options::setChainId);
    fields.object("identity", identity -> options.getIdentity().read(identity, profile));
    if (fields.isNull("listenAddress")) {
      options.setListenAddress(null);
    }
    fields.text(
        "listenAddress", text -> NetworkAddress.parse(text, profile), options::setListenAddress);
    fields.flag("mutualAuthentication", options::setMutualAuthentication);
    fields.flag("metricsPerPeer", options::setMetricsPerPeer);
    fields.objects("protocols", protocol -> readProtocol(protocol, options));
    Map<PeerId, PeerConfig> seeds = new LinkedHashMap<>();
    fields.objectsByKey(
        "seeds",
        text -> PeerId.parse(text, profile),
        (peer, seed) ->
            PeerConfig.put(
                seeds,
                peer,
                PeerConfig.read(
                    seed,
                    profile,
                    options.getNetworkId().defaultSeedRole(),
                    NetworkAddress::requireDialable)));
    options.setSeeds(seeds);
    fields.objects(
        "discovery",
        source -> {
          DiscoveryOptions parsed = new DiscoveryOptions();
          parsed.read(source);
          source.require(
              profile == WireProfile.DIEM
                  || parsed.getType() != DiscoveryOptions.Type.VALIDATOR_SET,
              "type",
              "validator sets are read in profile diem only");
          options.addDiscovery(parsed);
        });
    fields.textsByKey(
        "addressKeys",
        (version, key) ->
            options.addAddressKey(
                number(version),
                Hex.parse("an address key", DiemNetOptions.ADDRESS_KEY_LENGTH, key)));
    fields.require(
        profile == WireProfile.DIEM || options.getAddressKeys().isEmpty(),
        "addressKeys",
        "profile aptos has no encrypted addresses");
    fields.object("health", options.getHealth()::read);
    fields.object("connectivity", options.getConnectivity()::read);
    fields.object("limits", options.getLimits()::read);
    fields.object("access", access -> options.getAccess().read(access, profile));
    fields.object("rateLimit", options.getRateLimit()::read);
    fields.flag("proxyProtocol", options::setProxyProtocol);
    fields.flag("closeReasons", options::setCloseReasons);
    fields.text("eventBusPrefix", options::setEventBusPrefix);
    fields.text("crypto", options::setCrypto);
  }

  private static void readProtocol(JsonFields fields, DiemNetOptions options) {
    String[] name = {null};
    fields.require(fields.has("name"), "name", "is missing: the protocol's name");
    fields.text("name", text -> name[0] = text);
    ProtocolTable table = Profiles.of(options.getProfile()).protocols();
    int lowest = table.firstCustom();
    fields.require(fields.has("id"), "id", "is missing: a number from " + lowest + " to 255");
    fields.number(
        "id",
        id -> {
          for (ProtocolId builtIn : table.builtIn()) {
            if (builtIn.number() == id && builtIn.name().equals(name[0])) {
              options.addProtocol(builtIn);
              return;
            }
          }
          int number = OptionChecks.between(lowest, 255, id);
          if (name[0] != null) {
            options.addProtocol(ProtocolId.custom(name[0], number));
          }
        });
  }

  /** A version as a number, or -1, which is refused then. */
  private static long number(String version) {
    return version.matches("[0-9]{1,10}") ? Long.parseLong(version) : -1;
  }

  /**
   * Writes the JSON form. Derived values that were not set are left out, so that they are derived
   * again.
   */
  static JsonObject write(
      DiemNetOptions options,
      String name,
      NodeRole role,
      Boolean mutualAuthentication,
      Boolean metricsPerPeer) {
    JsonArray protocols = new JsonArray();
    options
        .getProtocols()
        .forEach(p -> protocols.add(new JsonObject().put("name", p.name()).put("id", p.number())));
    JsonArray discovery = new JsonArray();
    options.getDiscovery().forEach(source -> discovery.add(source.toJson()));
    JsonObject json = new JsonObject().put("profile", options.getProfile().toString());
    putUnlessNull(json, "name", name);
    json.put("networkId", text(options.getNetworkId()));
    putUnlessNull(json, "role", role == null ? null : role.toString());
    json.put("chainId", options.getChainId().id())
        .put("identity", options.getIdentity().toJson())
        .put(
            "listenAddress",
            options.getListenAddress() == null ? null : options.getListenAddress().toString());
    putUnlessNull(json, "mutualAuthentication", mutualAuthentication);
    putUnlessNull(json, "metricsPerPeer", metricsPerPeer);
    return json.put("protocols", protocols)
        .put("seeds", PeerConfig.mapToJson(options.getSeeds(), options.getProfile()))
        .put("discovery", discovery)
        .put("health", options.getHealth().toJson())
        .put("connectivity", options.getConnectivity().toJson())
        .put("limits", options.getLimits().toJson())
        .put("access", options.getAccess().toJson())
        .put("rateLimit", options.getRateLimit().toJson())
        .put("proxyProtocol", options.isProxyProtocol())
        .put("closeReasons", options.isCloseReasons())
        .put("eventBusPrefix", options.getEventBusPrefix())
        .put("crypto", options.getCrypto());
  }

  /** Returns a network id as it is written in a configuration. */
  private static String text(NetworkId networkId) {
    return networkId.kind() == NetworkId.Kind.PRIVATE
        ? networkId.name()
        : networkId.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Derives a network name from a network id. Characters that a name must not contain become
   * dashes.
   */
  static String nameOf(NetworkId networkId) {
    String name = text(networkId).replaceAll("[^A-Za-z0-9_-]", "-");
    return name.substring(0, Math.min(name.length(), MAX_NAME));
  }

  static Map<Long, byte[]> copy(Map<Long, byte[]> keys) {
    Map<Long, byte[]> copy = new LinkedHashMap<>();
    keys.forEach((version, key) -> copy.put(version, key.clone()));
    return copy;
  }

  private static void putUnlessNull(JsonObject json, String key, Object value) {
    if (value != null) {
      json.put(key, value);
    }
  }
}
