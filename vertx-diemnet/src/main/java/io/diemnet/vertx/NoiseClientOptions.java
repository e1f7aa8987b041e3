package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/**
 * Who a {@link NoiseClient} is and how long it waits. With no private key a fresh one is made when
 * the client is created.
 */
@DataObject
public final class NoiseClientOptions {

  /** 30 s for a whole dial: name lookup, every connection attempt and the handshake. */
  public static final int DEFAULT_HANDSHAKE_TIMEOUT = 30_000;

  /** DiemNet v1. */
  public static final WireProfile DEFAULT_PROFILE = WireProfile.DIEM;

  private WireProfile profile = DEFAULT_PROFILE;
  private PrivateKey privateKey;
  private PeerId peerId;
  private boolean keyLeftOut;
  private int handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;

  public NoiseClientOptions() {}

  public NoiseClientOptions(NoiseClientOptions other) {
    profile = other.profile;
    privateKey = other.privateKey;
    peerId = other.peerId;
    keyLeftOut = other.keyLeftOut;
    handshakeTimeout = other.handshakeTimeout;
  }

  /**
   * The options of a JSON object: {@code profile}, {@code privateKey} and {@code peerId} in hex,
   * {@code handshakeTimeout}.
   *
   * @throws InvalidOptionsException names every mistake, unknown keys among them
   */
  public NoiseClientOptions(JsonObject json) {
    JsonFields.read(
        json,
        fields -> {
          fields.text("profile", WireProfile::parse, this::setProfile);
          fields.text("privateKey", PrivateKey::parse, this::setPrivateKey);
          fields.text("peerId", text -> PeerId.parse(text, profile), this::setPeerId);
          fields.flag(IdentityOptions.LEFT_OUT, flag -> keyLeftOut = flag);
          fields.number("handshakeTimeout", this::handshakeTimeout);
        });
  }

  /**
   * Without the private key, which is never written. Where one is left out, {@code keyLeftOut:
   * true} says so, and a client refuses these options until they have a key again.
   */
  public JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("profile", profile.toString())
            .put("handshakeTimeout", handshakeTimeout);
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

  public NoiseClientOptions setProfile(WireProfile profile) {
    this.profile = Objects.requireNonNull(profile);
    return this;
  }

  /** The key that proves who this client is, or null for a fresh one. */
  public PrivateKey getPrivateKey() {
    return privateKey;
  }

  public NoiseClientOptions setPrivateKey(PrivateKey privateKey) {
    this.privateKey = privateKey;
    this.keyLeftOut = false;
    return this;
  }

  /** Whether these options come from a {@link #toJson} that left the private key out. */
  public boolean isKeyLeftOut() {
    return keyLeftOut && privateKey == null;
  }

  /** The id that it sends, or null for the one that derives from its key. */
  public PeerId getPeerId() {
    return peerId;
  }

  public NoiseClientOptions setPeerId(PeerId peerId) {
    this.peerId = peerId;
    return this;
  }

  /** Milliseconds for a whole dial, from the call to the socket. */
  public int getHandshakeTimeout() {
    return handshakeTimeout;
  }

  public NoiseClientOptions setHandshakeTimeout(int handshakeTimeout) {
    handshakeTimeout(handshakeTimeout);
    return this;
  }

  private void handshakeTimeout(long value) {
    handshakeTimeout = OptionChecks.atLeast(1, value);
  }

  /** The JSON form, which holds no secrets. */
  @Override
  public String toString() {
    return toJson().encode();
  }
}
