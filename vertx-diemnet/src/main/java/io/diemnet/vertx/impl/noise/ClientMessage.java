package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.noise.crypto.Aead;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The dialer's message (specification section 5). Its first two fields, in clear, are the prologue.
 *
 * <pre>
 *   +----------+---------------------+--------+-----------------+----------------+
 *   | PeerId   | expected public key | e      | sealed s        | sealed payload |
 *   | 16 or 32 | 32                  | 32     | 32 + tag 16     | 8 + tag 16     |
 *   +----------+---------------------+--------+-----------------+----------------+
 *   |&lt;--------- prologue ----------&gt;|&lt;------------ Noise message ---------------&gt;|
 * </pre>
 *
 * <p>The length of the PeerId is that of the network's profile. The payload is the Unix time in
 * milliseconds, u64 little-endian.
 */
public final class ClientMessage {

  static final int PAYLOAD_LENGTH = 8;

  /** Bytes behind the PeerId. */
  private static final int REST = 3 * PublicKey.LENGTH + PAYLOAD_LENGTH + 2 * Aead.TAG_LENGTH;

  private static final VarHandle TIMESTAMP =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int peerIdLength;

  private ClientMessage(byte[] bytes) {
    this.bytes = bytes;
    this.peerIdLength = bytes.length - REST;
  }

  /** Bytes on the wire: 152 for a PeerId of 16 bytes, 168 for one of 32. */
  public static int length(int peerIdLength) {
    return peerIdLength + REST;
  }

  /**
   * A message as received, with the PeerId length that follows from its own; the array is not
   * copied.
   */
  public static ClientMessage of(byte[] bytes) throws NoiseRejection {
    int peerIdLength = bytes.length - REST;
    if (peerIdLength != 16 && peerIdLength != 32) {
      throw new NoiseRejection(NoiseFailure.INCOMPLETE);
    }
    return new ClientMessage(bytes);
  }

  /** The id that the dialer claims. */
  public PeerId peerId() {
    return PeerId.of(bytes, 0, peerIdLength);
  }

  /** The key that the dialer expects the listener to have. */
  public PublicKey expectedKey() {
    return PublicKey.of(bytes, peerIdLength);
  }

  byte[] prologue() {
    return Arrays.copyOf(bytes, peerIdLength + PublicKey.LENGTH);
  }

  byte[] noiseMessage() {
    return Arrays.copyOfRange(bytes, peerIdLength + PublicKey.LENGTH, bytes.length);
  }

  static byte[] prologue(PeerId peerId, PublicKey expectedKey) {
    byte[] prologue = new byte[peerId.length() + PublicKey.LENGTH];
    peerId.writeTo(prologue, 0);
    expectedKey.writeTo(prologue, peerId.length());
    return prologue;
  }

  static byte[] assemble(byte[] prologue, byte[] noiseMessage) {
    byte[] message = Arrays.copyOf(prologue, prologue.length + noiseMessage.length);
    System.arraycopy(noiseMessage, 0, message, prologue.length, noiseMessage.length);
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
