/**
 * The clustered event bus: makes this process a member of a cluster (Infinispan over JGroups), so
 * that applications in other JVMs can use its networks.
 *
 * <p>Owns the cache manager and the clustered Vert.x instance on top of it, from {@link
 * io.diemnet.node.cluster.Cluster#join} to {@link io.diemnet.node.cluster.Cluster#leave}. Leaving
 * closes Vert.x first, and then notifies the other members. They detect a process that dies
 * themselves. The library contains none of this and uses a clustered Vert.x through its interface
 * only.
 */
package io.diemnet.node.cluster;
