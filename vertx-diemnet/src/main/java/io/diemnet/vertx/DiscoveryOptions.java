package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** A source of peers in addition to the seeds (specification section 11). Not thread-safe. */
@DataObject
public final class DiscoveryOptions {

  /** The default of {@link #getInterval()}: 10,000 ms. */
  public static final int DEFAULT_INTERVAL = 10_000;

  /** The kind of source. */
  public enum Type {
    /** A peers file that is read again at an interval. Text form: {@code file}. */
    FILE("file"),
    /**
     * The on-chain validator set, read from a file, or supplied with {@link
     * DiemNet#updateValidatorSet} or over the event bus. Text form: {@code validator-set}.
     */
    VALIDATOR_SET("validator-set");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /**
     * Parses {@code file} or {@code validator-set}.
     *
     * @param text the text to parse
     * @return the kind
     * @throws IllegalArgumentException if the text is neither
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

  /** Creates options with default values. */
  public DiscoveryOptions() {}

  /**
   * Creates a copy of other options.
   *
   * @param other the options to copy
   */
  public DiscoveryOptions(DiscoveryOptions other) {
    type = other.type;
    path = other.path;
    interval = other.interval;
  }

  /**
   * Creates options from their JSON form. Absent keys keep their defaults.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException with every mistake, including unknown keys
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
    }
  }

  /** {@return the JSON form of these options} */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("type", type.toString());
    if (path != null || type == Type.FILE) {
      json.put("path", path).put("interval", interval);
    }
    return json;
  }

  /** {@return the kind of source} The default is {@link Type#FILE}. */
  public Type getType() {
    return type;
  }

  /**
   * Sets the kind of source. The default is {@link Type#FILE}.
   *
   * @param type the kind, not null
   * @return this object, for chaining
   */
  public DiscoveryOptions setType(Type type) {
    this.type = Objects.requireNonNull(type);
    return this;
  }

  /**
   * {@return the path of the peers file, or of the file with the BCS bytes of a validator set} Null
   * for a validator set that arrives over the event bus only. The default is null.
   */
  public String getPath() {
    return path;
  }

  /**
   * Sets the path of the peers file. The default is null.
   *
   * @param path the path, or null; a blank path is refused
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public DiscoveryOptions setPath(String path) {
    if (path != null && path.isBlank()) {
      throw new IllegalArgumentException("must be the path of a file, not empty");
    }
    this.path = path;
    return this;
  }

  /**
   * {@return the interval between two reads of the peers file, in milliseconds} The default is
   * 10,000.
   */
  public int getInterval() {
    return interval;
  }

  /**
   * Sets the interval between two reads of the peers file, in milliseconds. The default is 10,000.
   *
   * @param interval milliseconds, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public DiscoveryOptions setInterval(int interval) {
    interval(interval);
    return this;
  }

  private void interval(long value) {
    interval = OptionChecks.atLeast(1, value);
  }
}
