/**
 * The house behind the front door: {@link io.diemnet.vertx.impl.NetworkRuntime} puts the rooms
 * together, {@link io.diemnet.vertx.impl.DiemNetImpl} is the public interface on top of them. Bytes
 * pass {@code transport}, {@code noise}, {@code wire}, {@code peer}, {@code peermanager}, {@code
 * eventbus}, and back.
 */
package io.diemnet.vertx.impl;
