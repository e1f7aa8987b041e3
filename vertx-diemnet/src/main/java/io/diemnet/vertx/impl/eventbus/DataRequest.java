package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.SendOptions;
import io.diemnet.vertx.impl.peer.Recipients;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A checked request to {@code <n>.rpc} or {@code <n>.direct-send}.
 *
 * @param call rpc or direct-send
 * @param peers whom it is for; empty stands for all that are connected
 * @param several whether more than one peer was asked for, so that the answer is per peer
 */
record DataRequest(
    String call,
    List<PeerId> peers,
    boolean several,
    ProtocolId protocol,
    SendOptions options,
    Buffer payload) {

  /** Longest time-out, in milliseconds. */
  static final long MAX_TIMEOUT = Integer.MAX_VALUE;

  private static final String ALL = "*";

  /**
   * Reads and checks a request to {@code <n>.rpc}.
   *
   * @throws DiemNetException with code INVALID_REQUEST, naming the first thing that is wrong
   */
  static DataRequest rpc(RequestFields fields, DiemNet network, PeerId self) {
    return new Reader("rpc", fields, network, self).read(false);
  }

  /** As {@link #rpc}, for {@code <n>.direct-send}, where the peer may be several or all. */
  static DataRequest directSend(RequestFields fields, DiemNet network, PeerId self) {
    return new Reader("direct-send", fields, network, self).read(true);
  }

  PeerId peer() {
    return peers.get(0);
  }

  /** What a failure's message names: the kind of call, its peer and its protocol. */
  String subject() {
    Object to = several ? (peers.isEmpty() ? ALL : peers.size() + " peers") : peer();
    return call + " to " + to + ", " + protocol;
  }

  /** One request being read: the fields in the order in which they are checked. */
  private static final class Reader {

    private final RequestFields fields;
    private final DiemNet network;
    private final PeerId self;
    private final String call;

    Reader(String call, RequestFields fields, DiemNet network, PeerId self) {
      this.fields = fields;
      this.network = network;
      this.self = self;
      this.call = call;
    }

    private String subject() {
      Object peer = fields.field("peer");
      Object protocol = fields.field("protocol");
      return call
          + " to "
          + (peer == null ? "no peer" : Failures.shown(peer))
          + ", "
          + (protocol == null ? "no protocol" : Failures.shown(protocol));
    }

    DataRequest read(boolean manyAllowed) {
      String peer = text("peer");
      boolean all = manyAllowed && peer.equals(ALL);
      boolean several = all || (manyAllowed && peer.indexOf(',') >= 0);
      List<PeerId> peers = all ? List.of() : several ? peers(peer) : List.of(peer(peer));
      ProtocolId protocol = protocol(text("protocol"));
      SendOptions options = options();
      return new DataRequest(call, peers, several, protocol, options, payload());
    }

    private List<PeerId> peers(String list) {
      requireFew(list);
      Set<PeerId> peers = new LinkedHashSet<>();
      for (String peer : list.split(",", -1)) {
        peers.add(peer(peer.strip()));
      }
      return new ArrayList<>(peers);
    }

    /** Before any work is done for a list that is too long. */
    private void requireFew(String list) {
      int peers = 1;
      for (int at = list.indexOf(','); at >= 0; at = list.indexOf(',', at + 1)) {
        peers++;
      }
      String reason =
          peers <= Recipients.MAX ? null : Recipients.refusal(peers, network.peers().size());
      if (reason != null) {
        throw invalid(reason);
      }
    }

    private PeerId peer(String text) {
      PeerId peer;
      try {
        peer = PeerId.parse(text);
      } catch (IllegalArgumentException malformed) {
        throw invalid(malformed.getMessage());
      }
      if (peer.length() != self.length()) {
        throw invalid(
            "a peer id must be "
                + 2 * self.length()
                + " hex digits, but this is a text of "
                + text.length()
                + " characters");
      }
      if (peer.equals(self)) {
        throw invalid("that is this node itself");
      }
      return peer;
    }

    private ProtocolId protocol(String name) {
      ProtocolId protocol = network.protocol(name);
      if (protocol == null) {
        throw invalid("no protocol of that name is spoken here");
      }
      return protocol;
    }

    private SendOptions options() {
      Long timeout = integer("timeout", 1, MAX_TIMEOUT);
      Long priority = integer("priority", 0, 255);
      if (timeout == null && priority == null) {
        return SendOptions.DEFAULT;
      }
      return new SendOptions(
          timeout == null ? 0 : timeout, priority == null ? 0 : priority.intValue(), null);
    }

    private Buffer payload() {
      Buffer payload;
      try {
        payload = fields.payload();
      } catch (IllegalArgumentException malformed) {
        throw invalid(malformed.getMessage());
      }
      if (payload == null) {
        throw invalid("there is no payload; an empty one is fine");
      }
      return payload;
    }

    private String text(String name) {
      Object value = fields.field(name);
      if (value == null) {
        throw invalid("there is no " + name);
      }
      if (!(value instanceof String text)) {
        throw invalid("the " + name + " is not text");
      }
      return text;
    }

    private Long integer(String name, long min, long max) {
      Object value = fields.field(name);
      if (value == null) {
        return null;
      }
      Long number = fields.integer(value);
      if (number == null || number < min || number > max) {
        throw invalid(
            name
                + " must be a whole number from "
                + min
                + " to "
                + max
                + ", not "
                + Failures.shown(value));
      }
      return number;
    }

    /** A wrong type of the body is the cause of most other mistakes, so it is named with them. */
    private DiemNetException invalid(String reason) {
      String wrongType = fields.wrongType();
      return Failures.invalid(
          subject(), wrongType == null ? reason : wrongType + " (" + reason + ")");
    }
  }
}
