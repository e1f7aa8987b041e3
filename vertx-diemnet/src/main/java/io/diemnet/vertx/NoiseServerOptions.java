package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The options of a {@link NoiseServer}. If no private key is set, a new random key is generated
 * when the server is created. Not thread-safe.
 */
@DataObject
public final class NoiseServerOptions {

  /** The default of {@link #getHost()}: {@value}, all IPv4 interfaces. */
  public static final String DEFAULT_HOST = "0.0.0.0";

  /** The default of {@link #getPort()}: 0, any free port. */
  public static final int DEFAULT_PORT = 0;

  /** The default of {@link #isMutualAuthentication()}: false. */
  public static final boolean DEFAULT_MUTUAL_AUTHENTICATION = false;

  /** The default of {@link #getHandshakeTimeout()}: 30,000 ms. */
  public static final int DEFAULT_HANDSHAKE_TIMEOUT = 30_000;

  /** The default of {@link #getMaxHandshakes()}: 1,024 connections. */
  public static final int DEFAULT_MAX_HANDSHAKES = 1024;

  /** The default profile: DiemNet v1. */
  public static final WireProfile DEFAULT_PROFILE = WireProfile.DIEM;

  private WireProfile profile = DEFAULT_PROFILE;
  private PrivateKey privateKey;
  private PeerId peerId;
  private boolean keyLeftOut;
  private String host = DEFAULT_HOST;
  private int port = DEFAULT_PORT;
  private boolean mutualAuthentication = DEFAULT_MUTUAL_AUTHENTICATION;
  private Map<PeerId, PeerConfig> trustedPeers = new LinkedHashMap<>();
  private int handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
  private int maxHandshakes = DEFAULT_MAX_HANDSHAKES;

  /** Creates options with default values. */
  public NoiseServerOptions() {}

  /**
   * Creates a copy of other options.
   *
   * @param other the options to copy
   */
  public NoiseServerOptions(NoiseServerOptions other) {
    profile = other.profile;
    privateKey = other.privateKey;
    peerId = other.peerId;
    keyLeftOut = other.keyLeftOut;
    host = other.host;
    port = other.port;
    mutualAuthentication = other.mutualAuthentication;
    trustedPeers = new LinkedHashMap<>(other.trustedPeers);
    handshakeTimeout = other.handshakeTimeout;
    maxHandshakes = other.maxHandshakes;
  }

