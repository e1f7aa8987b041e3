package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** A source of peers beside the seeds (specification section 11). */
@DataObject
public final class DiscoveryOptions {

  /** 10 s. */
  public static final int DEFAULT_INTERVAL = 10_000;

  /** Where the peers come from. */
  public enum Type {
    /** A peers file, read again at an interval. */
    FILE("file"),
    /** The on-chain validator set, from a file or given over the event bus. */
    VALIDATOR_SET("validator-set");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /** Reads {@code file} or {@code validator-set}. */
    public static Type parse(String text) {
      for (Type type : values()) {
        if (type.text.equals(text)) {
          return type;
        }
      }
      throw new IllegalArgumentException("must be file or validator-set, not '" + text + "'");
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private Type type = Type.FILE;
  private String path;
  private int interval = DEFAULT_INTERVAL;

  public DiscoveryOptions() {}

  public DiscoveryOptions(DiscoveryOptions other) {
    type = other.type;
    path = other.path;
    interval = other.interval;
  }

  public DiscoveryOptions(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  void read(JsonFields fields) {
    Type[] given = {null};
    fields.require(fields.has("type"), "type", "is missing: file or validator-set");
    fields.text("type", Type::parse, parsed -> given[0] = parsed);
    fields.text("path", this::setPath);
    fields.number("interval", this::interval);
    if (given[0] != null) {
      type = given[0];
      fields.require(
          type != Type.FILE || path != null, "path", "is missing: the peers file to read");
    }
  }

  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("type", type.toString());
    if (path != null || type == Type.FILE) {
      json.put("path", path).put("interval", interval);
    }
    return json;
  }

  public Type getType() {
    return type;
  }

  public DiscoveryOptions setType(Type type) {
    this.type = Objects.requireNonNull(type);
    return this;
  }

  /**
   * The peers file, or the file with the BCS bytes of a validator set. Null for a validator set
   * that comes over the event bus only.
   */
  public String getPath() {
    return path;
  }

  public DiscoveryOptions setPath(String path) {
    if (path != null && path.isBlank()) {
      throw new IllegalArgumentException("must be the path of a file, not empty");
    }
    this.path = path;
    return this;
  }

  /** Milliseconds until the file is read again. */
  public int getInterval() {
    return interval;
  }

  public DiscoveryOptions setInterval(int interval) {
    interval(interval);
    return this;
  }

  private void interval(long value) {
    interval = OptionChecks.atLeast(1, value);
  }
}
