package io.diemnet.node.bridge;

/** The objects that all clients of a port share. */
record BridgeScope(
    PortBus bus,
    Permissions permissions,
    TokenGate gate,
    BridgeLimits limits,
    BytesBudget budget,
    BridgeClock clock,
    BridgeMeters meters,
    Departure departure) {}
