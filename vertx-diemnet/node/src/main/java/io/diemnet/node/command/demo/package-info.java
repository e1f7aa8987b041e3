/**
 * The demo: a whole validator network in one process, told as a story on stdout.
 *
 * <p>It uses nothing that an application could not: verticles with JSON configurations, and the
 * event-bus addresses of their networks.
 */
package io.diemnet.node.command.demo;
