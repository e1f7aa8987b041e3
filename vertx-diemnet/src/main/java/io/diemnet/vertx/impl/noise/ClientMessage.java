package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The dialer's message (specification section 5). Its first two fields, in clear, are the prologue.
 *
 * <pre>
 *   0        16                        48                                          152
 *   +--------+-------------------------+--------+-----------------+----------------+
 *   | PeerId | expected public key     | e      | sealed s        | sealed payload |
 *   | 16     | 32                      | 32     | 32 + tag 16     | 8 + tag 16     |
 *   +--------+-------------------------+--------+-----------------+----------------+
 *   |&lt;---------- prologue -----------&gt;|&lt;------------ Noise message ---------------&gt;|
 * </pre>
 *
 * <p>The payload is the Unix time in milliseconds, u64 little-endian.
 */
public final class ClientMessage {

  /** Bytes on the wire. */
  public static final int LENGTH = 152;

  static final int PEER_ID_OFFSET = 0;
  static final int EXPECTED_KEY_OFFSET = PEER_ID_OFFSET + PeerId.LENGTH;
  static final int NOISE_OFFSET = EXPECTED_KEY_OFFSET + PublicKey.LENGTH;
  static final int PROLOGUE_LENGTH = NOISE_OFFSET;
  static final int PAYLOAD_LENGTH = 8;

  private static final VarHandle TIMESTAMP =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;

  private ClientMessage(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A message as received; the array is not copied. */
  public static ClientMessage of(byte[] bytes) throws NoiseRejection {
    if (bytes.length != LENGTH) {
      throw new NoiseRejection(NoiseFailure.INCOMPLETE);
    }
    return new ClientMessage(bytes);
  }

  /** Who the dialer says it is. */
  public PeerId peerId() {
    return PeerId.of(bytes, PEER_ID_OFFSET);
  }

  /** The key that the dialer expects the listener to have. */
  public PublicKey expectedKey() {
    return PublicKey.of(bytes, EXPECTED_KEY_OFFSET);
  }

  byte[] prologue() {
    return Arrays.copyOf(bytes, PROLOGUE_LENGTH);
  }

  byte[] noiseMessage() {
    return Arrays.copyOfRange(bytes, NOISE_OFFSET, LENGTH);
  }

  static byte[] prologue(PeerId peerId, PublicKey expectedKey) {
    byte[] prologue = new byte[PROLOGUE_LENGTH];
    peerId.writeTo(prologue, PEER_ID_OFFSET);
    expectedKey.writeTo(prologue, EXPECTED_KEY_OFFSET);
    return prologue;
  }

  static byte[] assemble(byte[] prologue, byte[] noiseMessage) {
    byte[] message = Arrays.copyOf(prologue, LENGTH);
    System.arraycopy(noiseMessage, 0, message, NOISE_OFFSET, noiseMessage.length);
    return message;
  }

  static byte[] payload(long timestampMillis) {
    byte[] payload = new byte[PAYLOAD_LENGTH];
    TIMESTAMP.set(payload, 0, timestampMillis);
    return payload;
  }

  static long timestamp(byte[] payload) {
    return (long) TIMESTAMP.get(payload, 0);
  }
}
