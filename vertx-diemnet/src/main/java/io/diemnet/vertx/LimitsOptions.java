package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/** Limits on the memory, connections and time that one network uses. Not thread-safe. */
@DataObject
public final class LimitsOptions {

  /** The default of {@link #getMaxInbound()}: 100 connections. */
  public static final int DEFAULT_MAX_INBOUND = 100;

  /** 1 GiB, because a message is one array. */
  private static final int MAX_MAX_FRAME_SIZE = 1024 * 1024 * 1024;

  /** The default of {@link #getMaxFrameSize()}: 8 MiB. */
  public static final int DEFAULT_MAX_FRAME_SIZE = 8 * 1024 * 1024;

  /** The default of {@link #getMaxPendingRpcs()}: 100 RPCs. */
  public static final int DEFAULT_MAX_PENDING_RPCS = 100;

  /** The default of {@link #getRpcTimeout()}: 10,000 ms. */
  public static final int DEFAULT_RPC_TIMEOUT = 10_000;

  /** The default of {@link #getUpgradeTimeout()}: 30,000 ms. */
  public static final int DEFAULT_UPGRADE_TIMEOUT = 30_000;

  /** The default of {@link #getCloseTimeout()}: 30,000 ms. */
  public static final int DEFAULT_CLOSE_TIMEOUT = 30_000;

  /** The default of {@link #getMaxUpgrades()}: 256 connections. */
  public static final int DEFAULT_MAX_UPGRADES = 256;

  /** The default of {@link #getMaxUpgradesPerAddress()}: 32 connections. */
  public static final int DEFAULT_MAX_UPGRADES_PER_ADDRESS = 32;

  /** The default of {@link #getOutboundQueueBytes()}: 16 MiB. */
  public static final int DEFAULT_OUTBOUND_QUEUE_BYTES = 16 * 1024 * 1024;

  /** The default of {@link #getInboundQueueBytes()}: 16 MiB. */
  public static final int DEFAULT_INBOUND_QUEUE_BYTES = 16 * 1024 * 1024;

  /** The default of {@link #getQueueMessages()}: 1,024 messages. */
  public static final int DEFAULT_QUEUE_MESSAGES = 1024;

  /**
   * The default of {@link #getReadPause()}: 5,000 ms. A reference node disconnects a peer that does
   * not read its pings for about 15 s.
   */
  public static final int DEFAULT_READ_PAUSE = 5_000;

  /** Null, as two others are, while it is not set: then it is the default of a profile. */
  private Integer maxInbound;

  /** 0 means that the value is derived from maxInbound. */
  private int maxUnknownPerAddress;

  private Integer maxFrameSize;
  private int maxPendingRpcs = DEFAULT_MAX_PENDING_RPCS;
  private int rpcTimeout = DEFAULT_RPC_TIMEOUT;
  private int upgradeTimeout = DEFAULT_UPGRADE_TIMEOUT;
  private int closeTimeout = DEFAULT_CLOSE_TIMEOUT;
  private int maxUpgrades = DEFAULT_MAX_UPGRADES;
  private int maxUpgradesPerAddress = DEFAULT_MAX_UPGRADES_PER_ADDRESS;
  private int outboundQueueBytes = DEFAULT_OUTBOUND_QUEUE_BYTES;
  private Integer inboundQueueBytes;
  private int queueMessages = DEFAULT_QUEUE_MESSAGES;
  private int readPause = DEFAULT_READ_PAUSE;

  /** Creates options with default values. */
  public LimitsOptions() {}

  /**
   * Creates a copy of other options.
   *
   * @param other the options to copy
   */
  public LimitsOptions(LimitsOptions other) {
    maxInbound = other.maxInbound;
    maxUnknownPerAddress = other.maxUnknownPerAddress;
    maxFrameSize = other.maxFrameSize;
    maxPendingRpcs = other.maxPendingRpcs;
    rpcTimeout = other.rpcTimeout;
    upgradeTimeout = other.upgradeTimeout;
    closeTimeout = other.closeTimeout;
    maxUpgrades = other.maxUpgrades;
    maxUpgradesPerAddress = other.maxUpgradesPerAddress;
    outboundQueueBytes = other.outboundQueueBytes;
    inboundQueueBytes = other.inboundQueueBytes;
    queueMessages = other.queueMessages;
    readPause = other.readPause;
  }

