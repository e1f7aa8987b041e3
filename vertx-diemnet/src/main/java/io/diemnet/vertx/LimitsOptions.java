package io.diemnet.vertx;

import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/** What one network may take up: memory, connections and time. */
@DataObject
public final class LimitsOptions {

  /** The default of {@link #getMaxInbound()}. */
  public static final int DEFAULT_MAX_INBOUND = 100;

  /** 1 GiB: a message is one array. */
  private static final int MAX_MAX_FRAME_SIZE = 1024 * 1024 * 1024;

  /** 8 MiB. */
  public static final int DEFAULT_MAX_FRAME_SIZE = 8 * 1024 * 1024;

  /** The default of {@link #getMaxPendingRpcs()}. */
  public static final int DEFAULT_MAX_PENDING_RPCS = 100;

  /** 10 s. */
  public static final int DEFAULT_RPC_TIMEOUT = 10_000;

  /** 30 s. */
  public static final int DEFAULT_UPGRADE_TIMEOUT = 30_000;

  /** 30 s. */
  public static final int DEFAULT_CLOSE_TIMEOUT = 30_000;

  /** The default of {@link #getMaxUpgrades()}. */
  public static final int DEFAULT_MAX_UPGRADES = 256;

  /** The default of {@link #getMaxUpgradesPerAddress()}. */
  public static final int DEFAULT_MAX_UPGRADES_PER_ADDRESS = 32;

  /** 16 MiB. */
  public static final int DEFAULT_OUTBOUND_QUEUE_BYTES = 16 * 1024 * 1024;

  /** 16 MiB. */
  public static final int DEFAULT_INBOUND_QUEUE_BYTES = 16 * 1024 * 1024;

  /** The default of {@link #getQueueMessages()}. */
  public static final int DEFAULT_QUEUE_MESSAGES = 1024;

  /** 5 s: a reference peer whose pings stay unread for about 15 s disconnects. */
  public static final int DEFAULT_READ_PAUSE = 5_000;

  private int maxInbound = DEFAULT_MAX_INBOUND;

  /** 0 while it follows from maxInbound. */
  private int maxUnknownPerAddress;

  private int maxFrameSize = DEFAULT_MAX_FRAME_SIZE;
  private int maxPendingRpcs = DEFAULT_MAX_PENDING_RPCS;
  private int rpcTimeout = DEFAULT_RPC_TIMEOUT;
  private int upgradeTimeout = DEFAULT_UPGRADE_TIMEOUT;
  private int closeTimeout = DEFAULT_CLOSE_TIMEOUT;
  private int maxUpgrades = DEFAULT_MAX_UPGRADES;
  private int maxUpgradesPerAddress = DEFAULT_MAX_UPGRADES_PER_ADDRESS;
  private int outboundQueueBytes = DEFAULT_OUTBOUND_QUEUE_BYTES;
  private int inboundQueueBytes = DEFAULT_INBOUND_QUEUE_BYTES;
  private int queueMessages = DEFAULT_QUEUE_MESSAGES;
  private int readPause = DEFAULT_READ_PAUSE;

  /** Creates options with the defaults. */
  public LimitsOptions() {}

  /**
   * Creates a copy.
   *
   * @param other what is copied
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
   * Reads the JSON form; what it leaves out has its default.
   *
   * @param json the JSON form
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

  /** {@return the JSON form} */
  public JsonObject toJson() {
    return new JsonObject()
        .put("maxInbound", maxInbound)
        .put("maxUnknownPerAddress", getMaxUnknownPerAddress())
        .put("maxFrameSize", maxFrameSize)
        .put("maxPendingRpcs", maxPendingRpcs)
        .put("rpcTimeout", rpcTimeout)
        .put("upgradeTimeout", upgradeTimeout)
        .put("closeTimeout", closeTimeout)
        .put("maxUpgrades", maxUpgrades)
        .put("maxUpgradesPerAddress", maxUpgradesPerAddress)
        .put("outboundQueueBytes", outboundQueueBytes)
        .put("inboundQueueBytes", inboundQueueBytes)
        .put("queueMessages", queueMessages)
        .put("readPause", readPause);
  }

