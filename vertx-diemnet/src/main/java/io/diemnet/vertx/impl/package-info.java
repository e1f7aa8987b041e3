/**
 * The implementation of the public API.
 *
 * <p>This package owns the life cycle of a network. {@link io.diemnet.vertx.impl.DiemNetImpl}
 * checks the arguments of the API, {@link io.diemnet.vertx.impl.NetworkRuntime} starts and closes a
 * network, and {@link io.diemnet.vertx.impl.Composition} creates its components from the
 * subpackages and connects them. Data passes {@code transport}, {@code noise}, {@code wire}, {@code
 * peer}, {@code peermanager} and {@code eventbus}, in both directions.
 */
package io.diemnet.vertx.impl;
