/**
 * The clustered event bus: what makes this process a member of a cluster (Infinispan over JGroups),
 * so that applications in other JVMs use its networks.
 *
 * <p>Owns the cache manager and the clustered Vert.x instance on top of it, from {@link
 * io.diemnet.node.cluster.Cluster#join} to {@link io.diemnet.node.cluster.Cluster#leave}. Leaving
 * closes Vert.x first, then tells the other members; they find out by themselves about a process
 * that dies. Nothing of this is in the library, which knows a clustered Vert.x by its interface
 * only.
 */
package io.diemnet.node.cluster;
