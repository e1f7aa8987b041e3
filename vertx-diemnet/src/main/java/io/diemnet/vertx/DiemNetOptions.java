package io.diemnet.vertx;

import io.diemnet.vertx.impl.profile.Profiles;
import io.diemnet.vertx.impl.wire.ProtocolTable;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The options of one network.
 *
 * <p>The JSON form is the configuration of a {@link DiemNetVerticle} and one entry of {@code
 * networks} in the configuration file of a node. Keys, units and defaults are the same in both.
 * Times are in milliseconds and sizes in bytes.
 *
 * <p>Setters throw {@link IllegalArgumentException} if a value is not allowed. The JSON constructor
 * throws {@link InvalidOptionsException} with every mistake. Instances are not thread-safe. A
 * network copies its options when it is created.
 */
@DataObject
public final class DiemNetOptions {

  /** The default profile: DiemNet v1. */
  public static final WireProfile DEFAULT_PROFILE = WireProfile.DIEM;

  /** The default network id: the validator network. */
  public static final NetworkId DEFAULT_NETWORK_ID = NetworkId.VALIDATOR;

  /** The default chain id: {@code testing}. */
  public static final ChainId DEFAULT_CHAIN_ID = ChainId.TESTING;

  /** The default listen address: all IPv4 interfaces, port 6180. */
  public static final NetworkAddress DEFAULT_LISTEN_ADDRESS =
      NetworkAddress.parse("/ip4/0.0.0.0/tcp/6180");

  /** The default of {@link #isProxyProtocol()}: false. */
  public static final boolean DEFAULT_PROXY_PROTOCOL = false;

  /** The default of {@link #isCloseReasons()}: false. */
  public static final boolean DEFAULT_CLOSE_REASONS = false;

  /** The default prefix of the event-bus addresses: {@value}. */
  public static final String DEFAULT_EVENT_BUS_PREFIX = "diemnet";

  /** The default choice of the cryptographic provider: {@value}. */
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
  private Boolean metricsPerPeer;
  private List<ProtocolId> protocols = new ArrayList<>();
  private Map<PeerId, PeerConfig> seeds = new LinkedHashMap<>();
  private List<DiscoveryOptions> discovery = new ArrayList<>();
  private Map<Long, byte[]> addressKeys = new LinkedHashMap<>();

  /** Null, as the limits are, until the profile's defaults are asked for. */
  private HealthOptions health;

  private ConnectivityOptions connectivity;
  private LimitsOptions limits;
  private AccessOptions access = new AccessOptions();
  private RateLimitOptions rateLimit = new RateLimitOptions();
  private boolean proxyProtocol = DEFAULT_PROXY_PROTOCOL;
  private boolean closeReasons = DEFAULT_CLOSE_REASONS;
  private String eventBusPrefix = DEFAULT_EVENT_BUS_PREFIX;
  private String crypto = DEFAULT_CRYPTO;

  /** Creates options with default values. */
  public DiemNetOptions() {}

  /**
   * Creates a copy of other options.
   *
   * @param other the options to copy
   */
  public DiemNetOptions(DiemNetOptions other) {
    profile = other.profile;
    name = other.name;
    networkId = other.networkId;
    role = other.role;
    chainId = other.chainId;
    setIdentity(other.identity);
    listenAddress = other.listenAddress;
    mutualAuthentication = other.mutualAuthentication;
    metricsPerPeer = other.metricsPerPeer;
    setProtocols(other.protocols);
    setSeeds(other.seeds);
    setDiscovery(other.discovery);
    setAddressKeys(other.addressKeys);
    setHealth(other.getHealth());
    setConnectivity(other.getConnectivity());
    setLimits(other.getLimits());
    setAccess(other.access);
    setRateLimit(other.rateLimit);
    proxyProtocol = other.proxyProtocol;
    closeReasons = other.closeReasons;
    eventBusPrefix = other.eventBusPrefix;
    crypto = other.crypto;
  }

  /**
   * Creates options from their JSON form. Absent keys and null values mean the default, except that
   * a {@code listenAddress} of null means not to listen.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public DiemNetOptions(JsonObject json) {
    JsonFields.read(json, fields -> OptionsJson.read(fields, this));
  }

  /**
   * {@return the JSON form of these options without secrets: without the private key and the
   * address keys}
   */
  public JsonObject toJson() {
    return OptionsJson.write(this, name, role, mutualAuthentication, metricsPerPeer);
  }

  /** {@return the profile} All nodes of a network must have the same. The default is diem. */
  public WireProfile getProfile() {
    return profile;
  }

