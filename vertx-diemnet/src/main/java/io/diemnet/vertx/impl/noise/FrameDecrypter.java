package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.impl.memory.MemoryLease;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Takes a connection's ciphertext as it comes from the socket and gives its plaintext to a sink.
 *
 * <p>Owns at most one partial frame, as long as what of it has arrived; between frames it holds
 * nothing. A bad frame poisons it for good: neither that frame nor anything after it is delivered.
 * A frame with an empty plaintext is the end of the stream. Used on the loop of its connection
 * only.
 */
public final class FrameDecrypter {

  /** What can still come. */
  public enum State {
    /** More frames. */
    OPEN,
    /** Nothing: the remote ended its stream with an empty frame. */
    ENDED,
    /** Nothing: a frame was bad, see {@link #failure()}. */
    FAILED,
    /** Nothing: the owner called {@link #close()}. */
    CLOSED
  }

  private static final int MIN_PARTIAL = 256;

  private final CipherState cipher;
  private PlaintextSink sink;
  private State state = State.OPEN;
  private FrameFailure failure;
  private boolean paused;
  private byte[] partial;

  /** Null when the partial frame is not charged. */
  private MemoryLease memory;

  private int partialLength;

  public FrameDecrypter(CipherState cipher, PlaintextSink sink) {
    this.cipher = cipher;
    this.sink = sink;
  }

  /** From now on the partial frame is charged to that memory. */
  public void chargeTo(MemoryLease lease) {
    memory = lease;
  }

  /** What can still come. */
  public State state() {
    return state;
  }

  /** Why it is {@link State#FAILED}, else null. */
  public FrameFailure failure() {
    return failure;
  }

  /** True if a frame has begun and is not whole: the end of the TCP stream here is a lost one. */
  public boolean midFrame() {
    return partialLength > 0;
  }

  /** Delivers nothing more and drops what it holds; the sink may call it from its callbacks. */
  public void close() {
    if (state == State.OPEN) {
      end(State.CLOSED);
    }
  }

  /** From the next frame on, delivers to another sink. */
  public void deliverTo(PlaintextSink next) {
    sink = next;
  }

  /**
   * While paused, no further frame is decrypted and what is left of the buffer stays unread. The
   * sink may call it from its callbacks.
   */
  public void setPaused(boolean value) {
    paused = value;
  }

  /**
   * Decrypts all whole frames and keeps the rest. Reads {@code in} to its end, whatever comes of
   * it, unless it is paused, and does not release it. Not to be called from the sink's callbacks.
   *
   * @return the state afterwards
   */
  public State decrypt(ByteBuf in) {
    try {
      while (!paused && state == State.OPEN && partialLength > 0 && in.isReadable()) {
        fillPartial(in);
      }
      if (!paused && state == State.OPEN && in.isReadable()) {
        decryptWhole(in);
      }
    } catch (RuntimeException | Error e) {
      // A sink that fails has lost its place in the stream, so nothing more may reach it.
      close();
      throw e;
    } finally {
      if (!paused || state != State.OPEN) {
        in.skipBytes(in.readableBytes());
      }
    }
    if (partialLength == 0) {
      dropPartial();
    }
    return state;
  }

  /** Adds to the partial frame as much as is missing of its length field or of its rest. */
  private void fillPartial(ByteBuf in) {
    int wanted = Frame.LENGTH_FIELD;
    if (partialLength >= Frame.LENGTH_FIELD) {
      wanted += Frame.readLength(partial, 0);
    }
    keep(in, Math.min(wanted - partialLength, in.readableBytes()));
    if (partialLength < wanted) {
      return;
    }
    int length = Frame.readLength(partial, 0);
    if (length < CipherState.TAG_LENGTH) {
      fail(FrameFailure.TOO_SHORT);
    } else if (partialLength == Frame.LENGTH_FIELD + length) {
      partialLength = 0;
      open(partial, Frame.LENGTH_FIELD, length);
    }
  }

  /** Decrypts the frames that are whole within one buffer and keeps the beginning of the next. */
  private void decryptWhole(ByteBuf in) {
    while (!paused && state == State.OPEN && in.readableBytes() >= Frame.LENGTH_FIELD) {
      int length = in.getUnsignedShort(in.readerIndex());
      if (length < CipherState.TAG_LENGTH) {
        fail(FrameFailure.TOO_SHORT);
        return;
      }
      if (in.readableBytes() < Frame.LENGTH_FIELD + length) {
        break;
      }
      in.skipBytes(Frame.LENGTH_FIELD);
      if (in.hasArray()) {
        int at = in.arrayOffset() + in.readerIndex();
        in.skipBytes(length);
        open(in.array(), at, length);
      } else {
        byte[] scratch = LoopScratch.get().inboundCiphertext();
        in.readBytes(scratch, 0, length);
        open(scratch, 0, length);
      }
    }
    if (!paused && state == State.OPEN && in.isReadable()) {
      keep(in, in.readableBytes());
    }
  }

  /** Decrypts one frame and delivers it; the ciphertext is not needed once this calls the sink. */
  private void open(byte[] ciphertext, int offset, int length) {
    if (cipher.exhausted()) {
      fail(FrameFailure.EXHAUSTED);
      return;
    }
    int plainLength = length - CipherState.TAG_LENGTH;
    byte[] target = plainLength == 0 ? null : sink.target(plainLength);
    if (state != State.OPEN) {
      return;
    }
    if (target == null) {
      openToScratch(ciphertext, offset, length, plainLength);
    } else if (cipher.decrypt(ciphertext, offset, length, target, sink.targetOffset()) < 0) {
      fail(FrameFailure.NOT_AUTHENTIC);
    } else {
      sink.targetWritten(plainLength);
    }
  }

  private void openToScratch(byte[] ciphertext, int offset, int length, int plainLength) {
    LoopScratch scratch = LoopScratch.get();
    byte[] plaintext = scratch.takePlaintext();
    try {
      if (cipher.decrypt(ciphertext, offset, length, plaintext, 0) < 0) {
        fail(FrameFailure.NOT_AUTHENTIC);
      } else if (plainLength == 0) {
        end(State.ENDED);
      } else {
        sink.plaintext(plaintext, 0, plainLength);
      }
    } finally {
      scratch.releasePlaintext(plaintext);
    }
  }

  /** Grows by doubling: an announced length is believed only up to what has arrived. */
  private void keep(ByteBuf in, int length) {
    int needed = partialLength + length;
    if (partial == null) {
      charge(0, Math.max(needed, MIN_PARTIAL));
      partial = new byte[Math.max(needed, MIN_PARTIAL)];
    } else if (partial.length < needed) {
      int grown = Math.max(needed, Math.min(2 * partial.length, Frame.MAX_LENGTH));
      charge(partial.length, grown);
      partial = Arrays.copyOf(partial, grown);
    }
    in.readBytes(partial, partialLength, length);
    partialLength = needed;
  }

  private void dropPartial() {
    if (partial != null) {
      charge(partial.length, 0);
      partial = null;
    }
  }

  private void charge(int before, int after) {
    if (memory != null) {
      memory.change(before, after);
    }
  }

  private void fail(FrameFailure reason) {
    failure = reason;
    end(State.FAILED);
  }

  private void end(State last) {
    state = last;
    dropPartial();
    partialLength = 0;
  }
}
