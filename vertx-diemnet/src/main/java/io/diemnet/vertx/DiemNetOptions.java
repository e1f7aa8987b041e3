package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * All that one network is configured by. Its JSON form is one entry of {@code networks} in a node's
 * configuration file and the configuration of a {@link DiemNetVerticle}; keys, units and defaults
 * are the same. Times are milliseconds, sizes bytes.
 *
 * <p>Setters check what they are given and throw {@link IllegalArgumentException}; the JSON
 * constructor throws {@link InvalidOptionsException} with every mistake. Not for use by several
 * threads at once; a network copies its options when it is created.
 */
@DataObject
public final class DiemNetOptions {

  /** The network of the validators. */
  public static final NetworkId DEFAULT_NETWORK_ID = NetworkId.VALIDATOR;

  /** The chain for tests. */
  public static final ChainId DEFAULT_CHAIN_ID = ChainId.TESTING;

  /** All IPv4 interfaces, port 6180. */
  public static final NetworkAddress DEFAULT_LISTEN_ADDRESS =
      NetworkAddress.parse("/ip4/0.0.0.0/tcp/6180");

  /** The default of {@link #isProxyProtocol()}. */
  public static final boolean DEFAULT_PROXY_PROTOCOL = false;

  /** What the network's event-bus addresses begin with, before the dot and its name. */
  public static final String DEFAULT_EVENT_BUS_PREFIX = "diemnet";

  /** {@code auto}: the fastest provider present. */
  public static final String DEFAULT_CRYPTO = "auto";

  static final int ADDRESS_KEY_LENGTH = 32;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
  private static final long MAX_U32 = 0xFFFF_FFFFL;

  private String name;
  private NetworkId networkId = DEFAULT_NETWORK_ID;
  private NodeRole role;
  private ChainId chainId = DEFAULT_CHAIN_ID;
  private IdentityOptions identity = new IdentityOptions();
  private NetworkAddress listenAddress = DEFAULT_LISTEN_ADDRESS;
  private Boolean mutualAuthentication;
  private List<ProtocolId> protocols = new ArrayList<>();
  private Map<PeerId, PeerConfig> seeds = new LinkedHashMap<>();
  private List<DiscoveryOptions> discovery = new ArrayList<>();
  private Map<Long, byte[]> addressKeys = new LinkedHashMap<>();
  private HealthOptions health = new HealthOptions();
  private ConnectivityOptions connectivity = new ConnectivityOptions();
  private LimitsOptions limits = new LimitsOptions();
  private RateLimitOptions rateLimit = new RateLimitOptions();
  private boolean proxyProtocol = DEFAULT_PROXY_PROTOCOL;
  private String eventBusPrefix = DEFAULT_EVENT_BUS_PREFIX;
  private String crypto = DEFAULT_CRYPTO;

  /** Creates options with the defaults. */
  public DiemNetOptions() {}

  /**
   * Creates a copy.
   *
   * @param other what is copied
   */
  public DiemNetOptions(DiemNetOptions other) {
    name = other.name;
    networkId = other.networkId;
    role = other.role;
    chainId = other.chainId;
    setIdentity(other.identity);
    listenAddress = other.listenAddress;
    mutualAuthentication = other.mutualAuthentication;
    setProtocols(other.protocols);
    setSeeds(other.seeds);
    setDiscovery(other.discovery);
    setAddressKeys(other.addressKeys);
    setHealth(other.health);
    setConnectivity(other.connectivity);
    setLimits(other.limits);
    setRateLimit(other.rateLimit);
    proxyProtocol = other.proxyProtocol;
    eventBusPrefix = other.eventBusPrefix;
    crypto = other.crypto;
  }

  /**
   * The options of a JSON object. A {@code listenAddress} of null means not to listen; anywhere
   * else null means the default.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException names every mistake, unknown keys among them
   */
  public DiemNetOptions(JsonObject json) {
    JsonFields.read(json, fields -> OptionsJson.read(fields, this));
  }

  /**
   * Without secrets: no private key and no address keys.
   *
   * @return the json object
   */
  public JsonObject toJson() {
    return OptionsJson.write(this, name, role, mutualAuthentication);
  }

  /**
   * {@return the network's name in event-bus addresses, metrics and logs; by default made from the
   * network id}
   */
  public String getName() {
    return name != null ? name : OptionsJson.nameOf(networkId);
  }

  /**
   * Sets what {@link #getName()} returns.
   *
   * @param name the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setName(String name) {
    if (name != null && !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("must be 1 to 64 of A-Z a-z 0-9 _ -, not '" + name + "'");
    }
    this.name = name;
    return this;
  }

  /** {@return which network; both ends of a connection must say the same} */
  public NetworkId getNetworkId() {
    return networkId;
  }

