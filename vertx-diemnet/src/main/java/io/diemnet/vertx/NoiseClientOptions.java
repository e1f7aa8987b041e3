package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/**
 * Who a {@link NoiseClient} is and how long it waits. With no private key a fresh one is made when
 * the client is created.
 */
@DataObject
public final class NoiseClientOptions {

  /** 30 s for a whole dial: name lookup, every connection attempt and the handshake. */
  public static final int DEFAULT_HANDSHAKE_TIMEOUT = 30_000;

  private PrivateKey privateKey;
  private PeerId peerId;
  private boolean keyLeftOut;
  private int handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;

  /** Creates options with the defaults. */
  public NoiseClientOptions() {}

  /**
   * Creates a copy.
   *
   * @param other what is copied
   */
  public NoiseClientOptions(NoiseClientOptions other) {
    privateKey = other.privateKey;
    peerId = other.peerId;
    keyLeftOut = other.keyLeftOut;
    handshakeTimeout = other.handshakeTimeout;
  }

  /**
   * The options of a JSON object: {@code privateKey} and {@code peerId} in hex, {@code
   * handshakeTimeout}.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException names every mistake, unknown keys among them
   */
  public NoiseClientOptions(JsonObject json) {
    JsonFields.read(
        json,
        fields -> {
          fields.text("privateKey", PrivateKey::parse, this::setPrivateKey);
          fields.text("peerId", PeerId::parse, this::setPeerId);
          fields.flag(IdentityOptions.LEFT_OUT, flag -> keyLeftOut = flag);
          fields.number("handshakeTimeout", this::handshakeTimeout);
        });
  }

  /**
   * Without the private key, which is never written. Where one is left out, {@code keyLeftOut:
   * true} says so, and a client refuses these options until they have a key again.
   *
   * @return the json object
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("handshakeTimeout", handshakeTimeout);
    if (peerId != null) {
      json.put("peerId", peerId.toString());
    }
    if (privateKey != null || keyLeftOut) {
      json.put(IdentityOptions.LEFT_OUT, true);
    }
    return json;
  }

  /** {@return the key that proves who this client is, or null for a fresh one} */
  public PrivateKey getPrivateKey() {
    return privateKey;
  }

  /**
   * Sets what {@link #getPrivateKey()} returns.
   *
   * @param privateKey the new value
   * @return this, so that calls can be chained
   */
  public NoiseClientOptions setPrivateKey(PrivateKey privateKey) {
    this.privateKey = privateKey;
    this.keyLeftOut = false;
    return this;
  }

  /** {@return whether these options come from a {@link #toJson} that left the private key out} */
  public boolean isKeyLeftOut() {
    return keyLeftOut && privateKey == null;
  }

  /** {@return the id that it sends, or null for the one that derives from its key} */
  public PeerId getPeerId() {
    return peerId;
  }

  /**
   * Sets what {@link #getPeerId()} returns.
   *
   * @param peerId the new value
   * @return this, so that calls can be chained
   */
  public NoiseClientOptions setPeerId(PeerId peerId) {
    this.peerId = peerId;
    return this;
  }

  /** {@return milliseconds for a whole dial, from the call to the socket} */
  public int getHandshakeTimeout() {
    return handshakeTimeout;
  }

  /**
   * Sets what {@link #getHandshakeTimeout()} returns.
   *
   * @param handshakeTimeout the new value
   * @return this, so that calls can be chained
   */
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
