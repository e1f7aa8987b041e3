package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.impl.noise.crypto.Aead;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * One direction's cipher: AES-256-GCM under one key, with a counter for a nonce (four zero bytes,
 * then 64 bits big-endian). Owned by one thread at a time, in practice the loop of its connection.
 */
public final class CipherState {

  /** Bytes that a ciphertext has more than its plaintext. */
  public static final int TAG_LENGTH = Aead.TAG_LENGTH;

  /** The counter value that must never be used (specification section 5). */
  private static final long LAST = -1L;

  private static final int COUNTER_OFFSET = 4;
  private static final byte[] NOTHING = new byte[0];
  private static final VarHandle COUNTER =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Aead aead;
  private final byte[] nonce = new byte[Aead.NONCE_LENGTH];
  private long counter;

  /** Begins at counter 0. */
  public CipherState(Aead aead) {
    this(aead, 0);
  }

  /** Starts at a counter other than 0, for tests of the end. */
  CipherState(Aead aead, long counter) {
    this.aead = aead;
    this.counter = counter;
  }

  /** True when the counter has reached its end and nothing more can be encrypted or decrypted. */
  public boolean exhausted() {
    return counter == LAST;
  }

  /**
   * Encrypts {@code length} bytes into {@code length + 16}; the arrays' ranges do not overlap.
   *
   * @return the bytes written
   * @throws IllegalStateException if the cipher is {@link #exhausted}
   */
  public int encrypt(byte[] input, int offset, int length, byte[] output, int outputOffset) {
    return encrypt(NOTHING, input, offset, length, output, outputOffset);
  }

  /**
   * Decrypts {@code length} bytes into {@code length - 16}; the arrays' ranges do not overlap.
   *
   * @return the bytes written, or -1 if it is not authentic: then the counter stands still, and the
   *     session must end
   * @throws IllegalStateException if the cipher is {@link #exhausted}
   */
  public int decrypt(byte[] input, int offset, int length, byte[] output, int outputOffset) {
    return decrypt(NOTHING, input, offset, length, output, outputOffset);
  }

  int encrypt(byte[] ad, byte[] input, int offset, int length, byte[] output, int outputOffset) {
    putCounter();
    int written = aead.seal(nonce, ad, input, offset, length, output, outputOffset);
    counter++;
    return written;
  }

  int decrypt(byte[] ad, byte[] input, int offset, int length, byte[] output, int outputOffset) {
    putCounter();
    int written = aead.open(nonce, ad, input, offset, length, output, outputOffset);
    if (written >= 0) {
      counter++;
    }
    return written;
  }

  private void putCounter() {
    if (counter == LAST) {
      throw new IllegalStateException("the cipher's counter is at its end");
    }
    COUNTER.set(nonce, COUNTER_OFFSET, counter);
  }
}
