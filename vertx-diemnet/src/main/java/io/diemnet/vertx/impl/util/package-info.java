/**
 * What several rooms need and none of them owns: the {@link io.diemnet.vertx.impl.util.Clock}, the
 * bounds and the structured fields of log lines, and a registration that ends with its verticle. It
 * depends on no other room.
 */
package io.diemnet.vertx.impl.util;
