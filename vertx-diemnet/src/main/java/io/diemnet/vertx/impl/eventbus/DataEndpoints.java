package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerInfo;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The data path from the event bus into the network: {@code <n>.rpc} and {@code <n>.direct-send}.
 * Published messages are ignored. Nothing that is sent here makes a handler throw.
 */
final class DataEndpoints {

  private final DiemNet network;
  private final PeerId self;
  private final DeliveryOptions bufferReply;

  DataEndpoints(DiemNet network, PeerId self, DeliveryOptions bufferReply) {
    this.network = network;
    this.self = self;
    this.bufferReply = bufferReply;
  }

  void rpc(Message<Object> message) {
    if (!message.isSend()) {
      return;
    }
    RequestFields fields = RequestFields.of(message);
    DataRequest request;
    Future<Buffer> response;
    try {
      request = DataRequest.rpc(fields, network, self);
      response =
          network.rpc(request.peer(), request.protocol(), request.payload(), request.options());
    } catch (RuntimeException failure) {
      Failures.reply(message, "rpc", failure);
      return;
    }
    response.onComplete(
        payload -> {
          if (fields.json()) {
            message.reply(new JsonObject().put("payload", Payload64.encode(payload)));
          } else {
            message.reply(payload, bufferReply);
          }
        },
        failure -> Failures.reply(message, request.subject(), failure));
  }

  void directSend(Message<Object> message) {
    if (!message.isSend()) {
      return;
    }
    DataRequest request;
    Future<?> answer;
    try {
      request = DataRequest.directSend(RequestFields.of(message), network, self);
      answer = request.several() ? sendToSeveral(request) : sendToOne(request);
    } catch (RuntimeException failure) {
      Failures.reply(message, "direct-send", failure);
      return;
    }
    answer.onComplete(
        message::reply, failure -> Failures.reply(message, request.subject(), failure));
  }

  private Future<Void> sendToOne(DataRequest request) {
    return network.directSend(
        request.peer(), request.protocol(), request.payload(), request.options());
  }

  private Future<JsonObject> sendToSeveral(DataRequest request) {
    Collection<PeerId> peers = request.peers().isEmpty() ? connected() : request.peers();
    return network
        .broadcast(peers, request.protocol(), request.payload(), request.options())
        .map(failed -> broadcastResult(request, peers.size(), failed));
  }

  private List<PeerId> connected() {
    return network.peers().stream().map(PeerInfo::peer).toList();
  }

  private static JsonObject broadcastResult(
      DataRequest request, int peers, Map<PeerId, DiemNetException> failures) {
    JsonObject failed = new JsonObject();
    failures.forEach(
        (peer, failure) -> {
          String subject = "direct-send to " + peer + ", " + request.protocol();
          FailureCode code = Failures.codeOf(subject, failure);
          failed.put(
              peer.toString(),
              new JsonObject()
                  .put("code", code.number())
                  .put("message", Failures.text(subject, failure)));
        });
    return new JsonObject().put("queued", peers - failures.size()).put("failed", failed);
  }
}
