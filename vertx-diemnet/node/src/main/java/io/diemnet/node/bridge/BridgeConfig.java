package io.diemnet.node.bridge;

import io.diemnet.node.config.Loopback;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;

/**
 * The section {@code bridge} of a node's configuration.
 *
 * @param tcpPort 0 for any free port
 * @param webPort 0 for any free port
 * @param token the token that clients must send, or null
 * @param admin whether clients may send to administrative addresses
 * @param allowedOrigins origins of web pages, in addition to the own ones
 * @param tls null for none
 * @param maxFrameSize maximum bytes of a frame in either direction
 * @param queueBytes maximum bytes that wait for a client to read them
 */
public record BridgeConfig(
    String host,
    int tcpPort,
    int webPort,
    String token,
    boolean admin,
    List<String> allowedOrigins,
    PemKeyCertOptions tls,
    int maxFrameSize,
    int queueBytes) {

  private static final int TCP_PORT = 7000;
  private static final int WEB_PORT = 8080;
  private static final int SIXTEEN_MIB = 16 * 1024 * 1024;

  /** Reads a section that has been checked. */
  public static BridgeConfig of(JsonObject json) {
    JsonArray origins = json.getJsonArray("allowedOrigins", new JsonArray());
    JsonObject tls = json.getJsonObject("tls");
    return new BridgeConfig(
        json.containsKey("host") ? json.getString("host") : Loopback.address(),
        json.getInteger("tcpPort", TCP_PORT),
        json.getInteger("webPort", WEB_PORT),
        json.getString("token"),
        json.getBoolean("admin", false),
        origins.stream().map(String.class::cast).toList(),
        tls == null
            ? null
            : new PemKeyCertOptions()
                .setCertPath(tls.getString("certificate"))
                .setKeyPath(tls.getString("key")),
        json.getInteger("maxFrameSize", SIXTEEN_MIB),
        json.getInteger("queueBytes", SIXTEEN_MIB));
  }

  BridgeLimits limits() {
    return BridgeLimits.of(maxFrameSize, queueBytes);
  }

  /** Does not contain the token. */
  @Override
  public String toString() {
    return "bridge on " + host + ", TCP " + tcpPort + ", web " + webPort;
  }
}
