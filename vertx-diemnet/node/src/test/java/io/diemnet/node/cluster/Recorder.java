package io.diemnet.node.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy on loopback that keeps all bytes that pass through it, in both directions. */
final class Recorder implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
  private final int target;

  Recorder(int target) throws IOException {
    this.target = target;
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** All bytes so far, one character each. */
  String seen() {
    return seen.toString(StandardCharsets.ISO_8859_1);
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket client = server.accept();
        sockets.add(client);
        Socket member = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(member);
        start(() -> copy(client, member));
        start(() -> copy(member, client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[64 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int length; (length = in.read(buffer)) >= 0; ) {
        seen.write(buffer, 0, length);
        to.getOutputStream().write(buffer, 0, length);
      }
    } catch (IOException ended) {
      // One end has closed.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "recorder");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
