package io.diemnet.vertx.impl;

import static io.diemnet.vertx.impl.VectorGroup.bytes;
import static io.diemnet.vertx.impl.VectorGroup.list;
import static io.diemnet.vertx.impl.VectorGroup.unsigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.VectorGroup.Answers;
import io.diemnet.vertx.impl.VectorGroup.EntryCheck;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.Bytes;
import io.diemnet.vertx.impl.discovery.AddressCipher;
import io.diemnet.vertx.impl.discovery.AddressKeys;
import io.diemnet.vertx.impl.discovery.AddressList;
import io.diemnet.vertx.impl.discovery.BadAddressException;
import io.diemnet.vertx.impl.discovery.EncNetworkAddress;
import io.diemnet.vertx.impl.discovery.ValidatorConfig;
import io.diemnet.vertx.impl.discovery.ValidatorInfo;
import io.diemnet.vertx.impl.discovery.ValidatorSet;
import io.diemnet.vertx.impl.handshake.HandshakeException;
import io.diemnet.vertx.impl.handshake.HandshakeMsg;
import io.diemnet.vertx.impl.handshake.MessagingVersion;
import io.diemnet.vertx.impl.handshake.SupportedProtocols;
import io.diemnet.vertx.impl.health.HealthCheckerMsg;
import io.diemnet.vertx.impl.wire.ErrorCode;
import io.diemnet.vertx.impl.wire.MessageEncoder;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the reference implementation says to valid and broken input, and what is said here. Reads
 * every {@code diemnet_*.json} and {@code aptos_reference*.json} of {@link VectorFiles}, one test
 * per file and key; each entry is checked in both directions, and a failure shows the entry and
 * both answers.
 */
class ReferenceVectorsTest {

  /** What a file tells about itself. */
  private static final Set<String> REMARKS = Set.of("source", "seed");

  private static final ProtocolRegistry BUILT_IN = DiemWire.REGISTRY;

