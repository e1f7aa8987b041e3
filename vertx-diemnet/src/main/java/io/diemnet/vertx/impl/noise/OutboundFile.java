package io.diemnet.vertx.impl.noise;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.EOFException;
import java.util.concurrent.Executor;

/**
 * A part of a file on its way out, in its place among the writes of a socket. Holds one piece at a
 * time; the next is read, off the loop, when the encoder asks for it. Belongs to the loop of its
 * connection. Whoever opened the file closes it.
 */
final class OutboundFile {

  private static final int PIECE = 64 * 1024;

  private final AsyncFile file;
  private long position;
  private long remaining;
  private ByteBuf piece;
  private boolean loading;

  OutboundFile(AsyncFile file, long position, long length) {
    this.file = file;
    this.position = position;
    this.remaining = length;
  }

  /** The piece that was loaded, once; null if the next is to be {@link #load}ed first. */
  ByteBuf takePiece() {
    ByteBuf taken = piece;
    piece = null;
    return taken;
  }

  /** Whether all of it has been taken. */
  boolean finished() {
    return remaining == 0 && piece == null;
  }

  /** Told on the loop how the reading of a piece went. */
  interface Loaded {
    void done(Throwable failure);
  }

  /** Reads the next piece, unless that is under way. */
  void load(Executor loop, Loaded loaded) {
    if (loading || piece != null) {
      return;
    }
    loading = true;
    int length = (int) Math.min(PIECE, remaining);
    file.read(Buffer.buffer(length), 0, position, length)
        .onComplete(result -> loop.execute(() -> loaded(result.result(), result.cause(), loaded)));
  }

  private void loaded(Buffer read, Throwable cause, Loaded loaded) {
    loading = false;
    Throwable failure = cause;
    if (failure == null && read.length() == 0) {
      failure = new EOFException("the file has become shorter while it was sent");
    }
    if (failure == null) {
      piece = ((BufferInternal) read).getByteBuf();
      position += read.length();
      remaining -= read.length();
    }
    loaded.done(failure);
  }
}
