package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/**
 * The options of a {@link NoiseClient}. If no private key is set, a new random key is generated
 * when the client is created. Not thread-safe.
 */
@DataObject
public final class NoiseClientOptions {

  /** The default of {@link #getHandshakeTimeout()}: 30,000 ms. */
  public static final int DEFAULT_HANDSHAKE_TIMEOUT = 30_000;

  /** The default profile: DiemNet v1. */
  public static final WireProfile DEFAULT_PROFILE = WireProfile.DIEM;

  private WireProfile profile = DEFAULT_PROFILE;
  private PrivateKey privateKey;
  private PeerId peerId;
  private boolean keyLeftOut;
  private int handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;

  /** Creates options with default values. */
  public NoiseClientOptions() {}

  /**
   * Creates a copy of other options.
   *
   * @param other the options to copy
   */
  public NoiseClientOptions(NoiseClientOptions other) {
    profile = other.profile;
    privateKey = other.privateKey;
    peerId = other.peerId;
    keyLeftOut = other.keyLeftOut;
    handshakeTimeout = other.handshakeTimeout;
  }

  /**
   * Creates options from their JSON form: {@code profile}, {@code privateKey} and {@code peerId} in
   * hexadecimal, and {@code handshakeTimeout}.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException with every mistake, including unknown keys
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
   * {@return the JSON form of these options without the private key} If a key is left out, the
   * object contains {@code keyLeftOut: true}. A client cannot be created with such options until a
   * key is set.
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
  public NoiseClientOptions setProfile(WireProfile profile) {
    this.profile = Objects.requireNonNull(profile);
    return this;
  }

  /** {@return the private key of the client, or null} The default is null. */
  public PrivateKey getPrivateKey() {
    return privateKey;
  }

  /**
   * Sets the private key of the client. The default is null.
   *
   * @param privateKey the key, or null for a new random key
   * @return this object, for chaining
   */
  public NoiseClientOptions setPrivateKey(PrivateKey privateKey) {
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
   * {@return the peer id that the client sends, or null to derive it from the key} The default is
   * null.
   */
  public PeerId getPeerId() {
    return peerId;
  }

  /**
   * Sets the peer id that the client sends, or null to derive it from the key. The default is null.
   *
   * @param peerId the id, or null to derive it from the key
   * @return this object, for chaining
   */
  public NoiseClientOptions setPeerId(PeerId peerId) {
    this.peerId = peerId;
    return this;
  }

  /**
   * {@return the time a dial may take, in milliseconds} It covers the name look-up, all connection
   * attempts and the handshake. The default is 30,000.
   */
  public int getHandshakeTimeout() {
    return handshakeTimeout;
  }

  /**
   * Sets the time a dial may take, in milliseconds. The default is 30,000.
   *
   * @param handshakeTimeout milliseconds, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public NoiseClientOptions setHandshakeTimeout(int handshakeTimeout) {
    handshakeTimeout(handshakeTimeout);
    return this;
  }

  private void handshakeTimeout(long value) {
    handshakeTimeout = OptionChecks.atLeast(1, value);
  }

  /** {@return the JSON form, without secrets} */
  @Override
  public String toString() {
    return toJson().encode();
  }
}
