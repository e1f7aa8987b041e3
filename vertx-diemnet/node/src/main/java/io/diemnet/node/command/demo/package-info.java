/**
 * The demo: a whole validator network in one process, which prints its steps to stdout.
 *
 * <p>It uses only public features: verticles with JSON configurations, and the event-bus addresses
 * of their networks.
 */
package io.diemnet.node.command.demo;