  /**
   * Sets what {@link #getNetworkId()} returns.
   *
   * @param networkId the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setNetworkId(NetworkId networkId) {
    this.networkId = Objects.requireNonNull(networkId);
    return this;
  }

  /**
   * {@return what this node is: by default a validator in the validator network and a full node
   * elsewhere}
   */
  public NodeRole getRole() {
    return role != null ? role : networkId.isValidator() ? NodeRole.VALIDATOR : NodeRole.FULL_NODE;
  }

  /**
   * Sets what {@link #getRole()} returns.
   *
   * @param role the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setRole(NodeRole role) {
    this.role = role;
    return this;
  }

  /** {@return which chain; both ends of a connection must say the same} */
  public ChainId getChainId() {
    return chainId;
  }

  /**
   * Sets what {@link #getChainId()} returns.
   *
   * @param chainId the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setChainId(ChainId chainId) {
    ChainId.of(chainId.id()); // refuses 0
    this.chainId = chainId;
    return this;
  }

  /** {@return the private key and the id} */
  public IdentityOptions getIdentity() {
    return identity;
  }

  /**
   * Sets what {@link #getIdentity()} returns.
   *
   * @param identity the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setIdentity(IdentityOptions identity) {
    this.identity = new IdentityOptions(identity);
    return this;
  }

  /** {@return where to listen, port 0 for a free one; null for not at all} */
  public NetworkAddress getListenAddress() {
    return listenAddress;
  }

  /**
   * Sets what {@link #getListenAddress()} returns.
   *
   * @param listenAddress the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setListenAddress(NetworkAddress listenAddress) {
    if (listenAddress != null && !listenAddress.isListenable()) {
      throw new IllegalArgumentException(
          "must be /ip4/<address>/tcp/<port>, /ip6/<address>/tcp/<port> or /memory/<port>, not "
              + listenAddress);
    }
    this.listenAddress = listenAddress;
    return this;
  }

  /** {@return whether only trusted peers may connect; by default in the validator network only} */
  public boolean isMutualAuthentication() {
    return mutualAuthentication != null ? mutualAuthentication : networkId.isValidator();
  }

  /**
   * Sets what {@link #isMutualAuthentication()} returns.
   *
   * @param mutualAuthentication the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setMutualAuthentication(Boolean mutualAuthentication) {
    this.mutualAuthentication = mutualAuthentication;
    return this;
  }

  /** {@return the application protocols spoken here beyond the built-in seven} */
  public List<ProtocolId> getProtocols() {
    return List.copyOf(protocols);
  }

  /**
   * Sets what {@link #getProtocols()} returns.
   *
   * @param protocols the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setProtocols(List<ProtocolId> protocols) {
    this.protocols = new ArrayList<>();
    protocols.forEach(this::addProtocol);
    return this;
  }

  /**
   * Adds a protocol, whose name and number must be free.
   *
   * @param protocol the protocol
   * @return this, so that calls can be chained
   */
  public DiemNetOptions addProtocol(ProtocolId protocol) {
    for (ProtocolId other : protocols) {
      if (other.number() == protocol.number() || other.name().equals(protocol.name())) {
        throw new IllegalArgumentException(
            "name and number of protocol "
                + protocol.name()
                + " ("
                + protocol.number()
                + ") must differ from those of "
                + other.name()
                + " ("
                + other.number()
                + ")");
      }
    }
    if (ProtocolId.builtIn().contains(protocol)) {
      throw new IllegalArgumentException("protocol " + protocol.name() + " is built in");
    }
    protocols.add(protocol);
    return this;
  }

  /** {@return the peers known from the start; their addresses must be dialable} */
  public Map<PeerId, PeerConfig> getSeeds() {
    return new LinkedHashMap<>(seeds);
  }

  /**
   * Sets what {@link #getSeeds()} returns.
   *
   * @param seeds the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setSeeds(Map<PeerId, PeerConfig> seeds) {
    this.seeds = new LinkedHashMap<>();
    seeds.forEach(this::addSeed);
    return this;
  }

  /**
   * Adds one seed to those that are there.
   *
   * @param peer the peer
   * @param config the keys, addresses and role of the peer
   * @return this, so that calls can be chained
   */
  public DiemNetOptions addSeed(PeerId peer, PeerConfig config) {
    config.addresses().forEach(NetworkAddress::requireDialable);
    seeds.put(Objects.requireNonNull(peer), config);
    return this;
  }

  /** {@return where further peers come from} */
  public List<DiscoveryOptions> getDiscovery() {
    return List.copyOf(discovery);
  }

