package io.diemnet.node.bridge;

import io.vertx.core.eventbus.EventBus;

/** What all clients of a port share. */
record BridgeScope(
    EventBus bus,
    Permissions permissions,
    Token token,
    BridgeLimits limits,
    BytesBudget budget,
    BridgeClock clock,
    BridgeMeters meters) {}
