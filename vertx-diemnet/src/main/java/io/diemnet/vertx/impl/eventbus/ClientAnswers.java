package io.diemnet.vertx.impl.eventbus;

import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.PeerId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a client makes of the answers of a network. */
final class ClientAnswers {

  private ClientAnswers() {}

  /** Reads a list of JSON objects. */
  static <T> List<T> list(Object json, Function<JsonObject, T> read) {
    JsonArray array = (JsonArray) json;
    List<T> list = new ArrayList<>(array.size());
    for (int index = 0; index < array.size(); index++) {
      list.add(read.apply(array.getJsonObject(index)));
    }
    return list;
  }

  /** Reads the field {@code failed} of the answer to a direct send to several peers. */
  static Map<PeerId, DiemNetException> failures(JsonObject failed) {
    Map<PeerId, DiemNetException> failures = new LinkedHashMap<>();
    for (String peer : failed.fieldNames()) {
      JsonObject failure = failed.getJsonObject(peer);
      FailureCode code = FailureCode.ofNumber(failure.getInteger("code"));
      failures.put(
          PeerId.parse(peer),
          new DiemNetException(
              code == null ? FailureCode.CONNECTION_LOST : code, failure.getString("message")));
    }
    return failures;
  }

  /** Completes the promise with the response, or fails it when the caller cancels. */
  static <T> Future<T> cancellable(Promise<T> promise, Future<T> response, Future<?> cancelled) {
    response.onComplete(
        done -> {
          if (done.succeeded()) {
            promise.tryComplete(done.result());
          } else {
            promise.tryFail(done.cause());
          }
        });
    cancelled.onComplete(
        signal ->
            promise.tryFail(
                new DiemNetException(FailureCode.TIMED_OUT, "the caller gave the call up")));
    return promise.future();
  }
}
