/**
 * The implementation behind the public interface {@link io.diemnet.vertx.impl.DiemNetImpl}: {@link
 * io.diemnet.vertx.impl.Composition} makes the rooms of a network and connects them, {@link
 * io.diemnet.vertx.impl.NetworkRuntime} owns its life cycle. Bytes pass {@code transport}, {@code
 * noise}, {@code wire}, {@code peer}, {@code peermanager}, {@code eventbus}, and back.
 */
package io.diemnet.vertx.impl;
