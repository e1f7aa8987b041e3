package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which peers may connect and be dialed, beside the trusted set (section 6). Not thread-safe.
 *
 * <p>A peer on the list {@code block} is neither accepted nor dialed. If the list {@code allow} is
 * not empty, neither is any peer that is not on it. A peer on the list {@code priority} is accepted
 * although the limit of untrusted inbound connections is reached; the connection of another
 * untrusted peer is closed for it.
 */
@DataObject
public final class AccessOptions {

  private Set<PeerId> allow = new LinkedHashSet<>();
  private Set<PeerId> block = new LinkedHashSet<>();
  private Set<PeerId> priority = new LinkedHashSet<>();

  /** Creates options with empty lists: any peer may connect. */
  public AccessOptions() {}

  /**
   * Creates a copy of other options.
   *
   * @param other the options to copy
   */
  public AccessOptions(AccessOptions other) {
    allow = new LinkedHashSet<>(other.allow);
    block = new LinkedHashSet<>(other.block);
    priority = new LinkedHashSet<>(other.priority);
  }

  /**
   * Creates options from their JSON form, with ids of the {@link WireProfile#DIEM} profile. Absent
   * keys keep their defaults.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public AccessOptions(JsonObject json) {
    JsonFields.read(json, fields -> read(fields, DiemNetOptions.DEFAULT_PROFILE));
  }

  void read(JsonFields fields, WireProfile profile) {
    allow.addAll(fields.texts("allow", text -> PeerId.parse(text, profile)));
    block.addAll(fields.texts("block", text -> PeerId.parse(text, profile)));
    priority.addAll(fields.texts("priority", text -> PeerId.parse(text, profile)));
  }

  /** {@return the JSON form of these options} */
  public JsonObject toJson() {
    return new JsonObject()
        .put("allow", json(allow))
        .put("block", json(block))
        .put("priority", json(priority));
  }

  private static JsonArray json(Set<PeerId> peers) {
    JsonArray json = new JsonArray();
    peers.forEach(peer -> json.add(peer.toString()));
    return json;
  }

  /** {@return the only peers that may connect and be dialed; empty for all} The default is all. */
  public Set<PeerId> getAllow() {
    return new LinkedHashSet<>(allow);
  }

  /**
   * Sets the only peers that may connect and be dialed.
   *
   * @param allow the ids, copied; empty for all
   * @return this object, for chaining
   */
  public AccessOptions setAllow(Collection<PeerId> allow) {
    this.allow = new LinkedHashSet<>(allow);
    return this;
  }

  /** {@return the peers that may neither connect nor be dialed} The default is none. */
  public Set<PeerId> getBlock() {
    return new LinkedHashSet<>(block);
  }

  /**
   * Sets the peers that may neither connect nor be dialed.
   *
   * @param block the ids, copied
   * @return this object, for chaining
   */
  public AccessOptions setBlock(Collection<PeerId> block) {
    this.block = new LinkedHashSet<>(block);
    return this;
  }

  /** {@return the peers that are accepted over the limit of connections} The default is none. */
  public Set<PeerId> getPriority() {
    return new LinkedHashSet<>(priority);
  }

  /**
   * Sets the peers that are accepted over the limit of untrusted inbound connections.
   *
   * @param priority the ids, copied
   * @return this object, for chaining
   */
  public AccessOptions setPriority(Collection<PeerId> priority) {
    this.priority = new LinkedHashSet<>(priority);
    return this;
  }
}
