package io.diemnet.vertx.impl.transport;

import io.diemnet.vertx.impl.Clock;
import io.diemnet.vertx.impl.handshake.HandshakeMsg;
import io.diemnet.vertx.impl.memory.NetworkMemory;
import io.diemnet.vertx.impl.noise.HandshakeExecutor;
import io.diemnet.vertx.impl.noise.NoiseInitiator;
import io.diemnet.vertx.impl.noise.NoiseResponder;
import io.diemnet.vertx.impl.profile.Profile;
import io.diemnet.vertx.impl.wire.ProtocolRegistry;
import java.util.function.Supplier;

/**
 * What every upgrade of a network works with.
 *
 * @param initiator who this node dials as, now: the identity can be reloaded
 * @param responder who this node answers as, now
 * @param profile decides how handshake messages are read and how addresses are printed
 * @param edge what inbound channels pass first
 * @param executor computes key agreements
 * @param memory what the channels of this network are charged to
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
    long timeout) {}
