/**
 * The memory budget of the process (specification section 14, point 9): one {@link
 * io.diemnet.vertx.impl.memory.MemoryBudget} for each Vert.x instance, shared by all of its
 * networks.
 *
 * <p>This package owns the counts of the memory that remotes make the process hold. Each connection
 * has a {@link io.diemnet.vertx.impl.memory.MemoryAccount} from accept or dial to its end. Its
 * event loop charges through a {@link io.diemnet.vertx.impl.memory.MemoryLease}, which updates the
 * shared counters once for each {@value io.diemnet.vertx.impl.memory.MemoryLease#QUANTUM} bytes.
 * Closing an account returns everything that is still charged. These classes only count: they
 * allocate no buffers, close no connections and do no I/O.
 */
package io.diemnet.vertx.impl.memory;
