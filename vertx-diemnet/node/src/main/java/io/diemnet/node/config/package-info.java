/**
 * The configuration file: from text to the options of networks, or to every mistake in it.
 *
 * <p>A file is read into a tree whose scalars are all text ({@link io.diemnet.node.config.Tree}),
 * the environment overrides parts of it, the schema's types turn it into JSON, and then the schema,
 * the options' own checks and the checks that span several keys or touch files are made. All of
 * them add to one list of mistakes; a configuration is only given out when that list is empty.
 */
package io.diemnet.node.config;
