/**
 * The health checker: pings that find out whether connected peers still respond (specification
 * section 11).
 *
 * <p>In the Aptos profile it also owns the peer monitoring service: {@link
 * io.diemnet.vertx.impl.health.MonitoringService} answers its requests, and {@link
 * io.diemnet.vertx.impl.health.LatencyMonitorVerticle} sends latency pings.
 *
 * <p>This package owns the messages of the health checker, their encoding, the ping rounds and the
 * failure counts. {@link io.diemnet.vertx.impl.health.HealthState} counts, without timers or I/O.
 * One verticle with one timer sends the pings. It closes connections that do not respond; the
 * connectivity manager dials them again. The state of a connection is freed when the connection
 * ends.
 */
package io.diemnet.vertx.impl.health;
