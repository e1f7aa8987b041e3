/**
 * DiemNet for Vert.x: everything a user of the library touches.
 *
 * <p>Owns the public face only: networks, options, values, errors and event-bus addresses. Values
 * are immutable and may be used from any thread. What happens behind it lives in {@code
 * io.diemnet.vertx.impl} and is not exported.
 */
package io.diemnet.vertx;
