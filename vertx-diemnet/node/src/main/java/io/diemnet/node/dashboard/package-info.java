/**
 * The dashboard: the pages of the web port.
 *
 * <p>Owns the set of served files from the class path folder {@code webroot}, and their headers.
 * The pages contain no secrets. All their data comes over the web port's event bus, after its
 * checks. They load nothing from other hosts.
 *
 * <p>The build collects the files: the node's own ES modules, the bridge client of {@code
 * examples-js}, and the chart and graph libraries from their WebJars.
 *
 * <p>Threads: runs on the context of the web port and reads files on workers. Ends with the router.
 */
package io.diemnet.node.dashboard;
