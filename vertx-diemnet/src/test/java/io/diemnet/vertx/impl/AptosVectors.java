package io.diemnet.vertx.impl;

import static io.diemnet.vertx.impl.VectorGroup.bytes;
import static io.diemnet.vertx.impl.VectorGroup.list;
import static io.diemnet.vertx.impl.VectorGroup.unsigned;

import io.diemnet.vertx.AptosProtocols;
import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.NodeRole;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.VectorGroup.Answers;
import io.diemnet.vertx.impl.VectorGroup.EntryCheck;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.diemnet.vertx.impl.handshake.HandshakeException;
import io.diemnet.vertx.impl.handshake.HandshakeMsg;
import io.diemnet.vertx.impl.handshake.HandshakeRules;
import io.diemnet.vertx.impl.handshake.MessagingVersion;
import io.diemnet.vertx.impl.handshake.SupportedProtocols;
import io.diemnet.vertx.impl.health.HealthCheckerMsg;
import io.diemnet.vertx.impl.noise.Authenticator;
import io.diemnet.vertx.impl.noise.ClientMessage;
import io.diemnet.vertx.impl.noise.NoiseIdentity;
import io.diemnet.vertx.impl.noise.NoiseRejection;
import io.diemnet.vertx.impl.noise.NoiseResponder;
import io.diemnet.vertx.impl.noise.ReplayTable;
import io.diemnet.vertx.impl.noise.TrustedPeer;
import io.diemnet.vertx.impl.noise.TrustedPeers;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the Aptos code says, and what is said here: one check for each key of {@code
 * aptos_reference.json}. {@link AptosMessageVectors} and {@link AptosServiceVectors} have the
 * checks of messages and services.
 */
final class AptosVectors {

  static final Map<String, EntryCheck> GROUPS = new LinkedHashMap<>();

  private static final HandshakeRules RULES = AptosWire.PROFILE.handshake();

  static {
    GROUPS.put("addresses", AptosVectors::address);
    GROUPS.put("addressBytes", AptosVectors::addressBytes);
    GROUPS.put("addressTexts", AptosVectors::addressText);
    GROUPS.put("peerIds", AptosVectors::peerId);
    GROUPS.put("keyTexts", AptosVectors::keyText);
    GROUPS.put("chainIdTexts", AptosVectors::chainIdText);
    GROUPS.put("networkIdTexts", AptosVectors::networkIdText);
    GROUPS.put("networkIds", AptosVectors::networkId);
    GROUPS.put("handshakes", AptosVectors::handshake);
    GROUPS.put("handshakeBytes", AptosVectors::handshakeBytes);
    GROUPS.put("negotiations", AptosVectors::negotiation);
    GROUPS.put("messages", AptosMessageVectors::message);
    GROUPS.put("streamMessages", AptosMessageVectors::streamMessage);
    GROUPS.put("messageBytes", AptosMessageVectors::messageBytes);
    GROUPS.put("healthCheckerBytes", AptosVectors::healthCheckerBytes);
    GROUPS.put("monitoring", AptosServiceVectors::monitoring);
    GROUPS.put("monitoringBytes", AptosServiceVectors::monitoringBytes);
    GROUPS.put("storage", AptosServiceVectors::storage);
    GROUPS.put("storageBytes", AptosServiceVectors::storageBytes);
    GROUPS.put("dataRanges", AptosServiceVectors::dataRange);
    GROUPS.put("compressed", AptosServiceVectors::compressed);
    GROUPS.put("compressedBytes", AptosServiceVectors::compressedBytes);
    GROUPS.put("depths", AptosVectors::depth);
    GROUPS.put(
        "sessions", (entry, answers) -> SessionVectors.session(entry, answers, AptosWire.PROFILE));
    GROUPS.put("authentications", AptosVectors::authentication);
    GROUPS.put("splits", AptosMessageVectors::split);
    GROUPS.put("smallSplits", AptosMessageVectors::smallSplit);
    GROUPS.put("reassemblies", AptosMessageVectors::reassembly);
  }

  private AptosVectors() {}

  /** Reads something, or gives null for input that is refused. */
  interface Reader<T> {
    T read() throws Exception;
  }

