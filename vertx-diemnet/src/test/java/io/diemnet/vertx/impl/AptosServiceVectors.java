package io.diemnet.vertx.impl;

import static io.diemnet.vertx.impl.VectorGroup.bytes;
import static io.diemnet.vertx.impl.VectorGroup.unsigned;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.VectorGroup.Answers;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.health.MonitoringMsg;
import io.diemnet.vertx.impl.storage.CompressedPayload;
import io.diemnet.vertx.impl.storage.StorageMsg;
import io.diemnet.vertx.impl.storage.StorageRequest;
import io.diemnet.vertx.impl.storage.StorageSummaryData;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The messages of the monitoring and storage services, and compressed payloads. */
final class AptosServiceVectors {

  private static final List<String> REQUESTS =
      List.of(
          "GetEpochEndingLedgerInfos",
          "GetNewTransactionOutputsWithProof",
          "GetNewTransactionsWithProof",
          "GetNumberOfStatesAtVersion",
          "GetServerProtocolVersion",
          "GetStateValuesWithProof",
          "GetStorageServerSummary",
          "GetTransactionOutputsWithProof",
          "GetTransactionsWithProof",
          "GetNewTransactionsOrOutputsWithProof",
          "GetTransactionsOrOutputsWithProof",
          "SubscribeTransactionOutputsWithProof",
          "SubscribeTransactionsOrOutputsWithProof",
          "SubscribeTransactionsWithProof",
          "GetTransactionDataWithProof",
          "GetNewTransactionDataWithProof",
          "SubscribeTransactionDataWithProof");

  private static final List<String> DATA =
      List.of("TransactionData", "TransactionOutputData", "TransactionOrOutputData");

  private static final Pattern TOO_FEW = Pattern.compile("the block yields (\\d+) bytes, not .*");

  private AptosServiceVectors() {}

  // ---- monitoring

  static void monitoring(JsonObject entry, Answers answers) {
    Buffer bytes = Buffer.buffer(bytes(entry, "bytes"));
    MonitoringMsg message = monitoringMsg(entry);
    answers.same("encoded", bytes, message.encode());
    answers.same("decoded", message, MonitoringMsg.decode(bytes));
  }

  private static MonitoringMsg monitoringMsg(JsonObject entry) {
    return switch (entry.getString("name")) {
      case "GetNetworkInformation" -> new MonitoringMsg.GetNetworkInformation();
      case "GetNodeInformation" -> new MonitoringMsg.GetNodeInformation();
      case "GetServerProtocolVersion" -> new MonitoringMsg.GetServerProtocolVersion();
      case "LatencyPing" ->
          entry.getString("kind").equals("request")
              ? new MonitoringMsg.LatencyPing(unsigned(entry, "pingCounter"))
              : new MonitoringMsg.LatencyPong(unsigned(entry, "pingCounter"));
      case "NetworkInformation" ->
          new MonitoringMsg.NetworkInformation(peers(entry), unsigned(entry, "distance"));
      case "NodeInformation" ->
          new MonitoringMsg.NodeInformation(
              build(entry),
              unsigned(entry, "highestSyncedEpoch"),
              unsigned(entry, "highestSyncedVersion"),
              unsigned(entry, "ledgerTimestampUsecs"),
              unsigned(entry, "lowestAvailableVersion"),
              unsigned(entry, "uptimeSecs"),
              (int) unsigned(entry, "uptimeNanos"));
      case "ServerProtocolVersion" ->
          new MonitoringMsg.ServerProtocolVersion(unsigned(entry, "version"));
      case "InternalError" -> new MonitoringMsg.Failure(false, entry.getString("text"));
      case "InvalidRequest" -> new MonitoringMsg.Failure(true, entry.getString("text"));
      default -> throw new IllegalStateException(entry.getString("name"));
    };
  }

  private static Map<String, String> build(JsonObject entry) {
    Map<String, String> build = new LinkedHashMap<>();
    for (Object pair : entry.getJsonArray("buildInformation")) {
      build.put(((JsonArray) pair).getString(0), ((JsonArray) pair).getString(1));
    }
    return build;
  }

