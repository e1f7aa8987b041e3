package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/**
 * Who this node is: its private key, from a file or given directly, and its id. With neither key
 * nor file a fresh key is made at each start.
 */
@DataObject
public final class IdentityOptions {

  /** The key that stands in JSON for a private key that was not written. */
  static final String LEFT_OUT = "keyLeftOut";

  private String privateKeyFile;
  private PrivateKey privateKey;
  private PeerId peerId;
  private boolean keyLeftOut;

  /** Creates options with the defaults. */
  public IdentityOptions() {}

  /**
   * Creates a copy.
   *
   * @param other what is copied
   */
  public IdentityOptions(IdentityOptions other) {
    privateKeyFile = other.privateKeyFile;
    privateKey = other.privateKey;
    peerId = other.peerId;
    keyLeftOut = other.keyLeftOut;
  }

  /**
   * Reads the JSON form; what it leaves out has its default.
   *
   * @param json the JSON form
   */
  public IdentityOptions(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  void read(JsonFields fields) {
    fields.text("privateKeyFile", this::setPrivateKeyFile);
    fields.text("privateKey", PrivateKey::parse, this::setPrivateKey);
    fields.text("peerId", PeerId::parse, this::setPeerId);
    fields.flag(LEFT_OUT, flag -> keyLeftOut = flag);
    fields.require(
        privateKeyFile == null || privateKey == null,
        "privateKey",
        "must not be given beside privateKeyFile: one of the two is enough");
  }

  /**
   * Without the private key, which is never written. Where one is left out, {@code keyLeftOut:
   * true} says so, and a network refuses to start with these options until they have a key again.
   *
   * @return the json object
   */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    if (privateKeyFile != null) {
      json.put("privateKeyFile", privateKeyFile);
    }
    if (peerId != null) {
      json.put("peerId", peerId.toString());
    }
    if (privateKeyFile == null && (privateKey != null || keyLeftOut)) {
      json.put(LEFT_OUT, true);
    }
    return json;
  }

  /** {@return a file of 64 hex digits, or null} It wins over a key given directly. */
  public String getPrivateKeyFile() {
    return privateKeyFile;
  }

  /**
   * Sets what {@link #getPrivateKeyFile()} returns.
   *
   * @param privateKeyFile the new value
   * @return this, so that calls can be chained
   */
  public IdentityOptions setPrivateKeyFile(String privateKeyFile) {
    if (privateKeyFile != null && privateKeyFile.isBlank()) {
      throw new IllegalArgumentException("must be the path of a file, not empty");
    }
    this.privateKeyFile = privateKeyFile;
    return this;
  }

  /** {@return the key itself, or null} Setting null asks for a fresh key. */
  public PrivateKey getPrivateKey() {
    return privateKey;
  }

  /**
   * Sets what {@link #getPrivateKey()} returns.
   *
   * @param privateKey the new value
   * @return this, so that calls can be chained
   */
  public IdentityOptions setPrivateKey(PrivateKey privateKey) {
    this.privateKey = privateKey;
    this.keyLeftOut = false;
    return this;
  }

  /** {@return whether these options come from a {@link #toJson} that left the private key out} */
  public boolean isKeyLeftOut() {
    return keyLeftOut && privateKey == null && privateKeyFile == null;
  }

  /** {@return the id, or null for the one that derives from the key} */
  public PeerId getPeerId() {
    return peerId;
  }

  /**
   * Sets what {@link #getPeerId()} returns.
   *
   * @param peerId the new value
   * @return this, so that calls can be chained
   */
  public IdentityOptions setPeerId(PeerId peerId) {
    this.peerId = peerId;
    return this;
  }
}
