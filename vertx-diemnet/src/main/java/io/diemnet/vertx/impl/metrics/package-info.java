/**
 * Every meter in one place: what is counted, under which name and with which tags (specification
 * section 13).
 *
 * <p>{@link io.diemnet.vertx.impl.metrics.NetworkMetrics} counts, always; the data path adds to
 * plain counters, and nothing is looked up per message. {@link
 * io.diemnet.vertx.impl.metrics.MeterBinding} shows the counters to a Micrometer registry, if there
 * is one, and takes its meters away again when the network ends.
 */
package io.diemnet.vertx.impl.metrics;
