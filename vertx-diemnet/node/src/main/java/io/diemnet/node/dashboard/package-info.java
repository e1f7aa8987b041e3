/**
 * The dashboard: the pages of the web port.
 *
 * <p>Owns the set of served files from the class path folder {@code webroot}, and their headers.
 * The pages contain no secrets. All their data comes over the web port's event bus and {@code
 * /history}, after its checks. They load nothing from other hosts. Also owns the history of the
 * last hour that a new page shows.
 *
 * <p>The build collects the files: the node's own ES modules, the bridge client of {@code
 * examples-js}, and the chart and graph libraries from their WebJars.
 *
 * <p>Threads: runs on the context of the web port and reads files on workers. Ends with the router.
 * {@code Recorder} is a verticle of its own, on a worker.
 */
package io.diemnet.node.dashboard;
