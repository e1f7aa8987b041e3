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
 * <p>A profile is a package beside {@code diem} and {@code aptos} and a constant of {@code
 * WireProfile}. It implements:
 *
 * <ul>
 *   <li>{@link io.diemnet.vertx.impl.noise.PeerIds}: length, derivation and text. The Noise client
 *       message has 136 bytes more than an id; nothing else in {@code noise} depends on it.
 *   <li>{@link io.diemnet.vertx.impl.profile.AddressSyntax}: the names in addresses, the text of
 *       keys, and the order of protocols.
 *   <li>{@link io.diemnet.vertx.impl.handshake.HandshakeRules}: the size of bit vectors, whether an
 *       empty intersection is refused, what may be called, and a {@link
 *       io.diemnet.vertx.impl.handshake.NetworkIdCodec}.
 *   <li>{@link io.diemnet.vertx.impl.wire.ProtocolTable}: the built-in protocols, which of them are
 *       advertised without being configured, and the lowest number of an application's own.
 *   <li>{@link io.diemnet.vertx.impl.wire.MessageCodec}: the bytes of messages. A profile that
 *       divides messages has a {@link io.diemnet.vertx.impl.wire.Fragmenter} and a {@link
 *       io.diemnet.vertx.impl.wire.FrameParser} that assembles them, charges their memory, and
 *       bounds their size and their time.
 *   <li>{@link io.diemnet.vertx.impl.profile.Roles}: the roles that are dialed, and the role of a
 *       stranger. Admission and memory classes ask the trusted set, not this role.
 *   <li>{@link io.diemnet.vertx.impl.profile.Defaults}: limits, health pings, dials.
 * </ul>
 *
 * <p>Not behind the seam, because it has no counterpart: the peer monitoring service of Aptos
 * ({@code health}), the on-chain validator set and encrypted addresses of Diem ({@code discovery}),
 * and the choice of peers by latency ({@code connectivity}).
 */
package io.diemnet.vertx.impl.profile;
