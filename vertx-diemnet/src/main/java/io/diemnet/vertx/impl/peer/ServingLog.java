package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.util.SparseLines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of messages that a handler has failed or not answered. The wire has no error response, so
 * the remote only runs into its time-out; the log is the one place that tells the handler's author.
 * It writes one line per protocol in {@value SparseLines#SECONDS} s at most. Thread-safe.
 */
public final class ServingLog {

  private static final Logger LOG = LoggerFactory.getLogger(ServingLog.class);
  private static final int LONGEST = 200;

  private final String network;
  private final SparseLines lines = new SparseLines(256);

  ServingLog(String network) {
    this.network = network;
  }

  /** The handler of a request threw, or its future failed. */
  void rpcFailed(ProtocolId protocol, PeerId peer, Throwable cause) {
    long unwritten = lines.turn(protocol.number());
    if (unwritten > 0) {
      LOG.warn(
          "{}: the handler of {} failed a request of {}, and the remote gets no answer: {} ({} such"
              + " messages since the last line)",
          network,
          protocol,
          peer,
          words(cause),
          unwritten);
    }
  }

  /** A request was not answered in time, by a handler or a consumer. */
  void rpcLate(ProtocolId protocol, PeerId peer, long timeoutMillis) {
    long unwritten = lines.turn(protocol.number());
    if (unwritten > 0) {
      LOG.warn(
          "{}: a request of {} for {} was not answered within the {} ms of rpcTimeout, and the"
              + " remote gets no answer ({} such messages since the last line)",
          network,
          peer,
          protocol,
          timeoutMillis,
          unwritten);
    }
  }

  /** The handler of a direct send threw, or its future failed. */
  void directSendFailed(ProtocolId protocol, PeerId peer, Throwable cause) {
    long unwritten = lines.turn(protocol.number());
    if (unwritten > 0) {
      LOG.warn(
          "{}: the handler of {} failed a direct send of {}: {} ({} such messages since the last"
              + " line)",
          network,
          protocol,
          peer,
          words(cause),
          unwritten);
    }
  }

  private static String words(Throwable cause) {
    String text = cause.toString();
    return text.length() > LONGEST ? text.substring(0, LONGEST) + ".." : text;
  }
}
