/**
 * Whole DiemNet networks for tests, on JUnit 5 and vertx-junit5: {@link
 * io.diemnet.vertx.junit5.DiemNetExtension} gives a test method a {@link
 * io.diemnet.vertx.junit5.ValidatorNetwork} whose nodes are connected, in memory or on loopback.
 *
 * <p>Owns the nodes it started and the wires between them, and ends with the test: nodes are
 * closed, ports are free, nothing is left on the Vert.x instance.
 */
package io.diemnet.vertx.junit5;
