/**
 * What differs between DiemNet v1 and the protocols that descend from it.
 *
 * <p>Owns {@link io.diemnet.vertx.impl.profile.Profile}, the registry {@link
 * io.diemnet.vertx.impl.profile.Profiles}, and one package for each profile. Those packages are
 * known to the registry alone. The rooms {@code noise}, {@code handshake} and {@code wire} are
 * below this one: each defines the part of a profile that it uses and is given it. The rooms above
 * take the whole {@code Profile}. A profile is stateless; what a connection remembers is made for
 * each connection.
 *
 * <p>A second profile, such as that of Aptos, is a package beside {@code diem} and a constant of
 * {@code WireProfile}. It implements:
 *
 * <ul>
 *   <li>{@link io.diemnet.vertx.impl.noise.PeerIds}: 32 bytes, the whole public key, and its text
 *       form. The Noise client message then has 168 bytes; nothing else in {@code noise} changes.
 *   <li>{@link io.diemnet.vertx.impl.profile.AddressSyntax}: {@code noise-ik} and {@code
 *       handshake}, keys with {@code 0x} and the {@code x25519-pub-} prefix, empty parts ignored,
 *       the fixed order of protocols, ASCII names.
 *   <li>{@link io.diemnet.vertx.impl.handshake.HandshakeRules}: bit vectors of 8,192 bytes, an
 *       empty intersection refused, and a {@link io.diemnet.vertx.impl.handshake.NetworkIdCodec}
 *       that maps the five variants to three networks.
 *   <li>{@link io.diemnet.vertx.impl.wire.ProtocolTable}: 29 built-in protocols, own ones from 29.
 *       {@code ProtocolId} needs a way to make those below 7, whose names differ.
 *   <li>{@link io.diemnet.vertx.impl.wire.MessageCodec}: one byte before each message, a {@link
 *       io.diemnet.vertx.impl.wire.Fragmenter} that streams payloads above the chunk size, and a
 *       {@link io.diemnet.vertx.impl.wire.FrameParser} that assembles streams, charges their memory
 *       and bounds their size. A time-out for an open stream needs a hook in {@code
 *       PeerConnection.expire}.
 *   <li>{@link io.diemnet.vertx.impl.profile.Roles}: Validator is not dialed on the public network;
 *       a stranger on a validator's vfn network is a ValidatorFullNode. The rooms that treat {@code
 *       UNKNOWN} as a stranger (admission, memory classes) must then ask the trusted set.
 *   <li>{@link io.diemnet.vertx.impl.profile.Defaults}: frames of 4 MiB, health pings every 10 s
 *       with a time-out of 20 s and three failures.
 * </ul>
 *
 * <p>Not behind the seam, because it has no counterpart: latency pings and the other services of
 * Aptos (new verticles), the on-chain validator set and encrypted addresses ({@code discovery}),
 * and the choice of peers by latency ({@code connectivity}). {@code PeerInfo} and {@code
 * NetworkInfo} read addresses in the syntax of DIEM and must learn the profile.
 */
package io.diemnet.vertx.impl.profile;
