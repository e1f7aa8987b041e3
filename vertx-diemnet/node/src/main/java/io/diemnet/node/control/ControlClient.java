package io.diemnet.node.control;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A client of a control socket, for the commands. Asks one question at a time. Every wait has an
 * end, also if the node hangs. Not thread-safe.
 */
public final class ControlClient implements AutoCloseable {

  /** Time for a node to answer. A call to a peer may take longer. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int MAX_FRAME = 64 * 1024 * 1024;

  /** Marks the end of the connection; no frame is empty. */
  private static final JsonObject END = new JsonObject();

  private final Path socket;
  private final BlockingQueue<JsonObject> frames = new ArrayBlockingQueue<>(64);
  private final CompletableFuture<SocketChannel> connected = new CompletableFuture<>();
  private final Duration total;
  private final long begin = System.nanoTime();
  private SocketChannel channel;
  private int questions;

  private ControlClient(Path socket, Duration total) {
    this.socket = socket;
    this.total = total;
  }

  /**
   * Connects.
   *
   * @param total the time limit for the connection and all questions together; null for none
   * @throws ControlException if the node cannot be reached; the message says why
   */
  public static ControlClient open(Path socket, Duration total) throws ControlException {
    ControlClient client = new ControlClient(socket, total);
    Thread reader = new Thread(client::read, "control-client");
    reader.setDaemon(true);
    reader.start();
    try {
      client.channel = client.connected.get(client.left(PATIENCE).toNanos(), TimeUnit.NANOSECONDS);
      return client;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notReached(socket, "interrupted");
    } catch (TimeoutException hangs) {
      throw client.hangs(PATIENCE);
    } catch (ExecutionException failure) {
      throw notReached(socket, why(socket, failure.getCause()));
    }
  }

  /** What is left of the time limit of a question. */
  private Duration left(Duration patience) {
    if (total == null) {
      return patience;
    }
    Duration left = total.minusNanos(System.nanoTime() - begin);
    return left.compareTo(patience) < 0 ? left : patience;
  }

  private ControlException hangs(Duration patience) {
    Duration limit = total != null && total.compareTo(patience) < 0 ? total : patience;
    return new ControlException(
        ControlException.NOT_REACHED,
        "the node at "
            + socket
            + " does not answer within "
            + limit.toSeconds()
            + " s (it hangs or is overloaded)");
  }

  private static ControlException notReached(Path socket, String why) {
    return new ControlException(
        ControlException.NOT_REACHED, "no node is reached at " + socket + ": " + why);
  }

  private static String why(Path socket, Throwable failure) {
    if (!Files.exists(socket)) {
      return "there is no such socket; is control.socket configured, and does the node run?";
    }
    if (Files.isRegularFile(socket) || Files.isDirectory(socket)) {
      return "it is not a socket; name the control.socket of the configuration";
    }
    String message = String.valueOf(failure.getMessage());
    if (message.contains("refused")) {
      return "no process serves the socket; the node does not run";
    }
    return message.contains("denied")
        ? "this user may not use it; use the user that runs the node"
        : message;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @return the body of the answer; may be null
   * @throws ControlException with the code and the words of a failure
   */
  public Object ask(String address, Object body) throws ControlException {
    return ask(address, body, PATIENCE);
  }

  /** As {@link #ask(String, Object)}, with a time limit. */
  public Object ask(String address, Object body, Duration patience) throws ControlException {
    String reply = "q" + questions++;
    JsonObject question =
        new JsonObject()
            .put("type", "send")
            .put("address", address)
            .put("replyAddress", reply)
            .put("body", body);
    if (!channel.isOpen()) {
      throw notReached(socket, "the connection is closed");
    }
    try {
      write(question.toBuffer());
      long end = System.nanoTime() + left(patience).toNanos();
      JsonObject frame;
      do {
        frame = frames.poll(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (frame == null) {
          close(); // a late answer must not meet the next question
          throw hangs(patience);
        }
        if (frame.isEmpty()) {
          throw notReached(socket, "the node has closed the connection");
        }
      } while (!reply.equals(frame.getString("address")));
      if ("err".equals(frame.getString("type"))) {
        throw new ControlException(
            frame.getInteger("failureCode", -1), String.valueOf(frame.getString("message")));
      }
      return frame.getValue("body");
    } catch (IOException e) {
      throw notReached(socket, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notReached(socket, "interrupted");
    }
  }

  private void write(Buffer json) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + json.length());
    frame.putInt(json.length()).put(json.getBytes()).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  private void read() {
    try (SocketChannel open = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      open.connect(UnixDomainSocketAddress.of(socket));
      connected.complete(open);
      DataInputStream in = new DataInputStream(Channels.newInputStream(open));
      while (true) {
        int length = in.readInt();
        if (length < 0 || length > MAX_FRAME) {
          throw new IOException("not the control socket of a node");
        }
        frames.put(new JsonObject(Buffer.buffer(in.readNBytes(length))));
      }
    } catch (IOException | RuntimeException end) {
      connected.completeExceptionally(end);
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    } finally {
      if (!frames.offer(END)) {
        frames.clear();
        frames.add(END);
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException gone) {
      // Nothing is left to close.
    }
  }
}