  /**
   * {@return inbound connections of peers that are not in the trusted set (specification section
   * 9)}
   */
  public int getMaxInbound() {
    return maxInbound;
  }

  /**
   * Sets what {@link #getMaxInbound()} returns.
   *
   * @param maxInbound the new value
   * @return this, so that calls can be chained
   */
  public LimitsOptions setMaxInbound(int maxInbound) {
    maxInbound(maxInbound);
    return this;
  }

  private void maxInbound(long value) {
    maxInbound = OptionChecks.atLeast(0, value);
  }

  /**
   * Of {@link #getMaxInbound()}, those from one IPv4 address or one IPv6 /64 network; from an IPv6
   * /48 network at most twice as many. The default is a quarter of {@code maxInbound}, at least 1.
   *
   * @return the number
   */
  public int getMaxUnknownPerAddress() {
    return maxUnknownPerAddress == 0 ? Math.max(1, maxInbound / 4) : maxUnknownPerAddress;
  }

  /**
   * Sets what {@link #getMaxUnknownPerAddress()} returns.
   *
   * @param maxUnknownPerAddress the new value
   * @return this, so that calls can be chained
   */
  public LimitsOptions setMaxUnknownPerAddress(int maxUnknownPerAddress) {
    maxUnknownPerAddress(maxUnknownPerAddress);
    return this;
  }

  private void maxUnknownPerAddress(long value) {
    maxUnknownPerAddress = OptionChecks.atLeast(1, value);
  }

  /** {@return bytes of the largest message, its length prefix not counted} */
  public int getMaxFrameSize() {
    return maxFrameSize;
  }

  /**
   * Sets what {@link #getMaxFrameSize()} returns.
   *
   * @param maxFrameSize the new value
   * @return this, so that calls can be chained
   */
  public LimitsOptions setMaxFrameSize(int maxFrameSize) {
    maxFrameSize(maxFrameSize);
    return this;
  }

  private void maxFrameSize(long value) {
    maxFrameSize = OptionChecks.between(64, MAX_MAX_FRAME_SIZE, value);
  }

  /**
   * {@return RPCs under way on one connection, counted in each direction} Of the calls out the
   * health ping has one, so the application has one less (specification section 8); of a limit of 1
   * it has that one. Where the remote speaks no HealthCheckerRpc there are no pings.
   */
  public int getMaxPendingRpcs() {
    return maxPendingRpcs;
  }

  /**
   * Sets what {@link #getMaxPendingRpcs()} returns.
   *
   * @param maxPendingRpcs the new value
   * @return this, so that calls can be chained
   */
  public LimitsOptions setMaxPendingRpcs(int maxPendingRpcs) {
    maxPendingRpcs(maxPendingRpcs);
    return this;
  }

  private void maxPendingRpcs(long value) {
    maxPendingRpcs = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return milliseconds for the answer to an RPC: of calls that name none, and of the application
   * here}
   */
  public int getRpcTimeout() {
    return rpcTimeout;
  }

  /**
   * Sets what {@link #getRpcTimeout()} returns.
   *
   * @param rpcTimeout the new value
   * @return this, so that calls can be chained
   */
  public LimitsOptions setRpcTimeout(int rpcTimeout) {
    rpcTimeout(rpcTimeout);
    return this;
  }

  private void rpcTimeout(long value) {
    rpcTimeout = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return milliseconds from a connection's first packet, or the look-up of its name, to the end
   * of the handshake}
   */
  public int getUpgradeTimeout() {
    return upgradeTimeout;
  }

  /**
   * Sets what {@link #getUpgradeTimeout()} returns.
   *
   * @param upgradeTimeout the new value
   * @return this, so that calls can be chained
   */
  public LimitsOptions setUpgradeTimeout(int upgradeTimeout) {
    upgradeTimeout(upgradeTimeout);
    return this;
  }

  private void upgradeTimeout(long value) {
    upgradeTimeout = OptionChecks.atLeast(1, value);
  }

