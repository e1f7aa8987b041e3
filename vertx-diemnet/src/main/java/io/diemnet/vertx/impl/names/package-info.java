/**
 * From a host name to socket addresses, and the order and time in which they are tried
 * (specification section 3). Both dials use it: that of a network ({@code transport}) and that of a
 * {@code NoiseClient} ({@code noise}).
 *
 * <p>{@link io.diemnet.vertx.impl.names.NameLookup} resolves asynchronously, through one {@code
 * SystemNames} for each Vert.x instance, which ends with that instance. {@link
 * io.diemnet.vertx.impl.names.Candidates} is a state machine without I/O, owned by its dial.
 */
package io.diemnet.vertx.impl.names;