  /**
   * Sets the profile. It decides the built-in protocols and the defaults of {@link #getLimits},
   * {@link #getHealth} and {@link #getConnectivity}, so set it first.
   *
   * @param profile the profile
   * @return this
   */
  public DiemNetOptions setProfile(WireProfile profile) {
    this.profile = Objects.requireNonNull(profile);
    return this;
  }

  /**
   * {@return the name of the network in event-bus addresses, metrics and logs} The default is
   * derived from the network id.
   */
  public String getName() {
    return name != null ? name : OptionsJson.nameOf(networkId);
  }

  /**
   * Sets the name of the network in event-bus addresses, metrics and logs. The default is derived
   * from the network id.
   *
   * @param name 1 to 64 characters of {@code A-Z a-z 0-9 _ -}, or null for the default
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public DiemNetOptions setName(String name) {
    if (name != null && !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("must be 1 to 64 of A-Z a-z 0-9 _ -, not '" + name + "'");
    }
    this.name = name;
    return this;
  }

  /**
   * {@return the network id} Both ends of a connection must have the same network id. The default
   * is {@link NetworkId#VALIDATOR}.
   */
  public NetworkId getNetworkId() {
    return networkId;
  }

  /**
   * Sets the network id. The default is {@link NetworkId#VALIDATOR}.
   *
   * @param networkId the network id, not null
   * @return this object, for chaining
   */
  public DiemNetOptions setNetworkId(NetworkId networkId) {
    this.networkId = Objects.requireNonNull(networkId);
    return this;
  }

  /**
   * {@return the role of this node} The default is validator in the validator network and full node
   * elsewhere.
   */
  public NodeRole getRole() {
    return role != null ? role : networkId.isValidator() ? NodeRole.VALIDATOR : NodeRole.FULL_NODE;
  }

  /**
   * Sets the role of this node. The default is validator in the validator network and full node
   * elsewhere.
   *
   * @param role the role, or null for the default
   * @return this object, for chaining
   */
  public DiemNetOptions setRole(NodeRole role) {
    this.role = role;
    return this;
  }

  /**
   * {@return the chain id} Both ends of a connection must have the same chain id. The default is
   * {@link ChainId#TESTING}.
   */
  public ChainId getChainId() {
    return chainId;
  }

  /**
   * Sets the chain id. The default is {@link ChainId#TESTING}.
   *
   * @param chainId the chain id, 1 to 255; not null
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public DiemNetOptions setChainId(ChainId chainId) {
    ChainId.of(chainId.id()); // throws for 0
    this.chainId = chainId;
    return this;
  }

  /**
   * {@return the private key and the peer id of this node} The default is a new random key at each
   * start.
   */
  public IdentityOptions getIdentity() {
    return identity;
  }

  /**
   * Sets the private key and the peer id of this node. The default is a new random key at each
   * start.
   *
   * @param identity the identity, copied; not null
   * @return this object, for chaining
   */
  public DiemNetOptions setIdentity(IdentityOptions identity) {
    this.identity = new IdentityOptions(identity);
    return this;
  }

  /** {@return the address to listen on, or null} The default is {@code /ip4/0.0.0.0/tcp/6180}. */
  public NetworkAddress getListenAddress() {
    return listenAddress;
  }

  /**
   * Sets the address to listen on. The default is {@code /ip4/0.0.0.0/tcp/6180}.
   *
   * @param listenAddress an address that {@linkplain NetworkAddress#isListenable() can be listened
   *     on}; port 0 picks a free port, null means not to listen
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
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

  /**
   * {@return whether only trusted peers may connect} The default is true in the validator network
   * and false elsewhere.
   */
  public boolean isMutualAuthentication() {
    return mutualAuthentication != null ? mutualAuthentication : networkId.isValidator();
  }

  /**
   * Sets whether only trusted peers may connect. The default is true in the validator network and
   * false elsewhere.
   *
   * @param mutualAuthentication true to accept trusted peers only, or null for the default
   * @return this object, for chaining
   */
  public DiemNetOptions setMutualAuthentication(Boolean mutualAuthentication) {
    this.mutualAuthentication = mutualAuthentication;
    return this;
  }

  /**
   * {@return whether each trusted peer has the gauges {@code diemnet.peer.connected}} The default
   * is true in the validator network and false elsewhere.
   */
  public boolean isMetricsPerPeer() {
    return metricsPerPeer != null ? metricsPerPeer : networkId.isValidator();
  }

  /**
   * Sets whether each trusted peer has the gauges {@code diemnet.peer.connected}, one for each
   * direction. Other peers never have any. The default is true in the validator network and false
   * elsewhere.
   *
   * @param metricsPerPeer true for gauges of each trusted peer, or null for the default
   * @return this object, for chaining
   */
  public DiemNetOptions setMetricsPerPeer(Boolean metricsPerPeer) {
    this.metricsPerPeer = metricsPerPeer;
    return this;
  }

