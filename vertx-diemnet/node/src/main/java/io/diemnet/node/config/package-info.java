/**
 * The configuration file: converts its text to the options of networks, or reports every mistake.
 *
 * <p>A file is read into a tree whose scalars are all text ({@link io.diemnet.node.config.Tree}).
 * The environment overrides parts of it. The schema's types convert it to JSON. Then the schema,
 * the checks of the options and the checks of several keys or of files run. All of them add to one
 * list of mistakes. A configuration is returned only if this list is empty.
 */
package io.diemnet.node.config;
