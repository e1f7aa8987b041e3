package io.diemnet.vertx.impl.peer;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.impl.noise.PlaintextSink;
import io.diemnet.vertx.impl.transport.EstablishedChannel;
import io.netty.channel.Channel;
import java.net.InetAddress;

/**
 * One connection under the rate limits of its address: whether it has to wait before it reads or
 * writes on. What counts is the message stream, prefixes included. Owned by the connection's event
 * loop.
 */
final class Throttle {

  private final PeerEnvironment environment;
  private final InetAddress address;
  private final RateLimits.Buckets buckets;
  private boolean readWaits;
  private boolean writeWaits;

  private Throttle(PeerEnvironment environment, InetAddress address) {
    this.environment = environment;
    this.address = address;
    this.buckets = environment.rateLimits().acquire(address, now());
  }

  /** The throttle of a connection, or null if nothing limits it. */
  static Throttle of(PeerEnvironment environment, Channel channel) {
    InetAddress address = EstablishedChannel.source(channel);
    return environment.rateLimits() == null || address == null
        ? null
        : new Throttle(environment, address);
  }

  /**
   * What decrypted bytes pass on their way to the decoder.
   *
   * @param wait called when reading has to wait
   */
  PlaintextSink metered(PlaintextSink decoder, Runnable wait) {
    return buckets.inbound() == null ? decoder : new MeteredSink(decoder, wait);
  }

  /** Whether reading has to wait. */
  boolean readWaits() {
    return readWaits;
  }

  /** Whether something may be written now; if not, {@link #expire} says when. */
  boolean mayWrite() {
    if (!writeWaits && buckets.outbound() != null && !buckets.outbound().open(now())) {
      writeWaits = true;
      environment.metrics().rateLimited(ConnectionOrigin.OUTBOUND).increment();
    }
    return !writeWaits;
  }

  void sent(int bytes) {
    if (buckets.outbound() != null) {
      buckets.outbound().take(bytes, now());
    }
  }

  /** Whether either direction waits, so that {@link #expire} is to be called. */
  boolean waits() {
    return readWaits || writeWaits;
  }

  /** Looks whether what waits may go on; true if something may. */
  boolean expire(long now) {
    boolean readGoesOn = readWaits && buckets.inbound().open(now);
    boolean writeGoesOn = writeWaits && buckets.outbound().open(now);
    readWaits &= !readGoesOn;
    writeWaits &= !writeGoesOn;
    return readGoesOn || writeGoesOn;
  }

  /** The connection has ended. */
  void close() {
    environment.rateLimits().release(address);
  }

  private void received(int bytes, Runnable wait) {
    long now = now();
    buckets.inbound().take(bytes, now);
    if (!readWaits && !buckets.inbound().open(now)) {
      readWaits = true;
      environment.metrics().rateLimited(ConnectionOrigin.INBOUND).increment();
      wait.run();
    }
  }

  private long now() {
    return environment.clock().nanos();
  }

  private final class MeteredSink implements PlaintextSink {

    private final PlaintextSink decoder;
    private final Runnable wait;

    MeteredSink(PlaintextSink decoder, Runnable wait) {
      this.decoder = decoder;
      this.wait = wait;
    }

    @Override
    public byte[] target(int length) {
      return decoder.target(length);
    }

    @Override
    public int targetOffset() {
      return decoder.targetOffset();
    }

    @Override
    public void targetWritten(int length) {
      received(length, wait);
      decoder.targetWritten(length);
    }

    @Override
    public void plaintext(byte[] array, int offset, int length) {
      received(length, wait);
      decoder.plaintext(array, offset, length);
    }
  }
}