  /**
   * {@return the application protocols of this node in addition to the seven built-in ones} The
   * default is none.
   */
  public List<ProtocolId> getProtocols() {
    return List.copyOf(protocols);
  }

  /**
   * Sets the application protocols of this node in addition to the seven built-in ones. The default
   * is none.
   *
   * @param protocols the protocols; names and numbers must be unique and not built in
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public DiemNetOptions setProtocols(List<ProtocolId> protocols) {
    this.protocols = new ArrayList<>();
    protocols.forEach(this::addProtocol);
    return this;
  }

  /**
   * Adds an application protocol. In the {@link WireProfile#APTOS} profile it may be a built-in one
   * too, which is then advertised: see {@link AptosProtocols}.
   *
   * @param protocol the protocol
   * @return this object, for chaining
   * @throws IllegalArgumentException if the name or number is already in use, or if the protocol is
   *     built in
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
    ProtocolTable table = Profiles.of(profile).protocols();
    if (table.builtIn().contains(protocol) && !table.isOptional(protocol)) {
      throw new IllegalArgumentException("protocol " + protocol.name() + " is built in");
    }
    protocols.add(protocol);
    return this;
  }

  /** {@return the peers that are configured, by peer id} The default is none. */
  public Map<PeerId, PeerConfig> getSeeds() {
    return new LinkedHashMap<>(seeds);
  }

  /**
   * Sets the peers that are configured, by peer id. The default is none.
   *
   * @param seeds the peers; their addresses must be dialable
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public DiemNetOptions setSeeds(Map<PeerId, PeerConfig> seeds) {
    this.seeds = new LinkedHashMap<>();
    seeds.forEach(this::addSeed);
    return this;
  }

  /**
   * Adds a seed, or replaces the seed of the same peer.
   *
   * @param peer the peer
   * @param config the addresses, keys and role of the peer
   * @return this object, for chaining
   * @throws IllegalArgumentException if an address is not dialable
   */
  public DiemNetOptions addSeed(PeerId peer, PeerConfig config) {
    config.addresses().forEach(NetworkAddress::requireDialable);
    seeds.put(Objects.requireNonNull(peer), config);
    return this;
  }

  /** {@return the discovery sources in addition to the seeds} The default is none. */
  public List<DiscoveryOptions> getDiscovery() {
    return List.copyOf(discovery);
  }

  /**
   * Sets the discovery sources in addition to the seeds. The default is none.
   *
   * @param discovery the sources, copied
   * @return this object, for chaining
   */
  public DiemNetOptions setDiscovery(List<DiscoveryOptions> discovery) {
    this.discovery = new ArrayList<>();
    discovery.forEach(this::addDiscovery);
    return this;
  }

  /**
   * Adds a discovery source.
   *
   * @param source the source, copied
   * @return this object, for chaining
   */
  public DiemNetOptions addDiscovery(DiscoveryOptions source) {
    discovery.add(new DiscoveryOptions(source));
    return this;
  }

  /**
   * {@return the keys that decrypt on-chain addresses, by key version} See the specification,
   * section 3. The default is none.
   */
  public Map<Long, byte[]> getAddressKeys() {
    return OptionsJson.copy(addressKeys);
  }

  /**
   * Sets the keys that decrypt on-chain addresses, by key version. The default is none.
   *
   * @param addressKeys keys of 32 bytes by version, 0 to 4,294,967,295; copied
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public DiemNetOptions setAddressKeys(Map<Long, byte[]> addressKeys) {
    this.addressKeys = new LinkedHashMap<>();
    addressKeys.forEach(this::addAddressKey);
    return this;
  }

  /**
   * Adds a key that decrypts on-chain addresses, or replaces the key of the same version.
   *
   * @param version the key version, 0 to 4,294,967,295
   * @param key the key of 32 bytes, copied
   * @return this object, for chaining
   * @throws IllegalArgumentException if the version or the key length is not allowed
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

  /** {@return the health checker options} The default is {@link HealthOptions#HealthOptions()}. */
  public HealthOptions getHealth() {
    if (health == null) {
      health = Profiles.of(profile).defaults().health();
    }
    return health;
  }

  /**
   * Sets the health checker options. The default is {@link HealthOptions#HealthOptions()}.
   *
   * @param health the options, copied; not null
   * @return this object, for chaining
   */
  public DiemNetOptions setHealth(HealthOptions health) {
    this.health = new HealthOptions(health);
    return this;
  }

  /**
   * {@return the connectivity options} The default is {@link
   * ConnectivityOptions#ConnectivityOptions()}.
   */
  public ConnectivityOptions getConnectivity() {
    if (connectivity == null) {
      connectivity = Profiles.of(profile).defaults().connectivity();
    }
    return connectivity;
  }

