/**
 * The cryptographic primitives of Noise: X25519, AES-256-GCM and HKDF-SHA256.
 *
 * <p>This package owns the choice of the provider for these primitives. It has no state except keys
 * and does not depend on connections. {@link io.diemnet.vertx.impl.noise.crypto.CryptoProvider}
 * bundles the primitives of a handshake, and {@link
 * io.diemnet.vertx.impl.noise.crypto.CryptoProviders} selects one.
 */
package io.diemnet.vertx.impl.noise.crypto;