  private static List<MonitoringMsg.ConnectedPeer> peers(JsonObject entry) {
    List<MonitoringMsg.ConnectedPeer> peers = new ArrayList<>();
    for (Object each : entry.getJsonArray("connectedPeers")) {
      JsonObject peer = (JsonObject) each;
      peers.add(
          new MonitoringMsg.ConnectedPeer(
              NetworkId.parse(peer.getString("network"), WireProfile.APTOS),
              PeerId.parse(peer.getString("peer")),
              NetworkAddress.parse(peer.getString("address"), WireProfile.APTOS),
              PeerId.parse(peer.getString("peerId")),
              PeerRole.parse(peer.getString("role"))));
    }
    return peers;
  }

  static void monitoringBytes(JsonObject entry, Answers answers) throws Exception {
    Buffer input = Buffer.buffer(bytes(entry, "bytes"));
    MonitoringMsg message = AptosVectors.verdict(entry, answers, () -> MonitoringMsg.decode(input));
    if (message != null) {
      answers.sameBytes(
          "encoded again", AptosVectors.canonical(entry), message.encode().getBytes());
    }
  }

  // ---- storage

  static void storage(JsonObject entry, Answers answers) {
    Buffer bytes = Buffer.buffer(bytes(entry, "bytes"));
    switch (entry.getString("kind")) {
      case "request" -> {
        StorageRequest request = request(entry);
        answers.same("encoded", bytes, request.encode());
        StorageRequest decoded = StorageMsg.decodeRequest(bytes);
        answers.same("kind", request.kind(), decoded.kind());
        answers.same("fields", list(request.fields()), list(decoded.fields()));
        answers.same("compression", request.useCompression(), decoded.useCompression());
      }
      case "error" -> {
        int kind =
            List.of("InternalError", "InvalidRequest", "TooManyInvalidRequests")
                .indexOf(entry.getString("name"));
        StorageMsg failure = new StorageMsg.Failure(kind, entry.getString("text"));
        answers.same("encoded", bytes, failure.encode());
        answers.same("decoded", failure, StorageMsg.decode(bytes));
      }
      case "raw" -> {
        StorageMsg response = response(entry.getJsonObject("response"));
        answers.same("encoded", bytes, response.encode());
        answers.same("decoded", response, StorageMsg.decode(bytes));
      }
      default -> {
        StorageMsg response = response(entry.getJsonObject("response"));
        StorageMsg.Compressed compressed = (StorageMsg.Compressed) StorageMsg.decode(bytes);
        answers.same("decoded", response, compressed.open());
        answers.same("encoded again", bytes, compressed.encode());
        Buffer block = CompressedPayload.compress(response.encodeData());
        StorageMsg here = new StorageMsg.Compressed(compressed.label(), block.getBytes());
        answers.same("compressed", response, StorageMsg.decode(here.encode()).open());
      }
    }
  }

  private static List<Long> list(long[] fields) {
    return Arrays.stream(fields).boxed().toList();
  }

  private static StorageRequest request(JsonObject entry) {
    Object request = entry.getValue("request");
    String name =
        request instanceof JsonObject json ? json.fieldNames().iterator().next() : (String) request;
    List<Long> fields = new ArrayList<>();
    if (request instanceof JsonObject json) {
      flatten(json.getValue(name), fields);
    }
    return new StorageRequest(
        REQUESTS.indexOf(name),
        fields.stream().mapToLong(Long::longValue).toArray(),
        entry.getBoolean("useCompression"));
  }

  /** The values of an object, in its order. */
  private static void flatten(Object value, List<Long> fields) {
    if (value instanceof JsonObject json) {
      for (Map.Entry<String, Object> field : json) {
        if (DATA.contains(field.getKey())) {
          boolean events = ((JsonObject) field.getValue()).getBoolean("include_events");
          fields.add(((long) DATA.indexOf(field.getKey()) << 1) | (events ? 1 : 0));
        } else {
          flatten(field.getValue(), fields);
        }
      }
    } else if (value instanceof Boolean flag) {
      fields.add(flag ? 1L : 0L);
    } else if (DATA.contains(value.toString())) {
      fields.add((long) DATA.indexOf(value.toString()) << 1);
    } else {
      fields.add(Long.parseUnsignedLong(value.toString()));
    }
  }

