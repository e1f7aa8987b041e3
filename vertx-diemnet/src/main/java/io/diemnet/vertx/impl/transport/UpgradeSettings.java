package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.impl.handshake.HandshakeMsg;
import io.diemnet.vertx.impl.memory.NetworkMemory;
import io.diemnet.vertx.impl.noise.HandshakeExecutor;
import io.diemnet.vertx.impl.noise.NoiseInitiator;
import io.diemnet.vertx.impl.noise.NoiseResponder;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.util.Clock;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What every upgrade of a network works with.
 *
 * @param initiator gives the dialer's side of the current identity, which can be reloaded
 * @param responder gives the listener's side of the current identity
 * @param profile decides how handshake messages are read and how addresses are printed
 * @param edge the checks that inbound channels pass first
 * @param executor computes key agreements
 * @param memory the account of this network's channels
 * @param connectionIds gives each connection of the network its id
 * @param timeout for the whole upgrade, in nanoseconds
 */
public record UpgradeSettings(
    Supplier<NoiseInitiator> initiator,
    Supplier<NoiseResponder> responder,
    HandshakeMsg handshake,
    Profile profile,
    ProtocolRegistry protocols,
    EdgeSettings edge,
    HandshakeExecutor executor,
    NetworkMemory memory,
    Clock clock,
    LongSupplier connectionIds,
    long timeout) {}
