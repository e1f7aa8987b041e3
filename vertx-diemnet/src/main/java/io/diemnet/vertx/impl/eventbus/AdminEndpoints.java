package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.profile.Addresses;
import io.diemnet.vertx.impl.profile.Profile;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** What the administrative addresses do with the body of a message. */
final class AdminEndpoints {

  private final DiemNet network;
  private final PeerId self;
  private final Profile profile;

  AdminEndpoints(DiemNet network, PeerId self, Profile profile) {
    this.network = network;
    this.self = self;
    this.profile = profile;
  }

  Future<?> dial(Object body) {
    JsonObject json = json(body);
    PeerId peer = peer(json);
    return network.dial(peer, address(json)).mapEmpty();
  }

  Future<?> disconnect(Object body) {
    return network.disconnect(peer(json(body)));
  }

  Future<?> discovery(Object body) {
    JsonObject json = json(body);
    if (!"config".equals(json.getValue("source"))) {
      throw new IllegalArgumentException("the source must be config");
    }
    if (!(json.getValue("peers") instanceof JsonObject peers)) {
      throw new IllegalArgumentException("there must be a field peers, a map as in a peers file");
    }
    return network.updateSeeds(peers);
  }

  Future<?> validatorSet(Object body) {
    Buffer set =
        body instanceof Buffer buffer ? buffer : RequestFields.Fields.payloadOf(json(body));
    if (set == null) {
      throw new IllegalArgumentException("there is no validator set");
    }
    return network.updateValidatorSet(set);
  }

  Future<?> reloadIdentity(Object body) {
    return network.reloadIdentity();
  }

  /** What the failures of a message with this body begin with. */
  static String subject(String call, Object body) {
    if (body instanceof JsonObject json && json.getValue("peer") != null) {
      return call + " of " + Failures.shown(json.getValue("peer"));
    }
    return call;
  }

  private PeerId peer(JsonObject json) {
    if (!(json.getValue("peer") instanceof String text)) {
      throw new IllegalArgumentException("there must be a field peer, a peer's id");
    }
    PeerId peer = profile.peerIds().parse(text);
    if (peer.equals(self)) {
      throw new IllegalArgumentException("that is this node itself");
    }
    return peer;
  }

  private NetworkAddress address(JsonObject json) {
    if (!(json.getValue("address") instanceof String text)) {
      throw new IllegalArgumentException("there must be a field address, a dialable address");
    }
    return Addresses.parse(text, profile.addresses()).requireDialable();
  }

  static JsonObject json(Object body) {
    if (!(body instanceof JsonObject json)) {
      throw new IllegalArgumentException(
          "the message must be a JSON object, not " + RequestFields.type(body));
    }
    return json;
  }
}
