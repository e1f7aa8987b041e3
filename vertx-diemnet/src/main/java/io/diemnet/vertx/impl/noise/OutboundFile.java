package io.diemnet.vertx.impl.noise;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.EOFException;
import java.util.concurrent.Executor;

/**
 * A part of a file on its way out, in its place among the writes of a socket from the moment it was
 * asked for, though the file may not be open yet. Holds one piece at a time; the next is read, off
 * the loop, when the encoder asks for it. Belongs to the loop of its connection. Whoever opened the
 * file closes it.
 */
final class OutboundFile {

  private static final int PIECE = 64 * 1024;

  private final Future<AsyncFile> opened;
  private long position;
  private long remaining;
  private boolean measured;
  private ByteBuf piece;
  private boolean loading;

  /**
   * @param offset from 0, maybe beyond the file's end
   * @param length from 0, maybe more than the file has
   */
  OutboundFile(Future<AsyncFile> opened, long offset, long length) {
    this.opened = opened;
    this.position = offset;
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
    return measured && remaining == 0 && piece == null;
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
    if (measured) {
      read(loop, loaded);
      return;
    }
    opened
        .compose(AsyncFile::size)
        .onComplete(
            size -> loop.execute(() -> measured(size, loop, loaded)),
            failure -> loop.execute(() -> loaded.done(failure)));
  }

  private void measured(long size, Executor loop, Loaded loaded) {
    measured = true;
    remaining = Math.max(0, Math.min(remaining, size - position));
    if (remaining > 0) {
      read(loop, loaded);
    } else {
      loading = false;
      loaded.done(null);
    }
  }

  private void read(Executor loop, Loaded loaded) {
    int length = (int) Math.min(PIECE, remaining);
    opened
        .result()
        .read(Buffer.buffer(length), 0, position, length)
        .onComplete(
            bytes -> loop.execute(() -> loaded(bytes, loaded)),
            failure -> loop.execute(() -> loaded.done(failure)));
  }

  private void loaded(Buffer bytes, Loaded loaded) {
    loading = false;
    if (bytes.length() == 0) {
      loaded.done(new EOFException("the file has become shorter while it was sent"));
      return;
    }
    piece = ((BufferInternal) bytes).getByteBuf();
    position += bytes.length();
    remaining -= bytes.length();
    loaded.done(null);
  }
}