  /**
   * Creates options from their JSON form. The keys are the property names. Keys and ids are in
   * hexadecimal, and {@code trustedPeers} has the form of a peers file.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public NoiseServerOptions(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  private void read(JsonFields fields) {
    fields.text("profile", WireProfile::parse, this::setProfile);
    fields.text("privateKey", PrivateKey::parse, this::setPrivateKey);
    fields.text("peerId", text -> PeerId.parse(text, profile), this::setPeerId);
    fields.flag(IdentityOptions.LEFT_OUT, flag -> keyLeftOut = flag);
    fields.text("host", this::setHost);
    fields.number("port", this::port);
    fields.flag("mutualAuthentication", this::setMutualAuthentication);
    fields.objectsByKey(
        "trustedPeers",
        text -> PeerId.parse(text, profile),
        (peer, entry) -> PeerConfig.put(trustedPeers, peer, PeerConfig.read(entry, profile)));
    fields.number("handshakeTimeout", this::handshakeTimeout);
    fields.number("maxHandshakes", this::maxHandshakes);
  }

  /**
   * {@return the JSON form of these options without the private key} If a key is left out, the
   * object contains {@code keyLeftOut: true}. A server cannot be created with such options until a
   * key is set.
   */
  public JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("profile", profile.toString())
            .put("host", host)
            .put("port", port)
            .put("mutualAuthentication", mutualAuthentication)
            .put("trustedPeers", PeerConfig.mapToJson(trustedPeers, profile))
            .put("handshakeTimeout", handshakeTimeout)
            .put("maxHandshakes", maxHandshakes);
    if (peerId != null) {
      json.put("peerId", peerId.toString());
    }
    if (privateKey != null || keyLeftOut) {
      json.put(IdentityOptions.LEFT_OUT, true);
    }
    return json;
  }

  /** {@return the profile} Both ends of a connection must have the same. The default is diem. */
  public WireProfile getProfile() {
    return profile;
  }

  /**
   * Sets the profile. Both ends of a connection must have the same.
   *
   * @param profile the profile
   * @return this
   */
  public NoiseServerOptions setProfile(WireProfile profile) {
    this.profile = Objects.requireNonNull(profile);
    return this;
  }

  /** {@return the private key of the server, or null} The default is null. */
  public PrivateKey getPrivateKey() {
    return privateKey;
  }

  /**
   * Sets the private key of the server. The default is null.
   *
   * @param privateKey the key, or null for a new random key
   * @return this object, for chaining
   */
  public NoiseServerOptions setPrivateKey(PrivateKey privateKey) {
    this.privateKey = privateKey;
    this.keyLeftOut = false;
    return this;
  }

  /**
   * {@return whether these options were read from a {@link #toJson} form that left the private key
   * out, and no key was set since}
   */
  public boolean isKeyLeftOut() {
    return keyLeftOut && privateKey == null;
  }

  /**
   * {@return the peer id of the server, or null to derive it from the key} A client that uses the
   * same id is refused. The default is null.
   */
  public PeerId getPeerId() {
    return peerId;
  }

  /**
   * Sets the peer id of the server, or null to derive it from the key. The default is null.
   *
   * @param peerId the id, or null to derive it from the key
   * @return this object, for chaining
   */
  public NoiseServerOptions setPeerId(PeerId peerId) {
    this.peerId = peerId;
    return this;
  }

  /**
   * {@return the name or address of the interface to listen on} The default is {@code 0.0.0.0}, all
   * IPv4 interfaces.
   */
  public String getHost() {
    return host;
  }

  /**
   * Sets the name or address of the interface to listen on. The default is {@code 0.0.0.0}, all
   * IPv4 interfaces.
   *
   * @param host the name or address, not null
   * @return this object, for chaining
   */
  public NoiseServerOptions setHost(String host) {
    this.host = Objects.requireNonNull(host);
    return this;
  }

  /** {@return the TCP port to listen on} The default is 0. */
  public int getPort() {
    return port;
  }

  /**
   * Sets the TCP port to listen on. The default is 0.
   *
   * @param port the port, 0 to 65,535; 0 picks a free port
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public NoiseServerOptions setPort(int port) {
    port(port);
    return this;
  }

  private void port(long value) {
    port = OptionChecks.between(0, 65_535, value);
  }

  /**
   * {@return whether only trusted peers may connect} If false, any client may connect. A client
   * that is not trusted has the role {@link PeerRole#UNKNOWN} and the PeerId derived from its key,
   * and its handshake is not checked for replays. The default is false.
   */
  public boolean isMutualAuthentication() {
    return mutualAuthentication;
  }

  /**
   * Sets whether only trusted peers may connect. The default is false.
   *
   * @param mutualAuthentication true to accept trusted peers only
   * @return this object, for chaining
   */
  public NoiseServerOptions setMutualAuthentication(boolean mutualAuthentication) {
    this.mutualAuthentication = mutualAuthentication;
    return this;
  }

  /**
   * {@return the trusted peers and their keys} Keys in the addresses of a peer count as its keys.
   * The default is an empty map.
   */
  public Map<PeerId, PeerConfig> getTrustedPeers() {
    return new LinkedHashMap<>(trustedPeers);
  }

  /**
   * Sets the trusted peers and their keys. The default is an empty map.
   *
   * @param trustedPeers the peers, copied; not null
   * @return this object, for chaining
   */
  public NoiseServerOptions setTrustedPeers(Map<PeerId, PeerConfig> trustedPeers) {
    this.trustedPeers = new LinkedHashMap<>(trustedPeers);
    return this;
  }

  /**
   * Adds a trusted peer, or replaces the one with the same id.
   *
   * @param peer the peer
   * @param config the keys, addresses and role of the peer
   * @return this object, for chaining
   */
  public NoiseServerOptions addTrustedPeer(PeerId peer, PeerConfig config) {
    trustedPeers.put(Objects.requireNonNull(peer), Objects.requireNonNull(config));
    return this;
  }

  /**
   * {@return the time a client may take for its handshake, in milliseconds} The default is 30,000.
   */
  public int getHandshakeTimeout() {
    return handshakeTimeout;
  }

  /**
   * Sets the time a client may take for its handshake, in milliseconds. The default is 30,000.
   *
   * @param handshakeTimeout milliseconds, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public NoiseServerOptions setHandshakeTimeout(int handshakeTimeout) {
    handshakeTimeout(handshakeTimeout);
    return this;
  }

  private void handshakeTimeout(long value) {
    handshakeTimeout = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return the largest number of handshakes in progress} When it is reached, a new connection
   * evicts the oldest one that has not sent a complete message. The default is 1,024.
   */
  public int getMaxHandshakes() {
    return maxHandshakes;
  }

  /**
   * Sets the largest number of handshakes in progress. The default is 1,024.
   *
   * @param maxHandshakes the number of connections, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public NoiseServerOptions setMaxHandshakes(int maxHandshakes) {
    maxHandshakes(maxHandshakes);
    return this;
  }

  private void maxHandshakes(long value) {
    maxHandshakes = OptionChecks.atLeast(1, value);
  }

  /** {@return the JSON form, without secrets} */
  @Override
  public String toString() {
    return toJson().encode();
  }
}