  /**
   * Creates options from their JSON form. Absent keys keep their defaults.
   *
   * @param json the JSON form
   * @throws InvalidOptionsException with every mistake, including unknown keys
   */
  public LimitsOptions(JsonObject json) {
    JsonFields.read(json, this::read);
  }

  void read(JsonFields fields) {
    fields.number("maxInbound", this::maxInbound);
    fields.number("maxUnknownPerAddress", this::maxUnknownPerAddress);
    fields.number("maxFrameSize", this::maxFrameSize);
    fields.number("maxPendingRpcs", this::maxPendingRpcs);
    fields.number("rpcTimeout", this::rpcTimeout);
    fields.number("upgradeTimeout", this::upgradeTimeout);
    fields.number("closeTimeout", this::closeTimeout);
    fields.number("maxUpgrades", this::maxUpgrades);
    fields.number("maxUpgradesPerAddress", this::maxUpgradesPerAddress);
    fields.number("outboundQueueBytes", this::outboundQueueBytes);
    fields.number("inboundQueueBytes", this::inboundQueueBytes);
    fields.number("queueMessages", this::queueMessages);
    fields.number("readPause", this::readPause);
  }

  /** Sets what is not set and differs between profiles to the default of one. */
  void completeWith(LimitsOptions defaults) {
    maxInbound = maxInbound == null ? defaults.maxInbound : maxInbound;
    maxFrameSize = maxFrameSize == null ? defaults.maxFrameSize : maxFrameSize;
    inboundQueueBytes = inboundQueueBytes == null ? defaults.inboundQueueBytes : inboundQueueBytes;
  }

  /** {@return the JSON form of these options} */
  public JsonObject toJson() {
    return new JsonObject()
        .put("maxInbound", getMaxInbound())
        .put("maxUnknownPerAddress", getMaxUnknownPerAddress())
        .put("maxFrameSize", getMaxFrameSize())
        .put("maxPendingRpcs", maxPendingRpcs)
        .put("rpcTimeout", rpcTimeout)
        .put("upgradeTimeout", upgradeTimeout)
        .put("closeTimeout", closeTimeout)
        .put("maxUpgrades", maxUpgrades)
        .put("maxUpgradesPerAddress", maxUpgradesPerAddress)
        .put("outboundQueueBytes", outboundQueueBytes)
        .put("inboundQueueBytes", getInboundQueueBytes())
        .put("queueMessages", queueMessages)
        .put("readPause", readPause);
  }

  /**
   * {@return the largest number of inbound connections from peers that are not in the trusted set}
   * See the specification, section 9. The default is 100.
   */
  public int getMaxInbound() {
    return maxInbound == null ? DEFAULT_MAX_INBOUND : maxInbound;
  }

  /**
   * Sets the largest number of inbound connections from peers that are not in the trusted set. The
   * default is 100.
   *
   * @param maxInbound the number of connections, at least 0
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public LimitsOptions setMaxInbound(int maxInbound) {
    maxInbound(maxInbound);
    return this;
  }

  private void maxInbound(long value) {
    maxInbound = OptionChecks.atLeast(0, value);
  }

  /**
   * {@return how many of {@link #getMaxInbound()} may come from one IPv4 address or one IPv6 /64
   * network} An IPv6 /48 network may have twice as many. The default is a quarter of {@code
   * maxInbound}, at least 1.
   */
  public int getMaxUnknownPerAddress() {
    return maxUnknownPerAddress == 0 ? Math.max(1, getMaxInbound() / 4) : maxUnknownPerAddress;
  }

