package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Who a {@link NoiseServer} is, where it listens and whom it lets in. With no private key a fresh
 * one is made when the server is created.
 */
@DataObject
public final class NoiseServerOptions {

  /** All interfaces. */
  public static final String DEFAULT_HOST = "0.0.0.0";

  /** Any free port. */
  public static final int DEFAULT_PORT = 0;

  /** Off: anybody may connect, under the PeerId of the key that it proves. */
  public static final boolean DEFAULT_MUTUAL_AUTHENTICATION = false;

  /** 30 s from the TCP connection to the socket. */
  public static final int DEFAULT_HANDSHAKE_TIMEOUT = 30_000;

  /** Connections whose handshake is not complete; further ones are closed at once. */
  public static final int DEFAULT_MAX_HANDSHAKES = 1024;

  /** DiemNet v1. */
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

  public NoiseServerOptions() {}

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
   * The options of a JSON object: the names of the setters; keys and ids in hex, {@code
   * trustedPeers} as in a peers file.
   *
   * @throws InvalidOptionsException names every mistake, unknown keys among them
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
   * Without the private key, which is never written. Where one is left out, {@code keyLeftOut:
   * true} says so, and a server refuses these options until they have a key again.
   */
  public JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("profile", profile.toString())
            .put("host", host)
            .put("port", port)
            .put("mutualAuthentication", mutualAuthentication)
            .put("trustedPeers", PeerConfig.mapToJson(trustedPeers))
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

  /** The dialect of the protocol; both ends of a connection must have the same. */
  public WireProfile getProfile() {
    return profile;
  }

  public NoiseServerOptions setProfile(WireProfile profile) {
    this.profile = Objects.requireNonNull(profile);
    return this;
  }

  /** The key that proves who this server is, or null for a fresh one. */
  public PrivateKey getPrivateKey() {
    return privateKey;
  }

  public NoiseServerOptions setPrivateKey(PrivateKey privateKey) {
    this.privateKey = privateKey;
    this.keyLeftOut = false;
    return this;
  }

  /** Whether these options come from a {@link #toJson} that left the private key out. */
  public boolean isKeyLeftOut() {
    return keyLeftOut && privateKey == null;
  }

  /** Its own id, or null for the one that derives from its key; a client under it is refused. */
  public PeerId getPeerId() {
    return peerId;
  }

  public NoiseServerOptions setPeerId(PeerId peerId) {
    this.peerId = peerId;
    return this;
  }

  /** The name or address of the interface to listen on. */
  public String getHost() {
    return host;
  }

  public NoiseServerOptions setHost(String host) {
    this.host = Objects.requireNonNull(host);
    return this;
  }

  /** The port to listen on, 0 for a free one. */
  public int getPort() {
    return port;
  }

  public NoiseServerOptions setPort(int port) {
    port(port);
    return this;
  }

  private void port(long value) {
    port = OptionChecks.between(0, 65_535, value);
  }

  /**
   * Whether only the trusted peers may connect. If not, others may too, with the role Unknown and
   * under the PeerId that derives from their key; handshakes are then not checked for replays.
   */
  public boolean isMutualAuthentication() {
    return mutualAuthentication;
  }

  public NoiseServerOptions setMutualAuthentication(boolean mutualAuthentication) {
    this.mutualAuthentication = mutualAuthentication;
    return this;
  }

  /** Whom to trust, with which keys; the keys in their addresses count too. */
  public Map<PeerId, PeerConfig> getTrustedPeers() {
    return new LinkedHashMap<>(trustedPeers);
  }

  public NoiseServerOptions setTrustedPeers(Map<PeerId, PeerConfig> trustedPeers) {
    this.trustedPeers = new LinkedHashMap<>(trustedPeers);
    return this;
  }

  public NoiseServerOptions addTrustedPeer(PeerId peer, PeerConfig config) {
    trustedPeers.put(Objects.requireNonNull(peer), Objects.requireNonNull(config));
    return this;
  }

  /** Milliseconds that a client has for its handshake. */
  public int getHandshakeTimeout() {
    return handshakeTimeout;
  }

  public NoiseServerOptions setHandshakeTimeout(int handshakeTimeout) {
    handshakeTimeout(handshakeTimeout);
    return this;
  }

  private void handshakeTimeout(long value) {
    handshakeTimeout = OptionChecks.atLeast(1, value);
  }

  /**
   * The most connections whose handshake is not complete. When there are so many, a newcomer gets
   * the place of the oldest that has sent no whole message yet.
   */
  public int getMaxHandshakes() {
    return maxHandshakes;
  }

  public NoiseServerOptions setMaxHandshakes(int maxHandshakes) {
    maxHandshakes(maxHandshakes);
    return this;
  }

  private void maxHandshakes(long value) {
    maxHandshakes = OptionChecks.atLeast(1, value);
  }

  /** The JSON form, which holds no secrets. */
  @Override
  public String toString() {
    return toJson().encode();
  }
}
