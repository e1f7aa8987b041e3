/**
 * The metrics of a network (specification section 13).
 *
 * <p>This package owns the counters, the timers, and the names and tags of all meters. {@link
 * io.diemnet.vertx.impl.metrics.NetworkMetrics} always counts; the data path increments plain
 * counters without lookups. {@link io.diemnet.vertx.impl.metrics.MeterBinding} registers the
 * counters in a Micrometer registry, if there is one, and removes its meters when the network is
 * closed.
 */
package io.diemnet.vertx.impl.metrics;
