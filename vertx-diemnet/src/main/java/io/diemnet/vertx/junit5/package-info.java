/**
 * Complete DiemNet networks for tests with JUnit 5 and vertx-junit5. {@link
 * io.diemnet.vertx.junit5.DiemNetExtension} injects a {@link
 * io.diemnet.vertx.junit5.ValidatorNetwork} into a test method. Its nodes are connected, in memory
 * or over loopback TCP.
 *
 * <p>This package owns the nodes that it starts and the relays between them. At the end of the test
 * the nodes are closed, the ports are free and nothing remains on the Vert.x instance.
 */
package io.diemnet.vertx.junit5;
