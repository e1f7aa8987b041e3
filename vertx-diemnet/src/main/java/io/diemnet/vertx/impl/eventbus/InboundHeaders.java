package io.diemnet.vertx.impl.eventbus;

/** The headers of what the network sends to {@code <n>.in.<Protocol>}. */
final class InboundHeaders {

  static final String PEER = "peer";
  static final String PROTOCOL = "protocol";
  static final String PRIORITY = "priority";
  static final String KIND = "kind";

  /** A value of {@link #KIND}: the reply is the answer. */
  static final String RPC = "rpc";

  /** A value of {@link #KIND}: the reply is an empty acknowledgement. */
  static final String DIRECT_SEND = "direct-send";

  private InboundHeaders() {}
}
