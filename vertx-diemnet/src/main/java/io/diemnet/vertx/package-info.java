/**
 * The public API of DiemNet for Vert.x.
 *
 * <p>This package owns networks, clients, sockets, options, value types, errors and event-bus
 * addresses. Value types are immutable and thread-safe. Options are mutable and not thread-safe; an
 * object that takes options copies them. The implementation is in {@code io.diemnet.vertx.impl} and
 * is not exported.
 */
package io.diemnet.vertx;
