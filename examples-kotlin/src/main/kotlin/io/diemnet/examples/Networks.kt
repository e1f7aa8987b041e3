package io.diemnet.examples

import io.diemnet.vertx.EventBusAddresses
import io.diemnet.vertx.PeerId
import io.diemnet.vertx.PrivateKey
import io.vertx.core.Vertx
import io.vertx.core.json.JsonArray
import io.vertx.core.json.JsonObject
import io.vertx.kotlin.coroutines.coAwait
import java.util.HexFormat

/** Returns the configuration of a validator on TCP on loopback, on any free port. */
internal fun network(key: PrivateKey, seeds: JsonObject): JsonObject =
    JsonObject()
        .put("networkId", "validator")
        .put("chainId", "testing")
        .put("identity", JsonObject().put("privateKey", HexFormat.of().formatHex(key.toBytes())))
        .put("listenAddress", "/ip4/127.0.0.1/tcp/0")
        .put("seeds", seeds)

/** Returns all validators except one as seeds: their keys, and their addresses if known. */
internal fun seeds(all: List<PrivateKey>, addresses: Map<PrivateKey, String>, except: PrivateKey): JsonObject {
    val seeds = JsonObject()
    for (key in all - except) {
        val seed = JsonObject()
            .put("role", "Validator")
            .put("keys", JsonArray().add(key.publicKey().toString()))
            .put("addresses", JsonArray(listOfNotNull(addresses[key])))
        seeds.put(PeerId.fromPublicKey(key.publicKey()).toString(), seed)
    }
    return seeds
}

internal suspend fun Vertx.networkInfo(name: String): JsonObject =
    eventBus().request<JsonObject>(EventBusAddresses.of(name).info(), null).coAwait().body()

/** Returns the number of connected peers of a network of this process. */
internal suspend fun Vertx.peers(name: String): Int =
    eventBus().request<JsonArray>(EventBusAddresses.of(name).peers(), null).coAwait().body().size()