  private static StorageMsg response(JsonObject entry) {
    String name = entry.fieldNames().iterator().next();
    return switch (name) {
      case "NumberOfStatesAtVersion" -> new StorageMsg.NumberOfStates(unsigned(entry, name));
      case "ServerProtocolVersion" ->
          new StorageMsg.ProtocolVersion(unsigned(entry.getJsonObject(name), "protocol_version"));
      default -> {
        JsonObject limits = entry.getJsonObject(name).getJsonObject("protocol_metadata");
        JsonObject data = entry.getJsonObject(name).getJsonObject("data_summary");
        if (data.getValue("synced_ledger_info") != null) {
          throw new IllegalStateException("a ledger info");
        }
        yield new StorageMsg.Summary(
            new StorageSummaryData(
                unsigned(limits, "max_epoch_chunk_size"),
                unsigned(limits, "max_state_chunk_size"),
                unsigned(limits, "max_transaction_chunk_size"),
                unsigned(limits, "max_transaction_output_chunk_size"),
                null,
                range(data, "epoch_ending_ledger_infos"),
                range(data, "states"),
                range(data, "transactions"),
                range(data, "transaction_outputs")));
      }
    };
  }

  private static StorageSummaryData.Range range(JsonObject data, String key) {
    JsonObject range = data.getJsonObject(key);
    return range == null
        ? null
        : new StorageSummaryData.Range(unsigned(range, "lowest"), unsigned(range, "highest"));
  }

  static void storageBytes(JsonObject entry, Answers answers) throws Exception {
    Buffer input = Buffer.buffer(bytes(entry, "bytes"));
    Buffer again =
        AptosVectors.verdict(
            entry,
            answers,
            () ->
                input.length() > 0 && input.getByte(0) == 0
                    ? StorageMsg.decodeRequest(input).encode()
                    : StorageMsg.decode(input).encode());
    if (again != null) {
      answers.sameBytes("encoded again", AptosVectors.canonical(entry), again.getBytes());
    }
  }

  static void dataRange(JsonObject entry, Answers answers) throws Exception {
    AptosVectors.verdict(
        entry,
        answers,
        () -> {
          BcsReader in = new BcsReader(bytes(entry, "bytes"));
          StorageSummaryData.Range range = StorageSummaryData.Range.read(in);
          in.end();
          return range;
        });
  }

  // ---- compression

  static void compressed(JsonObject entry, Answers answers) {
    Buffer plain = Buffer.buffer(bytes(entry, "plain"));
    answers.same("decompressed", plain, decompress(Buffer.buffer(bytes(entry, "bytes"))));
    answers.same("and back", plain, decompress(CompressedPayload.compress(plain)));
  }

  private static Buffer decompress(Buffer compressed) {
    return CompressedPayload.decompress(compressed, CompressedPayload.MAX_LENGTH);
  }

  static void compressedBytes(JsonObject entry, Answers answers) throws Exception {
    Buffer input = Buffer.buffer(bytes(entry, "bytes"));
    Buffer plain;
    try {
      plain = decompress(input);
    } catch (RuntimeException refused) {
      Matcher few = TOO_FEW.matcher(refused.getMessage());
      if (entry.getBoolean("valid") && few.matches()) {
        // A rule of this project: the reference fills what a block leaves with zeros.
        answers.same("filled with zeros", true, endsInZeros(entry, Integer.parseInt(few.group(1))));
      } else if (entry.getBoolean("valid")) {
        answers.same("valid", true, refused.getMessage());
      }
      return;
    }
    answers.same("valid", entry.getBoolean("valid"), true);
    answers.sameBytes("digest", digestOf(entry), sha256(plain.getBytes()));
  }

  private static byte[] digestOf(JsonObject entry) throws Exception {
    return entry.containsKey("plain") ? sha256(bytes(entry, "plain")) : bytes(entry, "plainSha256");
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  /** Whether the reference's plain bytes are those of the block, then zeros. */
  private static boolean endsInZeros(JsonObject entry, int yielded) throws Exception {
    Buffer input = Buffer.buffer(bytes(entry, "bytes"));
    int announced = input.getIntLE(0);
    Buffer shorter =
        Buffer.buffer().appendIntLE(yielded).appendBuffer(input.slice(4, input.length()));
    byte[] plain = Arrays.copyOf(decompress(shorter).getBytes(), announced);
    return Arrays.equals(digestOf(entry), sha256(plain));
  }
}