  /** What is read if the input is good; the verdict is compared with the entry's. */
  static <T> T verdict(JsonObject entry, Answers answers, Reader<T> reader) throws Exception {
    T read = null;
    String why = "valid";
    try {
      read = reader.read();
    } catch (BcsException | HandshakeException | IllegalArgumentException refused) {
      why = "invalid: " + refused.getMessage();
    }
    boolean valid = entry.getBoolean("valid");
    if (valid != (read != null)) {
      answers.same("verdict", valid ? "valid" : "invalid: " + entry.getString("error"), why);
      return null;
    }
    return read;
  }

  static byte[] canonical(JsonObject entry) {
    return bytes(entry, entry.containsKey("canonical") ? "canonical" : "bytes");
  }

  // ---- names and addresses

  private static NetworkAddress parse(String text) {
    return NetworkAddress.parse(text, WireProfile.APTOS);
  }

  private static NetworkAddress decode(byte[] bytes) {
    return NetworkAddress.fromBytes(bytes, WireProfile.APTOS);
  }

  private static void address(JsonObject entry, Answers answers) {
    String text = entry.getString("text");
    byte[] bytes = bytes(entry, "bytes");
    answers.same("text of the parsed text", text, parse(text).toString());
    answers.same("text of the decoded bytes", text, decode(bytes).toString());
    answers.sameBytes("bytes of the parsed text", bytes, parse(text).toBytes());
    answers.sameBytes("bytes of the decoded bytes", bytes, decode(bytes).toBytes());
    answers.same("aptosnet", entry.getBoolean("aptosnet"), parse(text).isDiemNetAddress());
  }

  private static void addressBytes(JsonObject entry, Answers answers) throws Exception {
    NetworkAddress address = verdict(entry, answers, () -> decode(bytes(entry, "bytes")));
    if (address != null) {
      answers.same("text", entry.getString("text"), address.toString());
      answers.sameBytes("encoded again", canonical(entry), address.toBytes());
      answers.same("aptosnet", entry.getBoolean("aptosnet"), address.isDiemNetAddress());
    }
  }

  private static void addressText(JsonObject entry, Answers answers) throws Exception {
    NetworkAddress address = verdict(entry, answers, () -> parse(entry.getString("text")));
    if (address != null) {
      answers.same("canonical", entry.getString("canonical"), address.toString());
      answers.sameBytes("bytes", bytes(entry, "bytes"), address.toBytes());
      answers.same("aptosnet", entry.getBoolean("aptosnet"), address.isDiemNetAddress());
    }
  }

  private static void peerId(JsonObject entry, Answers answers) throws Exception {
    String text = entry.getString("text");
    PeerId id = verdict(entry, answers, () -> PeerId.parse(text, WireProfile.APTOS));
    if (id != null) {
      answers.sameBytes("bytes", bytes(entry, "bytes"), id.toBytes());
      answers.same("config", entry.getString("config"), id.toString());
      String display = AptosWire.PROFILE.peerIds().display(id);
      answers.same("display", entry.getString("display"), display);
      // Strict is what is shown, in either case of digits, and also long for the lowest 16.
      boolean strict = text.equalsIgnoreCase(display) || text.equalsIgnoreCase("0x" + id);
      answers.same("strict", entry.getBoolean("strict"), strict && text.startsWith("0x"));
    }
  }

  private static void keyText(JsonObject entry, Answers answers) throws Exception {
    PublicKey key =
        verdict(entry, answers, () -> PublicKey.parse(entry.getString("text"), WireProfile.APTOS));
    if (key != null) {
      answers.sameBytes("bytes", bytes(entry, "bytes"), key.toBytes());
      answers.same(
          "canonical", entry.getString("canonical"), AptosWire.PROFILE.addresses().formatKey(key));
      PeerId id = PeerId.fromPublicKey(key, WireProfile.APTOS);
      answers.same("peer id", entry.getString("peerId"), id.toString());
    }
  }

  private static void chainIdText(JsonObject entry, Answers answers) throws Exception {
    ChainId chain = verdict(entry, answers, () -> ChainId.parse(entry.getString("text")));
    if (chain != null) {
      answers.same("id", entry.getInteger("id"), chain.id());
      answers.same("display", entry.getString("display"), chain.toString());
    }
  }

