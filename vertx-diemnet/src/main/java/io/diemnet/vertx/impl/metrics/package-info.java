/**
 * Every meter in one place: what is counted, under which name and with which tags (specification
 * section 13). The data path adds to plain counters that it holds; nothing is looked up per
 * message.
 */
package io.diemnet.vertx.impl.metrics;
