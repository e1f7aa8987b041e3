package io.diemnet.node.bridge;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A WebSocket on a bare socket, so that a test decides about every header and every byte. On a path
 * of a SockJS session it speaks SockJS, elsewhere plain frames.
 */
final class RawWebSocket implements AutoCloseable {

  static final String PLAIN = "/eventbus/websocket";
  static final String SESSION = "/eventbus/000/abcdefgh/websocket";

  private static final int READ_MILLIS = 60_000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final boolean sockJs;
  private final String status;

  RawWebSocket(int port, String path, String... headers) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(READ_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    sockJs = !path.startsWith(PLAIN);
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
    if (Arrays.stream(headers).noneMatch(header -> header.startsWith("Host:"))) {
      request.append("Host: localhost:").append(port).append("\r\n");
    }
    Arrays.stream(headers).forEach(header -> request.append(header).append("\r\n"));
    request.append(
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
    out.write(request.toString().getBytes(StandardCharsets.US_ASCII));
    status = line().split(" ", 3)[1];
    while (!line().isEmpty()) {
      // the headers of the answer
    }
  }

  /** 101 if the WebSocket is open. */
  String status() {
    return status;
  }

  RawWebSocket opened() throws IOException {
    if (!status.equals("101") || (sockJs && !text().equals("o"))) {
      throw new IOException("refused with " + status);
    }
    return this;
  }

  RawWebSocket send(JsonObject frame) throws IOException {
    return sendText(sockJs ? new JsonArray().add(frame.encode()).encode() : frame.encode());
  }

  RawWebSocket sendText(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    announce(bytes.length);
    out.write(bytes); // masked with zeros
    return this;
  }

  /** The header of a text frame. */
  RawWebSocket announce(int length) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(14).put((byte) 0x81);
    if (length < 126) {
      header.put((byte) (0x80 | length));
    } else if (length < 65536) {
      header.put((byte) 0xfe).putShort((short) length);
    } else {
      header.put((byte) 0xff).putLong(length);
    }
    header.putInt(0);
    out.write(header.array(), 0, header.position());
    return this;
  }

  /** Bytes of a frame that was announced. */
  RawWebSocket sendRaw(byte[] bytes) throws IOException {
    out.write(bytes);
    return this;
  }

  JsonObject read() throws IOException {
    String text = text();
    return new JsonObject(sockJs ? new JsonArray(text.substring(1)).getString(0) : text);
  }

  private String text() throws IOException {
    int first = in.read();
    int second = in.readByte();
    long length = second == 126 ? in.readUnsignedShort() : second == 127 ? in.readLong() : second;
    byte[] bytes = new byte[(int) length];
    in.readFully(bytes);
    if (first != 0x81) {
      throw new IOException("not a text frame: " + first);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("closed in the middle of " + line);
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** Reads on until the bridge has closed the connection. */
  boolean isClosed() throws IOException {
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

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
