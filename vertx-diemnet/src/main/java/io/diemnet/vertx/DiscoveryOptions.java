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
    /** The on-chain validator set, given over the event bus. */
    VALIDATOR_SET("validator-set");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /**
     * Reads {@code file} or {@code validator-set}.
     *
     * @param text the text form
     * @return the type
     */
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

  /** Creates options with the defaults. */
  public DiscoveryOptions() {}

  /**
   * Creates a copy.
   *
   * @param other what is copied
   */
  public DiscoveryOptions(DiscoveryOptions other) {
    type = other.type;
    path = other.path;
    interval = other.interval;
  }

  /**
   * Reads the JSON form; what it leaves out has its default.
   *
   * @param json the JSON form
   */
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
      fields.require(
          type == Type.FILE || path == null, "path", "belongs to type file, not to " + type);
    }
  }

  /** {@return the JSON form} */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("type", type.toString());
    if (type == Type.FILE) {
      json.put("path", path).put("interval", interval);
    }
    return json;
  }

  /** {@return the type} */
  public Type getType() {
    return type;
  }

  /**
   * Sets what {@link #getType()} returns.
   *
   * @param type the new value
   * @return this, so that calls can be chained
   */
  public DiscoveryOptions setType(Type type) {
    this.type = Objects.requireNonNull(type);
    return this;
  }

  /** {@return the peers file, for {@link Type#FILE} only} */
  public String getPath() {
    return path;
  }

  /**
   * Sets what {@link #getPath()} returns.
   *
   * @param path the new value
   * @return this, so that calls can be chained
   */
  public DiscoveryOptions setPath(String path) {
    if (path != null && path.isBlank()) {
      throw new IllegalArgumentException("must be the path of a file, not empty");
    }
    this.path = path;
    return this;
  }

  /** {@return milliseconds until the file is read again} */
  public int getInterval() {
    return interval;
  }

  /**
   * Sets what {@link #getInterval()} returns.
   *
   * @param interval the new value
   * @return this, so that calls can be chained
   */
  public DiscoveryOptions setInterval(int interval) {
    interval(interval);
    return this;
  }

  private void interval(long value) {
    interval = OptionChecks.atLeast(1, value);
  }
}
