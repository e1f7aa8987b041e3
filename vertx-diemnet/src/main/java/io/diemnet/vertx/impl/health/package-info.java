/**
 * Health checks: whether a connected peer still answers (specification section 11).
 *
 * <p>Owns the health checker's messages, their bytes, and the rounds of pings and what follows from
 * them.
 */
package io.diemnet.vertx.impl.health;