  private static final Map<String, EntryCheck> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("addresses", ReferenceVectorsTest::address);
    GROUPS.put("addressBytes", ReferenceVectorsTest::addressBytes);
    GROUPS.put("addressTexts", ReferenceVectorsTest::addressText);
    GROUPS.put("encryptedAddresses", ReferenceVectorsTest::encryptedAddress);
    GROUPS.put("encryptedAddressBytes", ReferenceVectorsTest::encryptedAddressBytes);
    GROUPS.put("validatorSets", ReferenceVectorsTest::validatorSet);
    GROUPS.put("handshakes", ReferenceVectorsTest::handshake);
    GROUPS.put("handshakeBytes", ReferenceVectorsTest::handshakeBytes);
    GROUPS.put("negotiations", ReferenceVectorsTest::negotiation);
    GROUPS.put("messages", ReferenceVectorsTest::message);
    GROUPS.put("messageBytes", ReferenceVectorsTest::messageBytes);
    GROUPS.put("healthCheckerBytes", ReferenceVectorsTest::healthCheckerBytes);
    GROUPS.put("sessions", SessionVectors::session);
  }

  @TestFactory
  List<DynamicNode> every_answer_is_the_references() throws IOException {
    List<DynamicNode> nodes = new ArrayList<>();
    nodes.addAll(containers("diemnet_*.json", GROUPS));
    nodes.addAll(containers("aptos_reference*.json", AptosVectors.GROUPS));
    return nodes;
  }

  private static List<DynamicNode> containers(String pattern, Map<String, EntryCheck> groups)
      throws IOException {
    List<Path> files = VectorFiles.matching(pattern);
    assertThat(files).as(pattern).isNotEmpty();
    List<DynamicNode> nodes = new ArrayList<>();
    for (Path file : files) {
      JsonObject vectors = VectorFiles.read(file);
      nodes.add(
          dynamicContainer(
              file.getFileName().toString(),
              vectors.fieldNames().stream()
                  .filter(key -> !REMARKS.contains(key))
                  .map(key -> test(key, vectors, groups))));
    }
    return nodes;
  }

  private static DynamicTest test(String key, JsonObject vectors, Map<String, EntryCheck> groups) {
    return dynamicTest(
        key,
        () -> {
          assertThat(groups.keySet()).as("keys that this test knows").contains(key);
          JsonArray entries = vectors.getJsonArray(key);
          assertThat(entries).as("entries of %s", key).isNotEmpty();
          VectorGroup.check(entries, groups.get(key));
        });
  }

  private static void address(JsonObject entry, Answers answers) {
    String text = entry.getString("text");
    NetworkAddress parsed = NetworkAddress.parse(text);
    NetworkAddress decoded = NetworkAddress.fromBytes(bytes(entry, "bytes"));
    answers.same("text of the parsed text", text, parsed.toString());
    answers.same("text of the decoded bytes", text, decoded.toString());
    answers.sameBytes("bytes of the parsed text", bytes(entry, "bytes"), parsed.toBytes());
    answers.sameBytes("bytes of the decoded bytes", bytes(entry, "bytes"), decoded.toBytes());
    answers.same("equality of both", parsed, decoded);
    answers.same("diemnet", entry.getBoolean("diemnet"), parsed.isDiemNetAddress());
  }

  private static void addressBytes(JsonObject entry, Answers answers) throws Exception {
    verdict(
        entry,
        answers,
        input -> {
          NetworkAddress address = NetworkAddress.fromBytes(input);
          answers.same("text round trip", address, NetworkAddress.parse(address.toString()));
          return address.toBytes();
        });
  }

  private static void addressText(JsonObject entry, Answers answers) {
    NetworkAddress address = null;
    try {
      address = NetworkAddress.parse(entry.getString("text"));
    } catch (IllegalArgumentException e) {
      // Its verdict is compared below.
    }
    answers.same("valid", entry.getBoolean("valid"), address != null);
    if (address != null) {
      answers.same("canonical", entry.getString("canonical"), address.toString());
      answers.same("bytes round trip", address, NetworkAddress.fromBytes(address.toBytes()));
      if (entry.containsKey("diemnet")) {
        answers.same("diemnet", entry.getBoolean("diemnet"), address.isDiemNetAddress());
      }
    }
  }

  private static void encryptedAddress(JsonObject entry, Answers answers) throws Exception {
    byte[] key = bytes(entry, "sharedKey");
    int version = (int) unsigned(entry, "keyVersion");
    long seqNum = unsigned(entry, "seqNum");
    int index = (int) unsigned(entry, "addrIdx");
    PeerId account = PeerId.parse(entry.getString("account"));
    NetworkAddress address = NetworkAddress.parse(entry.getString("address"));
    AddressKeys keys = AddressKeys.of(Map.of(version, key));

    EncNetworkAddress here = AddressCipher.encrypt(address, key, version, account, seqNum, index);
    answers.sameBytes("encrypted", bytes(entry, "bytes"), here.encode());

    EncNetworkAddress decoded = EncNetworkAddress.decode(bytes(entry, "bytes"));
    answers.same("key version", version, decoded.keyVersion());
    answers.same("sequence number", seqNum, decoded.seqNum());
    answers.same("decrypted", address, AddressCipher.decrypt(decoded, keys, account, index));
    answers.sameBytes("encoded again", bytes(entry, "bytes"), decoded.encode());

    boolean refused = false;
    try {
      AddressCipher.decrypt(decoded, keys, account, index + 1);
    } catch (BadAddressException e) {
      refused = true;
    }
    answers.same("refused at another index", true, refused);
  }

  private static void encryptedAddressBytes(JsonObject entry, Answers answers) throws Exception {
    verdict(entry, answers, input -> EncNetworkAddress.decode(input).encode());
  }

  private static void validatorSet(JsonObject entry, Answers answers) {
    ValidatorSet set = ValidatorSet.decode(bytes(entry, "bytes"));
    answers.sameBytes("encoded again", bytes(entry, "bytes"), set.encode());
    JsonArray validators = entry.getJsonArray("validators");
    answers.same("number of validators", validators.size(), set.validators().size());
    List<ValidatorInfo> rebuilt = new ArrayList<>();
    for (int i = 0; i < validators.size(); i++) {
      rebuilt.add(validator(validators.getJsonObject(i), set.validators().get(i), answers));
    }
    answers.sameBytes(
        "encoded from the fields", bytes(entry, "bytes"), new ValidatorSet(rebuilt).encode());
  }

  /** Compares one validator, and builds it anew from the entry's fields where they are enough. */
  private static ValidatorInfo validator(JsonObject entry, ValidatorInfo here, Answers answers) {
    byte[] key = new byte[32];
    PeerId account = PeerId.parse(entry.getString("account"));
    Bytes consensusKey = Bytes.of(bytes(entry, "consensusKey"));
    answers.same("account", account, here.account());
    answers.same("power", unsigned(entry, "power"), here.votingPower());
    answers.same("consensus key", consensusKey, here.config().consensusPublicKey());
    AddressList validator = here.validatorAddresses(AddressKeys.of(Map.of(0, key)));
    AddressList fullNode = here.config().fullNodeAddresses();
    boolean whole = sameList("validatorAddresses", entry, validator, answers);
    whole &= sameList("fullNodeAddresses", entry, fullNode, answers);
    if (!whole) {
      return here;
    }
    List<EncNetworkAddress> encrypted = new ArrayList<>();
    for (NetworkAddress address : validator.addresses()) {
      encrypted.add(AddressCipher.encrypt(address, key, 0, account, 7, encrypted.size()));
    }
    return new ValidatorInfo(
        account,
        unsigned(entry, "power"),
        ValidatorConfig.of(consensusKey, encrypted, fullNode.addresses()),
        here.lastConfigUpdateTime());
  }

  /** Compares a list of addresses; false if the reference has none. */
  private static boolean sameList(String key, JsonObject entry, AddressList here, Answers answers) {
    JsonArray reference = entry.getJsonArray(key);
    String valid = "decodes";
    answers.same(
        key,
        reference != null ? valid : "does not decode",
        here.problem() == null ? valid : reference != null ? here.problem() : "does not decode");
    List<String> texts = here.addresses().stream().map(NetworkAddress::toString).toList();
    answers.same(key, reference == null ? List.of() : list(reference, String.class), texts);
    return reference != null;
  }

  private static void handshake(JsonObject entry, Answers answers) throws Exception {
    HandshakeMsg message = handshakeMsg(entry);
    byte[] bytes = bytes(entry, "bytes");
    HandshakeMsg decoded = HandshakeMsg.decode(bytes, 0, bytes.length, DiemWire.RULES);
    answers.sameBytes("encoded", bytes, message.encode(DiemWire.RULES));
    answers.same("decoded", message, decoded);
    answers.sameBytes("encoded again", bytes, decoded.encode(DiemWire.RULES));
  }

  private static void handshakeBytes(JsonObject entry, Answers answers) throws Exception {
    verdict(
        entry,
        answers,
        input ->
            HandshakeMsg.decode(input, 0, input.length, DiemWire.RULES).encode(DiemWire.RULES));
  }

  private static void negotiation(JsonObject entry, Answers answers) {
    HandshakeMsg a = handshakeMsg(entry.getJsonObject("a"));
    HandshakeMsg b = handshakeMsg(entry.getJsonObject("b"));
    String reference = negotiated(entry.getJsonObject("result"));
    answers.same("what a answers to b", reference, negotiate(a, b));
    answers.same("what b answers to a", reference, negotiate(b, a));
  }

  private static String negotiated(JsonObject result) {
    return result.containsKey("error")
        ? result.getString("error")
        : "version %d, common %s"
            .formatted(result.getInteger("version"), result.getJsonArray("common").getList());
  }

  private static String negotiate(HandshakeMsg own, HandshakeMsg remote) {
    try {
      HandshakeMsg.Negotiated result = own.negotiate(remote, DiemWire.RULES);
      return "version %d, common %s"
          .formatted(result.version().number(), result.common().numbers().boxed().toList());
    } catch (HandshakeException e) {
      return switch (e.reason()) {
        case CHAIN_ID -> "InvalidChainId";
        case NETWORK_ID -> "InvalidNetworkId";
        case NO_COMMON_VERSION, NO_COMMON_PROTOCOLS -> "NoCommonProtocols";
        case MALFORMED, TRAILING_BYTES -> e.toString();
      };
    }
  }

  private static HandshakeMsg handshakeMsg(JsonObject entry) {
    NetworkId network =
        switch (entry.getString("network")) {
          case "Validator" -> NetworkId.VALIDATOR;
          case "Public" -> NetworkId.PUBLIC;
          default -> NetworkId.privateNetwork(entry.getString("network"));
        };
    ChainId chain = new ChainId(entry.getInteger("chain"));
    JsonArray numbers = entry.getJsonArray("protocols");
    if (numbers == null) {
      return new HandshakeMsg(Map.of(), chain, network);
    }
    List<ProtocolId> protocols =
        list(numbers, Integer.class).stream()
            .map(n -> n < 7 ? BUILT_IN.byNumber(n) : ProtocolId.custom("p" + n, n))
            .toList();
    return new HandshakeMsg(
        Map.of(MessagingVersion.V1, SupportedProtocols.of(protocols)), chain, network);
  }

  private static void message(JsonObject entry, Answers answers) {
    NetworkMessage message = networkMessage(entry);
    byte[] bytes = bytes(entry, "bytes");
    NetworkMessage decoded = NetworkMessage.decode(bytes, BUILT_IN);
    answers.same("decoded", message, decoded);
    answers.sameBytes("encoded", bytes, unframed(message, answers));
    answers.sameBytes("encoded again", bytes, unframed(decoded, answers));
  }

  private static void messageBytes(JsonObject entry, Answers answers) throws Exception {
    verdict(
        entry,
        answers,
        input -> {
          NetworkMessage message = NetworkMessage.decode(input, BUILT_IN);
          return unframed(message, answers);
        });
  }

  /** The bytes of a message without its prefix, which is compared with their number. */
  private static byte[] unframed(NetworkMessage message, Answers answers) {
    byte[] frame = MessageEncoder.encode(message);
    int size = frame.length - 4;
    answers.same("length prefix", size, Buffer.buffer(frame).getInt(0));
    answers.same("size", size, MessageEncoder.encodedSize(message));
    return Arrays.copyOfRange(frame, 4, frame.length);
  }

  private static NetworkMessage networkMessage(JsonObject entry) {
    String kind = entry.getString("kind");
    return switch (kind) {
      case "Error" -> new NetworkMessage.Error(errorCode(entry));
      case "RpcRequest" ->
          new NetworkMessage.RpcRequest(
              protocol(entry), requestId(entry), entry.getInteger("priority"), payload(entry));
      case "RpcResponse" ->
          new NetworkMessage.RpcResponse(
              requestId(entry), entry.getInteger("priority"), payload(entry));
      case "DirectSendMsg" ->
          new NetworkMessage.DirectSend(
              protocol(entry), entry.getInteger("priority"), payload(entry));
      default -> throw new IllegalStateException("unknown kind " + kind);
    };
  }

  private static ErrorCode errorCode(JsonObject entry) {
    String error = entry.getString("error");
    return switch (error) {
      case "ParsingError" ->
          new ErrorCode.ParsingError(entry.getInteger("message"), entry.getInteger("protocol"));
      case "NotSupportedRpcRequest" -> new ErrorCode.NotSupportedRpcRequest(protocol(entry));
      case "NotSupportedDirectSend" -> new ErrorCode.NotSupportedDirectSend(protocol(entry));
      default -> throw new IllegalStateException("unknown error " + error);
    };
  }

  private static ProtocolId protocol(JsonObject entry) {
    return BUILT_IN.byNumber(entry.getInteger("protocol"));
  }

  private static int requestId(JsonObject entry) {
    return (int) unsigned(entry, "requestId");
  }

  private static Buffer payload(JsonObject entry) {
    return Buffer.buffer(bytes(entry, "payload"));
  }

  private static void healthCheckerBytes(JsonObject entry, Answers answers) throws Exception {
    verdict(
        entry, answers, input -> HealthCheckerMsg.decode(Buffer.buffer(input)).encode().getBytes());
  }

  /** Decodes and encodes again. */
  private interface Recode {
    byte[] recode(byte[] input) throws Exception;
  }

  /** Compares the verdict on an input and, if it is valid, what it encodes to. */
  private static void verdict(JsonObject entry, Answers answers, Recode recode) throws Exception {
    byte[] input = bytes(entry, "bytes");
    byte[] again = null;
    String why = "valid";
    try {
      again = recode.recode(input);
    } catch (BcsException | HandshakeException | IllegalArgumentException e) {
      why = "invalid: " + e.getMessage();
    }
    boolean valid = entry.getBoolean("valid");
    if (valid != (again != null)) {
      answers.same("verdict", valid ? "valid" : "invalid: " + entry.getString("error"), why);
    } else if (valid) {
      answers.sameBytes(
          "encoded again",
          entry.containsKey("canonical") ? bytes(entry, "canonical") : input,
          again);
    }
  }
}