  /**
   * Sets how many of {@link #getMaxInbound()} may come from one IPv4 address or one IPv6 /64
   * network. The default is a quarter of {@code maxInbound}, at least 1.
   *
   * @param maxUnknownPerAddress the number of connections, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public LimitsOptions setMaxUnknownPerAddress(int maxUnknownPerAddress) {
    maxUnknownPerAddress(maxUnknownPerAddress);
    return this;
  }

  private void maxUnknownPerAddress(long value) {
    maxUnknownPerAddress = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return the size of the largest message in bytes, without its length prefix} The default is
   * 8,388,608 (8 MiB), and 4,194,304 in the {@link WireProfile#APTOS} profile.
   */
  public int getMaxFrameSize() {
    return maxFrameSize == null ? DEFAULT_MAX_FRAME_SIZE : maxFrameSize;
  }

  /**
   * Sets the size of the largest message in bytes, without its length prefix. The default is
   * 8,388,608 (8 MiB), and 4,194,304 in the {@link WireProfile#APTOS} profile.
   *
   * @param maxFrameSize bytes, 64 to 1,073,741,824
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public LimitsOptions setMaxFrameSize(int maxFrameSize) {
    maxFrameSize(maxFrameSize);
    return this;
  }

  private void maxFrameSize(long value) {
    maxFrameSize = OptionChecks.between(64, MAX_MAX_FRAME_SIZE, value);
  }

  /**
   * {@return the largest number of RPCs in flight on one connection, for each direction} One
   * outbound slot is reserved for the health ping, if the remote speaks HealthCheckerRpc and the
   * limit is larger than 1 (specification section 8). The default is 100.
   */
  public int getMaxPendingRpcs() {
    return maxPendingRpcs;
  }

  /**
   * Sets the largest number of RPCs in flight on one connection, for each direction. The default is
   * 100.
   *
   * @param maxPendingRpcs the number of RPCs, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public LimitsOptions setMaxPendingRpcs(int maxPendingRpcs) {
    maxPendingRpcs(maxPendingRpcs);
    return this;
  }

  private void maxPendingRpcs(long value) {
    maxPendingRpcs = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return the time an RPC may take, in milliseconds} It applies to outbound calls that set no
   * time-out, and to the answers of the local application. The default is 10,000.
   */
  public int getRpcTimeout() {
    return rpcTimeout;
  }

  /**
   * Sets the time an RPC may take, in milliseconds. The default is 10,000.
   *
   * @param rpcTimeout milliseconds, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public LimitsOptions setRpcTimeout(int rpcTimeout) {
    rpcTimeout(rpcTimeout);
    return this;
  }

  private void rpcTimeout(long value) {
    rpcTimeout = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return the time a connection may take to become usable, in milliseconds} It covers the name
   * look-up, the TCP connection, the Noise handshake and the DiemNet handshake. The default is
   * 30,000.
   */
  public int getUpgradeTimeout() {
    return upgradeTimeout;
  }

  /**
   * Sets the time a connection may take to become usable, in milliseconds. The default is 30,000.
   *
   * @param upgradeTimeout milliseconds, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public LimitsOptions setUpgradeTimeout(int upgradeTimeout) {
    upgradeTimeout(upgradeTimeout);
    return this;
  }

  private void upgradeTimeout(long value) {
    upgradeTimeout = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return the time a graceful close may take before the socket is closed hard, in milliseconds}
   * The default is 30,000.
   */
  public int getCloseTimeout() {
    return closeTimeout;
  }

  /**
   * Sets the time a graceful close may take before the socket is closed hard, in milliseconds. The
   * default is 30,000.
   *
   * @param closeTimeout milliseconds, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public LimitsOptions setCloseTimeout(int closeTimeout) {
    closeTimeout(closeTimeout);
    return this;
  }

  private void closeTimeout(long value) {
    closeTimeout = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return the largest number of inbound connections that have not finished their handshake} The
   * default is 256.
   */
  public int getMaxUpgrades() {
    return maxUpgrades;
  }

