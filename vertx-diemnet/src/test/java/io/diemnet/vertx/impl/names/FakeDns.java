package io.diemnet.vertx.impl.names;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A name server on an address of loopback that knows one IPv4 address for all names. */
final class FakeDns implements AutoCloseable {

  private static final int TYPE_A = 1;
  private static final int HEADER = 12;

  private final DatagramSocket socket;
  private final byte[] address;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /**
   * @param port 0 for a free one
   */
  FakeDns(String host, int port, String answer) throws IOException {
    socket = new DatagramSocket(port, InetAddress.getByName(host));
    address = InetAddress.getByName(answer).getAddress();
    Thread thread = new Thread(this::serve, "fake-dns");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The names it was asked for. */
  List<String> asked() {
    return asked;
  }

  private void serve() {
    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
    try {
      while (!socket.isClosed()) {
        packet.setLength(512);
        socket.receive(packet);
        byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private byte[] answer(byte[] query) {
    StringBuilder name = new StringBuilder();
    int at = HEADER;
    while (query[at] != 0) {
      name.append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII)).append('.');
      at += 1 + query[at];
    }
    asked.add(name.toString());
    int questionEnd = at + 5;
    boolean ipv4 = query[at + 2] == TYPE_A;
    ByteBuffer out = ByteBuffer.allocate(512);
    out.put(query, 0, 2).putShort((short) 0x8180).putShort((short) 1);
    out.putShort((short) (ipv4 ? 1 : 0)).putInt(0);
    out.put(query, HEADER, questionEnd - HEADER);
    if (ipv4) {
      out.putShort((short) 0xC00C).putShort((short) TYPE_A).putShort((short) 1);
      out.putInt(3600).putShort((short) 4).put(address);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  @Override
  public void close() {
    socket.close();
  }
}
