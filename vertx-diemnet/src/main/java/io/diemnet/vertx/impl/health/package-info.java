/**
 * Health checks: whether a connected peer still answers (specification section 11).
 *
 * <p>Owns the health checker's messages, their bytes, and the rounds of pings and what follows from
 * them. {@link io.diemnet.vertx.impl.health.HealthState} counts, without time or I/O; one verticle
 * with one timer asks and listens. It closes what does not answer and leaves it to the connectivity
 * manager to dial again. It ends with its verticle; what it knows of a connection ends with that.
 */
package io.diemnet.vertx.impl.health;
