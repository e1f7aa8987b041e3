/**
 * The primitives under Noise, behind one seam: X25519, AES-256-GCM and HKDF-SHA256.
 *
 * <p>Owns no state beyond a key; knows nothing of connections. {@link
 * io.diemnet.vertx.impl.noise.crypto.CryptoProvider} bundles what a handshake needs, {@link
 * io.diemnet.vertx.impl.noise.crypto.CryptoProviders} chooses one.
 */
package io.diemnet.vertx.impl.noise.crypto;