  /**
   * Sets the connectivity options. The default is {@link
   * ConnectivityOptions#ConnectivityOptions()}.
   *
   * @param connectivity the options, copied; not null
   * @return this object, for chaining
   */
  public DiemNetOptions setConnectivity(ConnectivityOptions connectivity) {
    this.connectivity = new ConnectivityOptions(connectivity);
    return this;
  }

  /**
   * {@return the limits on memory, connections and time} The default is {@link
   * LimitsOptions#LimitsOptions()}.
   */
  public LimitsOptions getLimits() {
    LimitsOptions defaults = Profiles.of(profile).defaults().limits();
    if (limits == null) {
      limits = defaults;
    } else if (profile != DEFAULT_PROFILE) {
      limits.completeWith(defaults);
    }
    return limits;
  }

  /**
   * Sets the limits on memory, connections and time. The default is {@link
   * LimitsOptions#LimitsOptions()}.
   *
   * @param limits the options, copied; not null
   * @return this object, for chaining
   */
  public DiemNetOptions setLimits(LimitsOptions limits) {
    this.limits = new LimitsOptions(limits);
    return this;
  }

  /** {@return the access lists} The default is that any peer may connect. */
  public AccessOptions getAccess() {
    return access;
  }

  /**
   * Sets the access lists.
   *
   * @param access the lists, copied
   * @return this object, for chaining
   */
  public DiemNetOptions setAccess(AccessOptions access) {
    this.access = new AccessOptions(access);
    return this;
  }

  /** {@return the rate limits for each remote IP address} The default is no limit. */
  public RateLimitOptions getRateLimit() {
    return rateLimit;
  }

  /**
   * Sets the rate limits for each remote IP address. The default is no limit.
   *
   * @param rateLimit the options, copied; not null
   * @return this object, for chaining
   */
  public DiemNetOptions setRateLimit(RateLimitOptions rateLimit) {
    this.rateLimit = new RateLimitOptions(rateLimit);
    return this;
  }

  /**
   * {@return whether each inbound connection starts with a PROXY protocol v2 header} See the
   * specification, section 11. The default is false.
   */
  public boolean isProxyProtocol() {
    return proxyProtocol;
  }

  /**
   * Sets whether each inbound connection starts with a PROXY protocol v2 header. The default is
   * false.
   *
   * @param proxyProtocol true to require the header
   * @return this object, for chaining
   */
  public DiemNetOptions setProxyProtocol(boolean proxyProtocol) {
    this.proxyProtocol = proxyProtocol;
    return this;
  }

  /**
   * {@return whether this node tells its peers why it closes a connection, and is told by them} Own
   * protocol number 255 carries the reason, so only a peer that advertises it is told, and a node
   * of the reference implementation never sees it. It is off if an own protocol of this network has
   * the number 255. The default is false, because it makes the handshake message 31 bytes longer
   * than that of the reference.
   */
  public boolean isCloseReasons() {
    return closeReasons;
  }

  /**
   * Sets whether reasons of closed connections are told between peers. Leave it off in the whole
   * network if some of its nodes use the number 255 for a protocol of their own.
   *
   * @param closeReasons true to advertise the protocol, and to tell peers that advertise it too
   * @return this object, for chaining
   */
  public DiemNetOptions setCloseReasons(boolean closeReasons) {
    this.closeReasons = closeReasons;
    return this;
  }

  /**
   * {@return the prefix of the event-bus addresses, before the dot and the network name} The
   * default is {@code diemnet}.
   */
  public String getEventBusPrefix() {
    return eventBusPrefix;
  }

  /**
   * Sets the prefix of the event-bus addresses, before the dot and the network name. The default is
   * {@code diemnet}.
   *
   * @param eventBusPrefix names of {@code A-Z a-z 0-9 _ -} joined by dots
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
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
   * {@return the choice of the cryptographic provider} {@code auto} uses the fastest provider that
   * is present, {@code jdk} uses only the JDK and Bouncy Castle. The default is {@code auto}.
   */
  public String getCrypto() {
    return crypto;
  }

  /**
   * Sets the choice of the cryptographic provider. The default is {@code auto}.
   *
   * @param crypto {@code auto} or {@code jdk}
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public DiemNetOptions setCrypto(String crypto) {
    if (!crypto.equals("auto") && !crypto.equals("jdk")) {
      throw new IllegalArgumentException("must be auto or jdk, not '" + crypto + "'");
    }
    this.crypto = crypto;
    return this;
  }

  /** {@return the JSON form, without secrets} */
  @Override
  public String toString() {
    return toJson().encode();
  }
}
