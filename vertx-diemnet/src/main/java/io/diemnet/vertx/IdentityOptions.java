package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/**
 * Who this node is: its private key, from a file or given directly, and its id. With neither key
 * nor file a fresh key is made at each start.
 */
@DataObject
public final class IdentityOptions {

  private String privateKeyFile;
  private PrivateKey privateKey;
  private PeerId peerId;

  public IdentityOptions() {}

  public IdentityOptions(IdentityOptions other) {
    privateKeyFile = other.privateKeyFile;
    privateKey = other.privateKey;
    peerId = other.peerId;
  }

  public IdentityOptions(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  void read(JsonFields fields) {
    fields.text("privateKeyFile", this::setPrivateKeyFile);
    fields.text("privateKey", PrivateKey::parse, this::setPrivateKey);
    fields.text("peerId", PeerId::parse, this::setPeerId);
    fields.require(
        privateKeyFile == null || privateKey == null,
        "privateKey",
        "must not be given beside privateKeyFile: one of the two is enough");
  }

  /** Without the private key, which is never written. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    if (privateKeyFile != null) {
      json.put("privateKeyFile", privateKeyFile);
    }
    if (peerId != null) {
      json.put("peerId", peerId.toString());
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

  /** The key itself, or null. */
  public PrivateKey getPrivateKey() {
    return privateKey;
  }

  public IdentityOptions setPrivateKey(PrivateKey privateKey) {
    this.privateKey = privateKey;
    return this;
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
