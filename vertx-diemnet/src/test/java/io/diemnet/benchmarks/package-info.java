/**
 * Microbenchmarks of single rooms, with JMH, in profile {@code benchmarks}; docs/performance.md
 * tells how to run them. Whole connections are measured by the command {@code bench}.
 */
package io.diemnet.benchmarks;
