package io.diemnet.vertx;

import io.diemnet.vertx.impl.profile.Profiles;
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

  /** DiemNet v1. */
  public static final WireProfile DEFAULT_PROFILE = WireProfile.DIEM;

  /** The network of the validators. */
  public static final NetworkId DEFAULT_NETWORK_ID = NetworkId.VALIDATOR;

  /** The chain for tests. */
  public static final ChainId DEFAULT_CHAIN_ID = ChainId.TESTING;

  /** All IPv4 interfaces, port 6180. */
  public static final NetworkAddress DEFAULT_LISTEN_ADDRESS =
      NetworkAddress.parse("/ip4/0.0.0.0/tcp/6180");

  public static final boolean DEFAULT_PROXY_PROTOCOL = false;

  /** What the network's event-bus addresses begin with, before the dot and its name. */
  public static final String DEFAULT_EVENT_BUS_PREFIX = "diemnet";

  /** {@code auto}: the fastest provider present. */
  public static final String DEFAULT_CRYPTO = "auto";

  static final int ADDRESS_KEY_LENGTH = 32;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
  private static final long MAX_U32 = 0xFFFF_FFFFL;

  private WireProfile profile = DEFAULT_PROFILE;
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

  /** Null, as the limits are, until the profile's defaults are asked for. */
  private HealthOptions health;

  private ConnectivityOptions connectivity = new ConnectivityOptions();
  private LimitsOptions limits;
  private RateLimitOptions rateLimit = new RateLimitOptions();
  private boolean proxyProtocol = DEFAULT_PROXY_PROTOCOL;
  private String eventBusPrefix = DEFAULT_EVENT_BUS_PREFIX;
  private String crypto = DEFAULT_CRYPTO;

  public DiemNetOptions() {}

  public DiemNetOptions(DiemNetOptions other) {
    profile = other.profile;
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
    setHealth(other.getHealth());
    setConnectivity(other.connectivity);
    setLimits(other.getLimits());
    setRateLimit(other.rateLimit);
    proxyProtocol = other.proxyProtocol;
    eventBusPrefix = other.eventBusPrefix;
    crypto = other.crypto;
  }

  /**
   * The options of a JSON object. A {@code listenAddress} of null means not to listen; anywhere
   * else null means the default.
   *
   * @throws InvalidOptionsException names every mistake, unknown keys among them
   */
  public DiemNetOptions(JsonObject json) {
    JsonFields.read(json, fields -> OptionsJson.read(fields, this));
  }

  /** Without secrets: no private key and no address keys. */
  public JsonObject toJson() {
    return OptionsJson.write(this, name, role, mutualAuthentication);
  }

  /** The dialect of the protocol; all nodes of a network must have the same. */
  public WireProfile getProfile() {
    return profile;
  }

  /**
   * Sets the dialect of the protocol. It decides the defaults of {@link #getLimits} and {@link
   * #getHealth}, so set it before these are read.
   */
  public DiemNetOptions setProfile(WireProfile profile) {
    this.profile = Objects.requireNonNull(profile);
    return this;
  }

  /**
   * The network's name in event-bus addresses, metrics and logs; by default made from the network
   * id.
   */
  public String getName() {
    return name != null ? name : OptionsJson.nameOf(networkId);
  }

  public DiemNetOptions setName(String name) {
    if (name != null && !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("must be 1 to 64 of A-Z a-z 0-9 _ -, not '" + name + "'");
    }
    this.name = name;
    return this;
  }

  /** Which network; both ends of a connection must say the same. */
  public NetworkId getNetworkId() {
    return networkId;
  }

  public DiemNetOptions setNetworkId(NetworkId networkId) {
    this.networkId = Objects.requireNonNull(networkId);
    return this;
  }

  /**
   * What this node is: by default a validator in the validator network and a full node elsewhere.
   */
  public NodeRole getRole() {
    return role != null ? role : networkId.isValidator() ? NodeRole.VALIDATOR : NodeRole.FULL_NODE;
  }

  public DiemNetOptions setRole(NodeRole role) {
    this.role = role;
    return this;
  }

  /** Which chain; both ends of a connection must say the same. */
  public ChainId getChainId() {
    return chainId;
  }

  public DiemNetOptions setChainId(ChainId chainId) {
    ChainId.of(chainId.id()); // refuses 0
    this.chainId = chainId;
    return this;
  }

  /** The private key and the id. */
  public IdentityOptions getIdentity() {
    return identity;
  }

  public DiemNetOptions setIdentity(IdentityOptions identity) {
    this.identity = new IdentityOptions(identity);
    return this;
  }

  /** Where to listen, port 0 for a free one; null for not at all. */
  public NetworkAddress getListenAddress() {
    return listenAddress;
  }

  public DiemNetOptions setListenAddress(NetworkAddress listenAddress) {
    if (listenAddress != null && !listenAddress.isListenable()) {
      throw new IllegalArgumentException(
          "must be /ip4/<address>/tcp/<port>, /ip6/<address>/tcp/<port> or /memory/<port>, not "
              + listenAddress);
    }
    this.listenAddress = listenAddress;
    return this;
  }

  /** Whether only trusted peers may connect; by default in the validator network only. */
  public boolean isMutualAuthentication() {
    return mutualAuthentication != null ? mutualAuthentication : networkId.isValidator();
  }

  public DiemNetOptions setMutualAuthentication(Boolean mutualAuthentication) {
    this.mutualAuthentication = mutualAuthentication;
    return this;
  }

  /** The application protocols spoken here beyond the built-in seven. */
  public List<ProtocolId> getProtocols() {
    return List.copyOf(protocols);
  }

  public DiemNetOptions setProtocols(List<ProtocolId> protocols) {
    this.protocols = new ArrayList<>();
    protocols.forEach(this::addProtocol);
    return this;
  }

  /** Adds a protocol, whose name and number must be free. */
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
    if (Profiles.of(profile).protocols().builtIn().contains(protocol)) {
      throw new IllegalArgumentException("protocol " + protocol.name() + " is built in");
    }
    protocols.add(protocol);
    return this;
  }

  /** The peers known from the start; their addresses must be dialable. */
  public Map<PeerId, PeerConfig> getSeeds() {
    return new LinkedHashMap<>(seeds);
  }

  public DiemNetOptions setSeeds(Map<PeerId, PeerConfig> seeds) {
    this.seeds = new LinkedHashMap<>();
    seeds.forEach(this::addSeed);
    return this;
  }

  public DiemNetOptions addSeed(PeerId peer, PeerConfig config) {
    config.addresses().forEach(NetworkAddress::requireDialable);
    seeds.put(Objects.requireNonNull(peer), config);
    return this;
  }

  /** Where further peers come from. */
  public List<DiscoveryOptions> getDiscovery() {
    return List.copyOf(discovery);
  }

  public DiemNetOptions setDiscovery(List<DiscoveryOptions> discovery) {
    this.discovery = new ArrayList<>();
    discovery.forEach(this::addDiscovery);
    return this;
  }

  public DiemNetOptions addDiscovery(DiscoveryOptions source) {
    discovery.add(new DiscoveryOptions(source));
    return this;
  }

  /** The keys of encrypted on-chain addresses: 32 bytes for each version, a u32. */
  public Map<Long, byte[]> getAddressKeys() {
    return OptionsJson.copy(addressKeys);
  }

  public DiemNetOptions setAddressKeys(Map<Long, byte[]> addressKeys) {
    this.addressKeys = new LinkedHashMap<>();
    addressKeys.forEach(this::addAddressKey);
    return this;
  }

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

  /** How peers are pinged. */
  public HealthOptions getHealth() {
    if (health == null) {
      health = Profiles.of(profile).defaults().health();
    }
    return health;
  }

  public DiemNetOptions setHealth(HealthOptions health) {
    this.health = new HealthOptions(health);
    return this;
  }

  /** Whom to dial and how often. */
  public ConnectivityOptions getConnectivity() {
    return connectivity;
  }

  public DiemNetOptions setConnectivity(ConnectivityOptions connectivity) {
    this.connectivity = new ConnectivityOptions(connectivity);
    return this;
  }

  /** What the network may take up. */
  public LimitsOptions getLimits() {
    if (limits == null) {
      limits = Profiles.of(profile).defaults().limits();
    }
    return limits;
  }

  public DiemNetOptions setLimits(LimitsOptions limits) {
    this.limits = new LimitsOptions(limits);
    return this;
  }

  /** Bytes a second by remote address; off by default. */
  public RateLimitOptions getRateLimit() {
    return rateLimit;
  }

  public DiemNetOptions setRateLimit(RateLimitOptions rateLimit) {
    this.rateLimit = new RateLimitOptions(rateLimit);
    return this;
  }

  /** Whether each inbound connection begins with a PROXY protocol v2 header. */
  public boolean isProxyProtocol() {
    return proxyProtocol;
  }

  public DiemNetOptions setProxyProtocol(boolean proxyProtocol) {
    this.proxyProtocol = proxyProtocol;
    return this;
  }

  /** What the network's event-bus addresses begin with, before the dot and its name. */
  public String getEventBusPrefix() {
    return eventBusPrefix;
  }

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
   */
  public String getCrypto() {
    return crypto;
  }

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
