package io.diemnet.vertx.impl;

import static io.diemnet.vertx.impl.VectorGroup.bytes;
import static io.diemnet.vertx.impl.VectorGroup.list;
import static io.diemnet.vertx.impl.VectorGroup.unsigned;

import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.VectorGroup.Answers;
import io.diemnet.vertx.impl.memory.MemoryAccount;
import io.diemnet.vertx.impl.memory.MemoryLease;
import io.diemnet.vertx.impl.profile.aptos.StreamFragmenter;
import io.diemnet.vertx.impl.wire.ErrorCode;
import io.diemnet.vertx.impl.wire.Fragmenter;
import io.diemnet.vertx.impl.wire.NetworkMessage;
import io.diemnet.vertx.impl.wire.StreamFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;

/** The messages and streams of the Aptos code, and those made and read here. */
final class AptosMessageVectors {

  private static final HexFormat HEX = HexFormat.of();

  private AptosMessageVectors() {}

  private static NetworkMessage message(JsonObject entry) {
    return message(entry, entry.containsKey("payload") ? bytes(entry, "payload") : null);
  }

  private static NetworkMessage message(JsonObject entry, byte[] bytes) {
    Buffer payload = bytes == null ? null : Buffer.buffer(bytes);
    return switch (entry.getString("kind")) {
      case "Error" -> new NetworkMessage.Error(error(entry));
      case "RpcRequest" ->
          new NetworkMessage.RpcRequest(
              protocol(entry),
              (int) unsigned(entry, "requestId"),
              entry.getInteger("priority"),
              payload);
      case "RpcResponse" ->
          new NetworkMessage.RpcResponse(
              (int) unsigned(entry, "requestId"), entry.getInteger("priority"), payload);
      default ->
          new NetworkMessage.DirectSend(protocol(entry), entry.getInteger("priority"), payload);
    };
  }

  private static ErrorCode error(JsonObject entry) {
    return switch (entry.getString("error")) {
      case "ParsingError" ->
          new ErrorCode.ParsingError(entry.getInteger("message"), entry.getInteger("protocol"));
      case "NotSupportedRpcRequest" -> new ErrorCode.NotSupportedRpcRequest(protocol(entry));
      default -> new ErrorCode.NotSupportedDirectSend(protocol(entry));
    };
  }

  private static ProtocolId protocol(JsonObject entry) {
    return AptosWire.REGISTRY.byNumber(entry.getInteger("protocol"));
  }

  static void message(JsonObject entry, Answers answers) {
    byte[] bytes = bytes(entry, "bytes");
    answers.sameBytes("encoded", bytes, AptosWire.frame(message(entry)));
    answers.same("decoded", List.of(message(entry)), new AptosWire.Decoded().take(bytes).messages);
    answers.same("size", bytes.length, AptosWire.CODEC.encodedSize(message(entry)));
  }

  static void streamMessage(JsonObject entry, Answers answers) {
    byte[] frame = bytes(entry, "bytes");
    int stream = (int) unsigned(entry, "requestId");
    boolean header = entry.getString("type").equals("Header");
    int number = entry.getInteger(header ? "numFragments" : "fragmentId");
    NetworkMessage message = header ? message(entry.getJsonObject("message")) : null;
    Buffer data = header ? message.payload() : Buffer.buffer(bytes(entry, "data"));
    int length = data == null ? 0 : data.length();
    byte[] here =
        header
            ? StreamFragmenter.header(stream, number, message, length)
            : StreamFragmenter.fragment(stream, number, length);
    answers.sameBytes("encoded", frame, AptosWire.unprefixed(here, data));
    AptosWire.Decoded decoded =
        new AptosWire.Decoded(255, 1 << 20, new MemoryLease(MemoryAccount.unlimited()));
    decoded.take(frame);
    answers.same("unparseable", List.of(), decoded.unparseable);
    answers.same("stream", stream, decoded.assembler.stream());
    answers.same("number", number, decoded.assembler.number());
    if (header && length > 0 && number > 0) {
      // The message in it, once the rest has come.
      for (int fragment = 1; fragment <= number; fragment++) {
        decoded.take(AptosWire.unprefixed(StreamFragmenter.fragment(stream, fragment, 0), null));
      }
      answers.same("message", List.of(message), decoded.messages);
    }
  }

  static void messageBytes(JsonObject entry, Answers answers) {
    byte[] input = bytes(entry, "bytes");
    AptosWire.Decoded decoded = new AptosWire.Decoded().take(input);
    boolean valid = entry.getBoolean("valid");
    answers.same("valid", valid, decoded.unparseable.isEmpty());
    if (valid) {
      // A piece of a stream gives no message; what it holds is the subject of streamMessages.
      decoded.messages.forEach(
          message -> answers.sameBytes("encoded again", input, AptosWire.frame(message)));
    } else if (!decoded.unparseable.isEmpty()) {
      byte[] first = HEX.parseHex(decoded.unparseable.get(0));
      NetworkMessage answer =
          new NetworkMessage.Error(new ErrorCode.ParsingError(first[0] & 0xff, first[1] & 0xff));
      answers.sameBytes("answer", bytes(entry, "answer"), AptosWire.frame(answer));
    }
  }