  /**
   * Sets what {@link #getDiscovery()} returns.
   *
   * @param discovery the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setDiscovery(List<DiscoveryOptions> discovery) {
    this.discovery = new ArrayList<>();
    discovery.forEach(this::addDiscovery);
    return this;
  }

  /**
   * Adds one discovery to those that are there.
   *
   * @param source the source
   * @return this, so that calls can be chained
   */
  public DiemNetOptions addDiscovery(DiscoveryOptions source) {
    discovery.add(new DiscoveryOptions(source));
    return this;
  }

  /** {@return the keys of encrypted on-chain addresses: 32 bytes for each version, a u32} */
  public Map<Long, byte[]> getAddressKeys() {
    return OptionsJson.copy(addressKeys);
  }

  /**
   * Sets what {@link #getAddressKeys()} returns.
   *
   * @param addressKeys the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setAddressKeys(Map<Long, byte[]> addressKeys) {
    this.addressKeys = new LinkedHashMap<>();
    addressKeys.forEach(this::addAddressKey);
    return this;
  }

  /**
   * Adds one address key to those that are there.
   *
   * @param version the version of the key
   * @param key the key
   * @return this, so that calls can be chained
   */
  public DiemNetOptions addAddressKey(long version, byte[] key) {
    if (version < 0 || version > MAX_U32) {
      throw new IllegalArgumentException(
          "the version of an address key must be a number from 0 to " + MAX_U32);
    }
    if (key.length != ADDRESS_KEY_LENGTH) {
      throw new IllegalArgumentException(
          "an address key has " + ADDRESS_KEY_LENGTH + " bytes, not " + key.length);
    }
    addressKeys.put(version, key.clone());
    return this;
  }

  /** {@return how peers are pinged} */
  public HealthOptions getHealth() {
    return health;
  }

  /**
   * Sets what {@link #getHealth()} returns.
   *
   * @param health the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setHealth(HealthOptions health) {
    this.health = new HealthOptions(health);
    return this;
  }

  /** {@return whom to dial and how often} */
  public ConnectivityOptions getConnectivity() {
    return connectivity;
  }

  /**
   * Sets what {@link #getConnectivity()} returns.
   *
   * @param connectivity the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setConnectivity(ConnectivityOptions connectivity) {
    this.connectivity = new ConnectivityOptions(connectivity);
    return this;
  }

  /** {@return what the network may take up} */
  public LimitsOptions getLimits() {
    return limits;
  }

  /**
   * Sets what {@link #getLimits()} returns.
   *
   * @param limits the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setLimits(LimitsOptions limits) {
    this.limits = new LimitsOptions(limits);
    return this;
  }

  /** {@return bytes a second by remote address; off by default} */
  public RateLimitOptions getRateLimit() {
    return rateLimit;
  }

  /**
   * Sets what {@link #getRateLimit()} returns.
   *
   * @param rateLimit the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setRateLimit(RateLimitOptions rateLimit) {
    this.rateLimit = new RateLimitOptions(rateLimit);
    return this;
  }

  /** {@return whether each inbound connection begins with a PROXY protocol v2 header} */
  public boolean isProxyProtocol() {
    return proxyProtocol;
  }

  /**
   * Sets what {@link #isProxyProtocol()} returns.
   *
   * @param proxyProtocol the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setProxyProtocol(boolean proxyProtocol) {
    this.proxyProtocol = proxyProtocol;
    return this;
  }

  /** {@return what the network's event-bus addresses begin with, before the dot and its name} */
  public String getEventBusPrefix() {
    return eventBusPrefix;
  }

  /**
   * Sets what {@link #getEventBusPrefix()} returns.
   *
   * @param eventBusPrefix the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setEventBusPrefix(String eventBusPrefix) {
    if (!PREFIX.matcher(eventBusPrefix).matches()) {
      throw new IllegalArgumentException(
          "must be names of A-Z a-z 0-9 _ - joined by dots, not '" + eventBusPrefix + "'");
    }
    this.eventBusPrefix = eventBusPrefix;
    return this;
  }

  /**
   * {@code auto} for the fastest cryptographic provider present, {@code jdk} for the JDK and
   * BouncyCastle only.
   *
   * @return the text
   */
  public String getCrypto() {
    return crypto;
  }

  /**
   * Sets what {@link #getCrypto()} returns.
   *
   * @param crypto the new value
   * @return this, so that calls can be chained
   */
  public DiemNetOptions setCrypto(String crypto) {
    if (!crypto.equals("auto") && !crypto.equals("jdk")) {
      throw new IllegalArgumentException("must be auto or jdk, not '" + crypto + "'");
    }
    this.crypto = crypto;
    return this;
  }

  /** The JSON form, which holds no secrets. */
  @Override
  public String toString() {
    return toJson().encode();
  }
}