  private static void networkIdText(JsonObject entry, Answers answers) throws Exception {
    String text = entry.getString("text");
    NetworkId network = verdict(entry, answers, () -> NetworkId.parse(text, WireProfile.APTOS));
    if (network != null) {
      answers.same("network", entry.getString("network"), network.toString());
    }
  }

  private static void networkId(JsonObject entry, Answers answers) throws Exception {
    NetworkId network =
        verdict(
            entry,
            answers,
            () -> {
              BcsReader in = new BcsReader(bytes(entry, "bytes"));
              NetworkId read = RULES.networkIds().read(in);
              in.end();
              return read;
            });
    if (network != null) {
      answers.same("network", entry.getString("network"), network.toString());
      BcsWriter out = new BcsWriter();
      RULES.networkIds().write(network, out);
      answers.sameBytes("encoded again", canonical(entry), out.toByteArray());
    }
  }

  // ---- handshakes

  private static HandshakeMsg handshakeMsg(JsonObject entry) {
    NetworkId network = NetworkId.parse(entry.getString("network"), WireProfile.APTOS);
    ChainId chain = new ChainId(entry.getInteger("chain"));
    JsonArray numbers = entry.getJsonArray("protocols");
    if (numbers == null) {
      return new HandshakeMsg(Map.of(), chain, network);
    }
    List<ProtocolId> protocols =
        list(numbers, Integer.class).stream().map(AptosProtocols.all()::get).toList();
    return new HandshakeMsg(
        Map.of(MessagingVersion.V1, SupportedProtocols.of(protocols)), chain, network);
  }

  private static HandshakeMsg decodeHandshake(byte[] bytes) throws HandshakeException {
    return HandshakeMsg.decode(bytes, 0, bytes.length, RULES);
  }

  private static void handshake(JsonObject entry, Answers answers) throws Exception {
    byte[] bytes = bytes(entry, "bytes");
    answers.sameBytes("encoded", bytes, handshakeMsg(entry).encode(RULES));
    answers.same("decoded", handshakeMsg(entry), decodeHandshake(bytes));
  }

  private static void handshakeBytes(JsonObject entry, Answers answers) throws Exception {
    HandshakeMsg message = verdict(entry, answers, () -> decodeHandshake(bytes(entry, "bytes")));
    if (message == null) {
      return;
    }
    answers.same("chain", entry.getInteger("chain"), message.chainId().id());
    answers.same("network", entry.getString("network"), message.networkId().toString());
    answers.sameBytes("encoded again", canonical(entry), message.encode(RULES));
    JsonArray sets = entry.getJsonArray("sets");
    answers.same("versions", sets.size(), message.supported().size());
    for (int i = 0; i < sets.size() && message.supported().size() == sets.size(); i++) {
      SupportedProtocols here = message.supported().get(MessagingVersion.V1);
      sets(sets.getJsonObject(i), "protocols", here, answers);
    }
  }

  /** Compares a set as it is listed, where bits above 255 wrap, and as it is tested. */
  private static void sets(
      JsonObject entry, String listed, SupportedProtocols here, Answers answers) {
    int known = AptosProtocols.all().size();
    answers.same(
        "listed",
        entry.getJsonArray(listed).getList(),
        here.numbers().map(bit -> bit & 0xff).filter(bit -> bit < known).boxed().toList());
    answers.same(
        "contains",
        entry.getJsonArray("contains").getList(),
        here.numbers().filter(bit -> bit < known).boxed().toList());
  }

  private static void negotiation(JsonObject entry, Answers answers) throws Exception {
    HandshakeMsg node = handshakeMsg(entry.getJsonObject("a"));
    JsonObject result = entry.getJsonObject("result");
    HandshakeMsg remote = decodeHandshake(bytes(entry.getJsonObject("b"), "bytes"));
    try {
      HandshakeMsg.Negotiated here = node.negotiate(remote, RULES);
      answers.same("error", result.getString("error"), null);
      if (!result.containsKey("error")) {
        answers.same("version", result.getInteger("version"), here.version().number());
        sets(result, "common", here.common(), answers);
        answers.same("callable", remote.supported().get(MessagingVersion.V1), here.callable());
      }
    } catch (HandshakeException refused) {
      String error =
          switch (refused.reason()) {
            case CHAIN_ID -> "InvalidChainId";
            case NETWORK_ID -> "InvalidNetworkId";
            case NO_COMMON_VERSION, NO_COMMON_PROTOCOLS -> "NoCommonProtocols";
            case MALFORMED, TRAILING_BYTES -> refused.toString();
          };
      answers.same("error", result.getString("error"), error);
    }
  }