  // ---- dividing

  static void split(JsonObject entry, Answers answers) throws NoSuchAlgorithmException {
    int size = entry.getInteger("size");
    JsonArray frames = entry.getJsonArray("frames");
    boolean refused = frames.getJsonObject(0).containsKey("refused");
    answers.same("refused", refused, size > AptosWire.CODEC.maxPayload(AptosWire.FRAME));
    if (refused) {
      return;
    }
    byte[] payload = new byte[size];
    int salt = entry.getInteger("salt");
    for (int i = 0; i < size; i++) {
      payload[i] = (byte) ((i ^ (i >> 8) ^ (i >> 16)) + salt);
    }
    NetworkMessage message = message(entry, payload);
    Fragmenter fragmenter = AptosWire.CODEC.fragmenter(AptosWire.FRAME);
    Iterator<byte[]> here = frames(fragmenter, message);
    for (int i = 0; i < frames.size(); i++) {
      JsonObject frame = frames.getJsonObject(i);
      byte[] bytes = here.next();
      answers.same("length of " + i, frame.getInteger("frameLength"), bytes.length);
      answers.sameBytes("head of " + i, bytes(frame, "head"), Arrays.copyOf(bytes, headOf(frame)));
      answers.sameBytes(
          "digest of " + i,
          bytes(frame, "sha256"),
          MessageDigest.getInstance("SHA-256").digest(bytes));
    }
    answers.same("further frames", false, here.hasNext());
  }

  private static int headOf(JsonObject frame) {
    return bytes(frame, "head").length;
  }

  /** The frames of a message, made one after the other. */
  private static Iterator<byte[]> frames(Fragmenter fragmenter, NetworkMessage message) {
    if (!fragmenter.divides(message)) {
      return List.of(AptosWire.frame(message)).iterator();
    }
    Iterator<Fragmenter.Frame> pieces = fragmenter.divide(message);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return pieces.hasNext();
      }

      @Override
      public byte[] next() {
        Fragmenter.Frame piece = pieces.next();
        return AptosWire.unprefixed(piece.header(), piece.payload());
      }
    };
  }

  static void smallSplit(JsonObject entry, Answers answers) {
    Fragmenter fragmenter = AptosWire.CODEC.fragmenter(entry.getInteger("maxFrameSize"));
    AptosWire.Decoded decoded =
        new AptosWire.Decoded(255, 1 << 20, new MemoryLease(MemoryAccount.unlimited()));
    List<NetworkMessage> messages = new ArrayList<>();
    for (Object each : entry.getJsonArray("messages")) {
      JsonObject described = (JsonObject) each;
      messages.add(message(described));
      List<String> here = new ArrayList<>();
      frames(fragmenter, message(described)).forEachRemaining(f -> here.add(HEX.formatHex(f)));
      answers.same("frames", list(described.getJsonArray("frames"), String.class), here);
      here.forEach(frame -> decoded.take(HEX.parseHex(frame)));
    }
    answers.same("assembled", messages, decoded.messages);
  }

  // ---- assembling

  static void reassembly(JsonObject entry, Answers answers) {
    AptosWire.Decoded decoded =
        new AptosWire.Decoded(
            entry.getInteger("maxFragments"), 1 << 20, new MemoryLease(MemoryAccount.unlimited()));
    JsonArray events = entry.getJsonArray("events");
    for (int i = 0; i < events.size(); i++) {
      JsonObject event = events.getJsonObject(i);
      decoded.faults.clear();
      decoded.messages.clear();
      boolean open = decoded.assembler.assembling();
      decoded.take(bytes(event, "bytes"));
      if (event.getValue("result") instanceof JsonObject whole) {
        NetworkMessage message = message(whole.getJsonObject("message"));
        answers.same("message of event " + i, List.of(message), decoded.messages);
      } else {
        String here = outcome(decoded, open);
        answers.same("event " + i, event.getString("result"), here);
      }
    }
  }

  private static String outcome(AptosWire.Decoded decoded, boolean wasOpen) {
    if (decoded.faults.isEmpty()) {
      return !decoded.messages.isEmpty() ? decoded.messages.toString() : wasOpen ? "more" : "open";
    }
    StreamFault fault = decoded.faults.get(0);
    return switch (fault) {
      case HEADER -> "refused";
      case REPLACED -> "replaced";
      case FRAGMENT -> "error";
      case TOO_LARGE, TIMEOUT -> fault.toString();
    };
  }
}
