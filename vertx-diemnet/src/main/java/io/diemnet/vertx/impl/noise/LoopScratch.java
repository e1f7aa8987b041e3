package io.diemnet.vertx.impl.noise;

import io.netty.util.concurrent.FastThreadLocal;

/**
 * Heap arrays that all connections of a loop share, so that an idle connection holds none.
 *
 * <p>The outbound arrays and the inbound ciphertext are never in use while anything else runs. The
 * inbound plaintext is, while a sink reads it: a caller takes and releases it; one that asks in
 * between (a callback that reached another connection) gets a fresh array that is dropped
 * afterwards.
 */
final class LoopScratch {

  private static final FastThreadLocal<LoopScratch> LOCAL =
      new FastThreadLocal<>() {
        @Override
        protected LoopScratch initialValue() {
          return new LoopScratch();
        }
      };

  private byte[] outbound;
  private byte[] gathered;
  private byte[] inboundCiphertext;
  private byte[] inboundPlaintext;
  private boolean plaintextTaken;

  private LoopScratch() {}

  static LoopScratch get() {
    return LOCAL.get();
  }

  /** Room for one frame on its way out. */
  byte[] outbound() {
    if (outbound == null) {
      outbound = new byte[Frame.MAX_LENGTH];
    }
    return outbound;
  }

  /** Room to gather one frame's plaintext on its way out. */
  byte[] gathered() {
    if (gathered == null) {
      gathered = new byte[FrameEncrypter.PREFERRED_PLAINTEXT];
    }
    return gathered;
  }

  /** Room for one frame's ciphertext on its way in. */
  byte[] inboundCiphertext() {
    if (inboundCiphertext == null) {
      inboundCiphertext = new byte[Frame.MAX_CIPHERTEXT];
    }
    return inboundCiphertext;
  }

  /** Room for one frame's plaintext, to be given back with {@link #releasePlaintext}. */
  byte[] takePlaintext() {
    if (plaintextTaken) {
      return new byte[Frame.MAX_PLAINTEXT];
    }
    if (inboundPlaintext == null) {
      inboundPlaintext = new byte[Frame.MAX_PLAINTEXT];
    }
    plaintextTaken = true;
    return inboundPlaintext;
  }

  void releasePlaintext(byte[] array) {
    if (array == inboundPlaintext) {
      plaintextTaken = false;
    }
  }
}
