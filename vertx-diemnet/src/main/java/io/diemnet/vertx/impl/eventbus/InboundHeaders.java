package io.diemnet.vertx.impl.eventbus;

/** The headers of what the network sends to {@code <n>.in.<Protocol>}. */
final class InboundHeaders {

  static final String PEER = "peer";
  static final String PROTOCOL = "protocol";
  static final String PRIORITY = "priority";
  static final String KIND = "kind";

  /** Numbers a message for {@link TakenNotices}; removed before the consumer sees it. */
  static final String NUMBER = "diemnet-number";

  /** A value of {@link #KIND}: an answer is awaited. */
  static final String RPC = "rpc";

  /** A value of {@link #KIND}: at most an empty acknowledgement is awaited. */
  static final String DIRECT_SEND = "direct-send";

  private InboundHeaders() {}
}
