/**
 * The dashboard: the pages of the web port.
 *
 * <p>Owns which files of the class path folder {@code webroot} are served, and with which headers.
 * The pages are the same for everybody and hold no secret; all that they show comes over the web
 * port's event bus, behind its checks. They load nothing from elsewhere.
 *
 * <p>The files come together at build time: the node's own ES modules, the bridge client of {@code
 * examples-js}, and the chart and graph libraries from their WebJars.
 *
 * <p>Threads: everything happens on the context of the web port; files are read on workers. Ends
 * with the router.
 */
package io.diemnet.node.dashboard;
