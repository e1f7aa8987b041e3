/** The command {@code support}: writes what a report of a problem needs into one file. */
package io.diemnet.node.command.support;
