package io.diemnet.vertx.impl.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerId;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** A target for Jazzer: the requests that a client of the event bus sends as JSON or headers. */
@Tag("fuzz")
class RequestFuzzTest {

  private static final List<String> NAMES = List.of("peer", "protocol", "priority", "timeout");
  private static final FakeDiemNet NETWORK = new FakeDiemNet("fuzz");
  private static final PeerId SELF = FakeDiemNet.SELF;

  @FuzzTest(maxDuration = "10m")
  void request(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      JsonObject json = new JsonObject(text);
      read(new RequestFields.Fields(json), false);
      read(new RequestFields.Fields(json), true);
    } catch (DecodeException noJson) {
      // Vert.x makes the object before the library sees it.
    }
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    String[] values = text.split("\n", -1);
    for (int i = 0; i < values.length && i < NAMES.size(); i++) {
      headers.set(NAMES.get(i), values[i]);
    }
    read(new RequestFields.Headers(headers, Buffer.buffer(input)), false);
    read(new RequestFields.Headers(headers, text), true);
  }

  private static void read(RequestFields fields, boolean directSend) {
    try {
      DataRequest request =
          directSend
              ? DataRequest.directSend(fields, NETWORK, SELF)
              : DataRequest.rpc(fields, NETWORK, SELF);
      assertThat(request.protocol()).isNotNull();
      assertThat(request.payload()).isNotNull();
      assertThat(request.subject()).isNotEmpty();
    } catch (DiemNetException refused) {
      assertThat(refused.code())
          .isIn(FailureCode.INVALID_REQUEST, FailureCode.NOT_SUPPORTED, FailureCode.NOT_CONNECTED);
      assertThat(refused.getMessage().length()).isLessThan(2000);
    }
  }
}
