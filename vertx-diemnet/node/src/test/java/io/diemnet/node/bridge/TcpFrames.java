package io.diemnet.node.bridge;

import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client of the TCP bridge with nothing but a socket and JSON. */
public final class TcpFrames implements AutoCloseable {

  /** Generous: machines are slow and shared. */
  private static final int READ_MILLIS = 60_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  public TcpFrames(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  public TcpFrames(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(READ_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  public TcpFrames send(JsonObject frame) throws IOException {
    return sendText(frame.encode());
  }

  /** A frame that may be no JSON. */
  public TcpFrames sendText(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return sendRaw(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array());
  }

  /** Bytes that may be no frame. */
  public TcpFrames sendRaw(byte[] bytes) throws IOException {
    out.write(bytes);
    return this;
  }

  public TcpFrames announce(int length) throws IOException {
    out.writeInt(length);
    return this;
  }

  public JsonObject read() throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new JsonObject(new String(bytes, StandardCharsets.UTF_8));
  }

  /** Sends a request and reads what comes next. */
  public JsonObject ask(String address, Object body) throws IOException {
    return send(request(address, body)).read();
  }

  /** All that was sent before has been dealt with. */
  public TcpFrames settle() throws IOException {
    send(new JsonObject().put("type", "ping"));
    JsonObject pong = read();
    if (!"pong".equals(pong.getString("type"))) {
      throw new AssertionError("not a pong: " + pong);
    }
    return this;
  }

  /** Reads on until the bridge has closed the connection. */
  public boolean isClosed() throws IOException {
    byte[] rest = new byte[64 * 1024];
    try {
      while (in.read(rest) >= 0) {
        // what was on its way
      }
      return true;
    } catch (java.net.SocketTimeoutException open) {
      return false;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  public static JsonObject request(String address, Object body) {
    return new JsonObject()
        .put("type", "send")
        .put("address", address)
        .put("replyAddress", "r1")
        .put("body", body);
  }

  public static JsonObject register(String address) {
    return new JsonObject().put("type", "register").put("address", address);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