  /**
   * Sets the largest number of inbound connections that have not finished their handshake. The
   * default is 256.
   *
   * @param maxUpgrades the number of connections, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public LimitsOptions setMaxUpgrades(int maxUpgrades) {
    maxUpgrades(maxUpgrades);
    return this;
  }

  private void maxUpgrades(long value) {
    maxUpgrades = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return how many of {@link #getMaxUpgrades()} may come from one IPv4 address or one IPv6 /64
   * network} An IPv6 /48 network may have twice as many. The default is 32.
   */
  public int getMaxUpgradesPerAddress() {
    return maxUpgradesPerAddress;
  }

  /**
   * Sets how many of {@link #getMaxUpgrades()} may come from one IPv4 address or one IPv6 /64
   * network. The default is 32.
   *
   * @param maxUpgradesPerAddress the number of connections, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public LimitsOptions setMaxUpgradesPerAddress(int maxUpgradesPerAddress) {
    maxUpgradesPerAddress(maxUpgradesPerAddress);
    return this;
  }

  private void maxUpgradesPerAddress(long value) {
    maxUpgradesPerAddress = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return the largest number of bytes queued for one connection} The queue always has room for
   * two messages of the largest size. An RPC response that does not fit waits outside the queue,
   * for at most {@link #getRpcTimeout()} after its request. The default is 16,777,216 (16 MiB).
   */
  public int getOutboundQueueBytes() {
    return outboundQueueBytes;
  }

  /**
   * Sets the largest number of bytes queued for one connection. The default is 16,777,216 (16 MiB).
   *
   * @param outboundQueueBytes bytes, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public LimitsOptions setOutboundQueueBytes(int outboundQueueBytes) {
    outboundQueueBytes(outboundQueueBytes);
    return this;
  }

  private void outboundQueueBytes(long value) {
    outboundQueueBytes = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return the largest number of bytes that one connection and protocol may have delivered and
   * the application has not yet processed} An empty queue accepts one message of any size. The
   * default is 16,777,216 (16 MiB), and 72 MiB in the {@link WireProfile#APTOS} profile.
   */
  public int getInboundQueueBytes() {
    return inboundQueueBytes == null ? DEFAULT_INBOUND_QUEUE_BYTES : inboundQueueBytes;
  }

  /**
   * Sets the largest number of bytes that one connection and protocol may have delivered and the
   * application has not yet processed. The default is 16,777,216 (16 MiB).
   *
   * @param inboundQueueBytes bytes, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public LimitsOptions setInboundQueueBytes(int inboundQueueBytes) {
    inboundQueueBytes(inboundQueueBytes);
    return this;
  }

  private void inboundQueueBytes(long value) {
    inboundQueueBytes = OptionChecks.atLeast(1, value);
  }

  /** {@return the largest number of messages in any one queue} The default is 1,024. */
  public int getQueueMessages() {
    return queueMessages;
  }

  /**
   * Sets the largest number of messages in any one queue. The default is 1,024.
   *
   * @param queueMessages the number of messages, at least 1
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public LimitsOptions setQueueMessages(int queueMessages) {
    queueMessages(queueMessages);
    return this;
  }

  private void queueMessages(long value) {
    queueMessages = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return the longest time for which a slow application pauses reading from a connection, in
   * milliseconds} The default is 5,000.
   */
  public int getReadPause() {
    return readPause;
  }

  /**
   * Sets the longest time for which a slow application pauses reading from a connection, in
   * milliseconds. The default is 5,000.
   *
   * @param readPause milliseconds, at least 0
   * @return this object, for chaining
   * @throws IllegalArgumentException if the value is not allowed
   */
  public LimitsOptions setReadPause(int readPause) {
    readPause(readPause);
    return this;
  }

  private void readPause(long value) {
    readPause = OptionChecks.atLeast(0, value);
  }
}
