package io.diemnet.vertx.impl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.diemnet.vertx.AptosStorage;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.StorageSummary;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.health.MonitoringMsg;
import io.diemnet.vertx.impl.storage.CompressedPayload;
import io.diemnet.vertx.impl.storage.StorageMsg;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The named examples of the Aptos specification that are not among the reference's vectors. */
class AptosExamplesTest {

  private static final HexFormat HEX = HexFormat.of();

  @TestFactory
  List<DynamicTest> examples() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (var file : VectorFiles.matching("aptos_examples*.json")) {
      for (Object each : VectorFiles.read(file).getJsonArray("vectors")) {
        JsonObject example = (JsonObject) each;
        Buffer bytes = Buffer.buffer(HEX.parseHex(example.getString("hex")));
        String kind = example.getString("kind");
        Runnable check =
            switch (kind) {
              case "address", "seed" -> () -> address(example, bytes);
              case "address-text-invalid" -> () -> refusedAddress(example);
              case "frame", "frames", "frames-invalid" -> () -> frames(example, bytes);
              case "pms" -> () -> assertThat(MonitoringMsg.decode(bytes).encode()).isEqualTo(bytes);
              case "storage" -> () -> storage(bytes);
              case "lz4" -> () -> assertThat(decompress(bytes)).isEqualTo(raw(example));
              case "lz4-invalid" ->
                  () ->
                      assertThatThrownBy(() -> decompress(bytes)).isInstanceOf(BcsException.class);
              default -> null;
            };
        if (check != null) {
          tests.add(dynamicTest(example.getString("name"), check::run));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(50);
    return tests;
  }

  private static void address(JsonObject example, Buffer bytes) {
    NetworkAddress address = NetworkAddress.parse(example.getString("text"), WireProfile.APTOS);
    assertThat(address.toString())
        .isEqualTo(example.getString("printed", example.getString("text")));
    assertThat(Buffer.buffer(address.toBytes())).isEqualTo(bytes);
    if (example.containsKey("peerId")) {
      PeerId id = PeerId.parse(example.getString("peerId"), WireProfile.APTOS);
      boolean derived = id.equals(PeerId.fromPublicKey(address.noiseKey(), WireProfile.APTOS));
      assertThat(derived).isEqualTo(example.getBoolean("derivedPeerIdIsKey"));
      assertThat(address.isDialable()).isTrue();
    }
  }

  private static void refusedAddress(JsonObject example) {
    assertThatThrownBy(() -> NetworkAddress.parse(example.getString("text"), WireProfile.APTOS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Frames behind their lengths: good ones give messages, bad pieces of streams give none. */
  private static void frames(JsonObject example, Buffer bytes) {
    AptosWire.Decoded decoded = new AptosWire.Decoded();
    for (int at = 0; at < bytes.length(); at += 4 + bytes.getInt(at)) {
      decoded.take(bytes.getBytes(at + 4, at + 4 + bytes.getInt(at)));
    }
    String name = example.getString("name");
    if (name.startsWith("stream bad")) {
      assertThat(decoded.faults).isNotEmpty();
      assertThat(decoded.messages).isEmpty();
    } else if (name.contains("diem style")) {
      assertThat(decoded.unparseable).containsExactly("0105");
    } else {
      assertThat(decoded.messages).isNotEmpty();
      assertThat(decoded.faults).isEmpty();
      assertThat(decoded.unparseable).isEmpty();
    }
  }

  private static void storage(Buffer bytes) {
    if (bytes.getByte(0) == 0) {
      assertThat(StorageMsg.decodeRequest(bytes).encode()).isEqualTo(bytes);
      return;
    }
    StorageMsg message = StorageMsg.decode(bytes);
    assertThat(message.encode()).isEqualTo(bytes);
    if (message.open() instanceof StorageMsg.Summary data && data.data().synced() != null) {
      StorageSummary summary = AptosStorage.readSummary(bytes);
      assertThat(summary.synced().version()).isEqualTo(500);
      assertThat(summary.synced().epoch()).isEqualTo(3);
      assertThat(summary.synced().round()).isEqualTo(9);
      assertThat(summary.epochEndingLedgerInfos()).isEqualTo(new StorageSummary.Range(0, 2));
      assertThat(summary.states()).isEqualTo(new StorageSummary.Range(100, 500));
      assertThat(summary.transactions()).isEqualTo(new StorageSummary.Range(0, 500));
      assertThat(summary.transactionOutputs()).isNull();
    }
  }

  private static Buffer decompress(Buffer bytes) {
    return CompressedPayload.decompress(bytes, CompressedPayload.MAX_LENGTH);
  }

  private static Buffer raw(JsonObject example) {
    return Buffer.buffer(HEX.parseHex(example.getString("raw")));
  }
}
