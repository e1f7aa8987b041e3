package io.diemnet.vertx.impl.eventbus;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the administrative addresses beyond dial and disconnect do. The address of a hook that is
 * null is not registered. An IllegalArgumentException, thrown or in the future, is answered as
 * INVALID_REQUEST with its message.
 *
 * @param discovery takes the {@code peers} of source {@code config}, gives counts
 * @param validatorSet takes a BCS ValidatorSet, gives counts
 * @param reloadIdentity reads the key file again
 */
public record AdminHooks(
    Function<JsonObject, Future<JsonObject>> discovery,
    Function<Buffer, Future<JsonObject>> validatorSet,
    Supplier<Future<Void>> reloadIdentity) {

  /** No hooks: only dial and disconnect. */
  public static final AdminHooks NONE = new AdminHooks(null, null, null);
}
