/**
 * The Java that the README and the pages in {@code docs} show, as methods that are compiled; {@code
 * ExamplesTest} runs what can be run and checks that no page shows anything else.
 */
package io.diemnet.examples;
