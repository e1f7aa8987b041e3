package io.diemnet.vertx.impl;

import static io.diemnet.vertx.impl.VectorGroup.bytes;
import static io.diemnet.vertx.impl.VectorGroup.unsigned;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.impl.VectorGroup.Answers;
import io.diemnet.vertx.impl.noise.Authenticator;
import io.diemnet.vertx.impl.noise.ClientMessage;
import io.diemnet.vertx.impl.noise.FrameDecrypter;
import io.diemnet.vertx.impl.noise.FrameEncrypter;
import io.diemnet.vertx.impl.noise.NoiseIdentity;
import io.diemnet.vertx.impl.noise.NoiseInitiator;
import io.diemnet.vertx.impl.noise.NoiseResponder;
import io.diemnet.vertx.impl.noise.NoiseSession;
import io.diemnet.vertx.impl.noise.ReplayTable;
import io.diemnet.vertx.impl.noise.TimestampSource;
import io.diemnet.vertx.impl.noise.TrustedPeer;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.diemnet.vertx.impl.profile.Profile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Set;

/** Whole Noise sessions of the reference, with its ephemeral keys put in at both ends. */
final class SessionVectors {

  private static final CryptoProvider CRYPTO = CryptoProviders.jdk();

  private SessionVectors() {}

  static void session(JsonObject entry, Answers answers) throws Exception {
    session(entry, answers, DiemWire.PROFILE);
  }

  static void session(JsonObject entry, Answers answers, Profile profile) throws Exception {
    PeerId dialerId = PeerId.parse(entry.getString("dialerPeerId"));
    PrivateKey dialerKey = PrivateKey.of(bytes(entry, "dialerPrivateKey"));
    PrivateKey listenerKey = PrivateKey.of(bytes(entry, "listenerPrivateKey"));
    PeerId listenerId = profile.peerIds().fromPublicKey(listenerKey.publicKey());
    long timestamp = unsigned(entry, "timestampMillis");

    NoiseInitiator.Dial dial =
        new NoiseInitiator(
                CRYPTO,
                new NoiseIdentity(dialerId, dialerKey),
                new TimestampSource(() -> timestamp))
            .dial(listenerId, listenerKey.publicKey(), bytes(entry, "dialerEphemeral"));
    answers.sameBytes("client message", bytes(entry, "clientMessage"), dial.clientMessage());

    ReplayTable replays = new ReplayTable();
    TrustedPeer trusted = new TrustedPeer(PeerRole.VALIDATOR, Set.of(dialerKey.publicKey()));
    NoiseResponder.Answer answer =
        new NoiseResponder(
                CRYPTO,
                NoiseIdentity.of(listenerKey, profile.peerIds()),
                Authenticator.mutual(new TrustedPeers(Map.of(dialerId, trusted)), replays))
            .accept(
                ClientMessage.of(bytes(entry, "clientMessage")), bytes(entry, "listenerEphemeral"));
    answers.sameBytes("server message", bytes(entry, "serverMessage"), answer.serverMessage());
    answers.same("dialer's id", dialerId, answer.session().remotePeer());
    answers.same("dialer's key", dialerKey.publicKey(), answer.session().remoteKey());
    answers.same("same timestamp again", false, replays.accept(dialerKey.publicKey(), timestamp));
    answers.same("next timestamp", true, replays.accept(dialerKey.publicKey(), timestamp + 1));

    frames(entry, answers, dial.finish(bytes(entry, "serverMessage")), answer.session());
  }

  private static void frames(
      JsonObject entry, Answers answers, NoiseSession dialer, NoiseSession listener) {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    FrameEncrypter fromDialer = new FrameEncrypter(dialer.ciphers().send());
    FrameEncrypter fromListener = new FrameEncrypter(listener.ciphers().send());
    FrameDecrypter atDialer = new FrameDecrypter(dialer.ciphers().receive(), received::write);
    FrameDecrypter atListener = new FrameDecrypter(listener.ciphers().receive(), received::write);
    JsonArray frames = entry.getJsonArray("frames");
    for (int i = 0; i < frames.size(); i++) {
      JsonObject frame = frames.getJsonObject(i);
      boolean dialed = frame.getString("from").equals("dialer");
      byte[] plaintext = bytes(frame, "plaintext");
      ByteBuf here = Unpooled.buffer();
      (dialed ? fromDialer : fromListener).encrypt(plaintext, 0, plaintext.length, here);
      answers.sameBytes("frame " + i, bytes(frame, "frame"), ByteBufUtil.getBytes(here));
      received.reset();
      (dialed ? atListener : atDialer).decrypt(Unpooled.wrappedBuffer(bytes(frame, "frame")));
      answers.sameBytes("plaintext of frame " + i, plaintext, received.toByteArray());
    }
  }
}
