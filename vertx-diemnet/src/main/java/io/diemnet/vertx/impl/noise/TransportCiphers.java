package io.diemnet.vertx.impl.noise;

/**
 * The two ciphers of a session after its handshake, seen from one end. They belong to the event
 * loop of the connection.
 *
 * @param send encrypts what this end sends
 * @param receive decrypts what this end receives
 */
public record TransportCiphers(CipherState send, CipherState receive) {}