  // ---- the rest

  private static void healthCheckerBytes(JsonObject entry, Answers answers) throws Exception {
    Buffer input = Buffer.buffer(bytes(entry, "bytes"));
    HealthCheckerMsg message = verdict(entry, answers, () -> HealthCheckerMsg.decode(input));
    if (message != null) {
      answers.same("kind", entry.getString("kind"), message.getClass().getSimpleName());
      answers.same("nonce", (int) unsigned(entry, "nonce"), message.nonce());
      answers.same("encoded again", input, message.encode());
    }
  }

  private static void depth(JsonObject entry, Answers answers) {
    ProtocolId protocol = AptosProtocols.all().get(entry.getInteger("protocol"));
    boolean allowed = entry.getInteger("nestedEnums") <= AptosProtocols.maxDepth(protocol);
    answers.same("encodes", entry.getBoolean("encodes"), allowed);
    answers.same("decodes", entry.getBoolean("decodes"), allowed);
  }

  private static void authentication(JsonObject entry, Answers answers) {
    Map<PeerId, TrustedPeer> trusted = new HashMap<>();
    for (Object each : entry.getJsonArray("trusted")) {
      JsonObject peer = (JsonObject) each;
      List<PublicKey> keys =
          list(peer.getJsonArray("keys"), String.class).stream().map(PublicKey::parse).toList();
      trusted.put(
          PeerId.parse(peer.getString("peerId")),
          new TrustedPeer(PeerRole.parse(peer.getString("role")), new HashSet<>(keys)));
    }
    NetworkId network = NetworkId.parse(entry.getString("network"), WireProfile.APTOS);
    NodeRole role =
        entry.getString("listenerRole").equals("Validator")
            ? NodeRole.VALIDATOR
            : NodeRole.FULL_NODE;
    TrustedPeers set = new TrustedPeers(trusted);
    Authenticator authenticator =
        entry.getString("mode").equals("Mutual")
            ? Authenticator.mutual(set, new ReplayTable())
            : Authenticator.maybeMutual(
                set,
                AptosWire.PROFILE.peerIds(),
                AptosWire.PROFILE.roles().ofStrangers(network, role));
    NoiseResponder responder =
        new NoiseResponder(
            CryptoProviders.jdk(),
            new NoiseIdentity(
                PeerId.parse(entry.getString("listenerPeerId")),
                PrivateKey.of(bytes(entry, "listenerPrivateKey"))),
            authenticator);
    accept(responder, entry, answers);
    if (entry.containsKey("second")) {
      accept(responder, entry.getJsonObject("second"), answers);
    }
  }

  private static void accept(NoiseResponder responder, JsonObject entry, Answers answers) {
    byte[] message = bytes(entry, "clientMessage");
    JsonObject result = entry.getJsonObject("result");
    String here;
    try {
      if (message.length < ClientMessage.length(32)) {
        here = "ServerReadFailed";
      } else {
        var session = responder.accept(ClientMessage.of(message)).session();
        here = session.remotePeer() + " as " + session.role();
      }
    } catch (NoiseRejection rejection) {
      here =
          switch (rejection.failure()) {
            case SELF_DIAL -> "SelfDialDetected";
            case WRONG_KEY -> "ClientExpectingDifferentPubkey";
            case DECRYPT_FAILED -> "ServerParseClient";
            case UNKNOWN_PEER -> "UnauthenticatedClient";
            case KEY_MISMATCH -> "UnauthenticatedClientPubkey";
            case DERIVED_ID_MISMATCH -> "ClientPeerIdMismatch";
            case REPLAY -> "ServerReplayDetected";
            default -> rejection.toString();
          };
    }
    String reference =
        result.getBoolean("accepted")
            ? result.getString("peerId") + " as " + result.getString("role")
            : result.getString("error");
    answers.same("verdict", reference, here);
  }
}