  /** {@return milliseconds a graceful close may take before the socket is closed hard} */
  public int getCloseTimeout() {
    return closeTimeout;
  }

  /**
   * Sets what {@link #getCloseTimeout()} returns.
   *
   * @param closeTimeout the new value
   * @return this, so that calls can be chained
   */
  public LimitsOptions setCloseTimeout(int closeTimeout) {
    closeTimeout(closeTimeout);
    return this;
  }

  private void closeTimeout(long value) {
    closeTimeout = OptionChecks.atLeast(1, value);
  }

  /** {@return inbound connections that have not finished their handshake} */
  public int getMaxUpgrades() {
    return maxUpgrades;
  }

  /**
   * Sets what {@link #getMaxUpgrades()} returns.
   *
   * @param maxUpgrades the new value
   * @return this, so that calls can be chained
   */
  public LimitsOptions setMaxUpgrades(int maxUpgrades) {
    maxUpgrades(maxUpgrades);
    return this;
  }

  private void maxUpgrades(long value) {
    maxUpgrades = OptionChecks.atLeast(1, value);
  }

  /**
   * Of {@link #getMaxUpgrades()}, those from one IP address.
   *
   * @return the number
   */
  public int getMaxUpgradesPerAddress() {
    return maxUpgradesPerAddress;
  }

  /**
   * Sets what {@link #getMaxUpgradesPerAddress()} returns.
   *
   * @param maxUpgradesPerAddress the new value
   * @return this, so that calls can be chained
   */
  public LimitsOptions setMaxUpgradesPerAddress(int maxUpgradesPerAddress) {
    maxUpgradesPerAddress(maxUpgradesPerAddress);
    return this;
  }

  private void maxUpgradesPerAddress(long value) {
    maxUpgradesPerAddress = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return bytes queued for one connection} At least two of the largest messages are, whatever is
   * set. An answer to an RPC that does not fit waits beside the queue, for at most {@link
   * #getRpcTimeout()} after its request.
   */
  public int getOutboundQueueBytes() {
    return outboundQueueBytes;
  }

  /**
   * Sets what {@link #getOutboundQueueBytes()} returns.
   *
   * @param outboundQueueBytes the new value
   * @return this, so that calls can be chained
   */
  public LimitsOptions setOutboundQueueBytes(int outboundQueueBytes) {
    outboundQueueBytes(outboundQueueBytes);
    return this;
  }

  private void outboundQueueBytes(long value) {
    outboundQueueBytes = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return bytes of one connection and protocol that the application has been given and has not
   * taken; one message always fits an empty queue}
   */
  public int getInboundQueueBytes() {
    return inboundQueueBytes;
  }

  /**
   * Sets what {@link #getInboundQueueBytes()} returns.
   *
   * @param inboundQueueBytes the new value
   * @return this, so that calls can be chained
   */
  public LimitsOptions setInboundQueueBytes(int inboundQueueBytes) {
    inboundQueueBytes(inboundQueueBytes);
    return this;
  }

  private void inboundQueueBytes(long value) {
    inboundQueueBytes = OptionChecks.atLeast(1, value);
  }

  /** {@return messages that any one queue holds} */
  public int getQueueMessages() {
    return queueMessages;
  }

  /**
   * Sets what {@link #getQueueMessages()} returns.
   *
   * @param queueMessages the new value
   * @return this, so that calls can be chained
   */
  public LimitsOptions setQueueMessages(int queueMessages) {
    queueMessages(queueMessages);
    return this;
  }

  private void queueMessages(long value) {
    queueMessages = OptionChecks.atLeast(1, value);
  }

  /**
   * {@return the most milliseconds for which a slow application stops the reading from a
   * connection}
   */
  public int getReadPause() {
    return readPause;
  }

  /**
   * Sets what {@link #getReadPause()} returns.
   *
   * @param readPause the new value
   * @return this, so that calls can be chained
   */
  public LimitsOptions setReadPause(int readPause) {
    readPause(readPause);
    return this;
  }

  private void readPause(long value) {
    readPause = OptionChecks.atLeast(0, value);
  }
}
