package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/**
 * The identity of this node: its private key, from a file or given directly, and its peer id
 * (specification section 1). If there is neither a file nor a key, a new random key is generated at
 * each start. Not thread-safe.
 */
@DataObject
public final class IdentityOptions {

  /** The JSON key that marks a private key that was not written. */
  static final String LEFT_OUT = "keyLeftOut";

  private String privateKeyFile;
  private PrivateKey privateKey;
  private PeerId peerId;
  private boolean keyLeftOut;

  /** Creates options with default values. */
  public IdentityOptions() {}

  /**
   * Creates a copy of other options.
   *
   * @param other the options to copy
   */
  public IdentityOptions(IdentityOptions other) {
    privateKeyFile = other.privateKeyFile;
    privateKey = other.privateKey;
    peerId = other.peerId;
    keyLeftOut = other.keyLeftOut;
  }

  /**
   * Creates options from their JSON form. Absent keys keep their defaults.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public IdentityOptions(JsonObject json) {
    JsonFields.read(json, fields -> read(fields, DiemNetOptions.DEFAULT_PROFILE));
  }

  void read(JsonFields fields, WireProfile profile) {
    fields.text("privateKeyFile", this::setPrivateKeyFile);
    fields.text("privateKey", PrivateKey::parse, this::setPrivateKey);
    fields.text("peerId", text -> PeerId.parse(text, profile), this::setPeerId);
    fields.flag(LEFT_OUT, flag -> keyLeftOut = flag);
    fields.require(
        privateKeyFile == null || privateKey == null,
        "privateKey",
        "must not be set together with privateKeyFile");
  }

  /**
   * {@return the JSON form of these options without the private key} If a key is left out, the
   * object contains {@code keyLeftOut: true}. A network does not start with such options until a
   * key is set.
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

  /**
   * {@return the path of a file that holds the private key as 64 hex digits, or null} The file
   * takes precedence over {@link #getPrivateKey()}. The default is null.
   */
  public String getPrivateKeyFile() {
    return privateKeyFile;
  }

  /**
   * Sets the path of a file that holds the private key as 64 hex digits. The default is null.
   *
   * @param privateKeyFile the path, or null; a blank path is refused
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public IdentityOptions setPrivateKeyFile(String privateKeyFile) {
    if (privateKeyFile != null && privateKeyFile.isBlank()) {
      throw new IllegalArgumentException("must be the path of a file, not empty");
    }
    this.privateKeyFile = privateKeyFile;
    return this;
  }

  /** {@return the private key, or null} The default is null. */
  public PrivateKey getPrivateKey() {
    return privateKey;
  }

  /**
   * Sets the private key. The default is null.
   *
   * @param privateKey the key, or null for a new random key at each start
   * @return this object, for chaining
   */
  public IdentityOptions setPrivateKey(PrivateKey privateKey) {
    this.privateKey = privateKey;
    this.keyLeftOut = false;
    return this;
  }

  /**
   * {@return whether these options were read from a {@link #toJson} form that left the private key
   * out, and no key was set since}
   */
  public boolean isKeyLeftOut() {
    return keyLeftOut && privateKey == null && privateKeyFile == null;
  }

  /** {@return the peer id of this node, or null to derive it from the key} The default is null. */
  public PeerId getPeerId() {
    return peerId;
  }

  /**
   * Sets the peer id of this node, or null to derive it from the key. The default is null.
   *
   * @param peerId the id, or null to derive it from the key
   * @return this object, for chaining
   */
  public IdentityOptions setPeerId(PeerId peerId) {
    this.peerId = peerId;
    return this;
  }
}
