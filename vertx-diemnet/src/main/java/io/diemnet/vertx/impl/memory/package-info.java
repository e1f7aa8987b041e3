/**
 * How much memory remotes can make the process hold (specification section 14, point 9): one {@link
 * io.diemnet.vertx.impl.memory.MemoryBudget} for each Vert.x instance, shared by all of its
 * networks.
 *
 * <p>Each connection has a {@link io.diemnet.vertx.impl.memory.MemoryAccount} from accept or dial
 * to its end. What the connection's event loop holds is charged through its {@link
 * io.diemnet.vertx.impl.memory.MemoryLease}, which goes to the shared counters only once for each
 * {@value io.diemnet.vertx.impl.memory.MemoryLease#QUANTUM} bytes. An account returns all that is
 * still charged when it is closed, so nothing is lost however a connection ends. The classes here
 * count; they make no arrays, close no connections and do no I/O.
 */
package io.diemnet.vertx.impl.memory;
