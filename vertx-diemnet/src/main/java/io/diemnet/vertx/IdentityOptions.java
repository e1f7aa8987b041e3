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

  public IdentityOptions() {}

  public IdentityOptions(IdentityOptions other) {
    privateKeyFile = other.privateKeyFile;
    privateKey = other.privateKey;
    peerId = other.peerId;
    keyLeftOut = other.keyLeftOut;
  }

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
        "must not be given beside privateKeyFile: one of the two is enough");
  }

  /**
   * Without the private key, which is never written. Where one is left out, {@code keyLeftOut:
   * true} says so, and a network refuses to start with these options until they have a key again.
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

  /** A file of 64 hex digits, or null. It wins over a key given directly. */
  public String getPrivateKeyFile() {
    return privateKeyFile;
  }

  public IdentityOptions setPrivateKeyFile(String privateKeyFile) {
    if (privateKeyFile != null && privateKeyFile.isBlank()) {
      throw new IllegalArgumentException("must be the path of a file, not empty");
    }
    this.privateKeyFile = privateKeyFile;
    return this;
  }

  /** The key itself, or null. Setting null asks for a fresh key. */
  public PrivateKey getPrivateKey() {
    return privateKey;
  }

  public IdentityOptions setPrivateKey(PrivateKey privateKey) {
    this.privateKey = privateKey;
    this.keyLeftOut = false;
    return this;
  }

  /** Whether these options come from a {@link #toJson} that left the private key out. */
  public boolean isKeyLeftOut() {
    return keyLeftOut && privateKey == null && privateKeyFile == null;
  }

  /** The id, or null for the one that derives from the key. */
  public PeerId getPeerId() {
    return peerId;
  }

  public IdentityOptions setPeerId(PeerId peerId) {
    this.peerId = peerId;
    return this;
  }
}
