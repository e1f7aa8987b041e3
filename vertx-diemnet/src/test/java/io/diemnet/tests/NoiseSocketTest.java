package io.diemnet.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diemnet.vertx.NoiseClient;
import io.diemnet.vertx.NoiseClientOptions;
import io.diemnet.vertx.NoiseException;
import io.diemnet.vertx.NoiseServer;
import io.diemnet.vertx.NoiseServerOptions;
import io.diemnet.vertx.NoiseSocket;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A NoiseSocket over real TCP: a NetSocket in every respect, and encrypted. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class NoiseSocketTest {

  private static final String HOST = "127.0.0.1";
  private static final int MIB = 1024 * 1024;

  private final Vertx vertx = Vertx.vertx();
  private final PrivateKey serverKey = PrivateKey.generate();
  private final PrivateKey clientKey = PrivateKey.generate();
  private final LinkedBlockingQueue<NoiseSocket> accepted = new LinkedBlockingQueue<>();
  private final NoiseServer server =
      NoiseServer.create(vertx, new NoiseServerOptions().setPrivateKey(serverKey).setHost(HOST));
  private final NoiseClient client =
      NoiseClient.create(vertx, new NoiseClientOptions().setPrivateKey(clientKey));

  @TempDir Path folder;

  @BeforeEach
  void listen() throws Exception {
    server.connectHandler(accepted::add);
    server.listen().await(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  /** The close of a client of Vert.x 5.0 has no grace period, so it announces no shutdown. */
  @Test
  void the_shutdown_handler_is_called_when_the_client_closes() throws Exception {
    assumeTrue(shutdownHasDuration(), "Vert.x 5.0 calls no shutdown handler when a client closes");
    NoiseSocket here = connect(server.actualPort());
    CompletableFuture<Void> told = new CompletableFuture<>();
    here.shutdownHandler(how -> told.complete(null));
    client.close().await(30, TimeUnit.SECONDS);
    told.get(30, TimeUnit.SECONDS);
  }

  /** Whether this is Vert.x 5.1: its NetSocket has a method that 5.0 does not have. */
  private static boolean shutdownHasDuration() {
    return Arrays.stream(NetSocket.class.getMethods())
        .anyMatch(method -> method.getName().equals("proxyProtocolV2HeaderTLVs"));
  }

  @Test
  void both_ends_know_who_is_there() throws Exception {
    NoiseSocket here = connect(server.actualPort());
    NoiseSocket there = accept();
    assertThat(here.remotePublicKey()).isEqualTo(serverKey.publicKey());
    assertThat(here.remotePeerId()).isEqualTo(server.peerId());
    assertThat(here.remoteRole()).isEqualTo(PeerRole.UNKNOWN);
    assertThat(there.remotePublicKey()).isEqualTo(clientKey.publicKey());
    assertThat(there.remotePeerId()).isEqualTo(client.peerId());
    assertThat(there.remoteRole()).isEqualTo(PeerRole.UNKNOWN);
    assertThat(here.remoteAddress().port()).isEqualTo(server.actualPort());
    assertThat(here.localAddress().port()).isEqualTo(there.remoteAddress().port());
    assertThat(here.isSsl()).isFalse();
  }

  @Test
  void a_socket_lives_on_when_nobody_refers_to_its_client_any_more() throws Exception {
    NoiseSocket socket =
        NoiseClient.create(vertx, new NoiseClientOptions().setPrivateKey(clientKey))
            .connect(server.actualPort(), HOST, serverKey.publicKey())
            .await(30, TimeUnit.SECONDS);
    NoiseSocket there = accept();
    there.handler(there::write);
    LinkedBlockingQueue<Buffer> answers = new LinkedBlockingQueue<>();
    socket.handler(answers::add);
    for (int round = 0; round < 10; round++) {
      WeakReference<Object> garbage = new WeakReference<>(new Object());
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                System.gc();
                return garbage.get() == null;
              });
      socket.write("still here").await(30, TimeUnit.SECONDS);
      assertThat(answers.poll(30, TimeUnit.SECONDS)).hasToString("still here");
    }
  }

  @Test
  void echoes_fifty_mebibytes_unharmed() throws Exception {
    server.close().await(30, TimeUnit.SECONDS);
    NoiseServer echo =
        NoiseServer.create(vertx, new NoiseServerOptions().setPrivateKey(serverKey))
            .connectHandler(socket -> socket.pipeTo(socket));
    echo.listen(0, HOST).await(30, TimeUnit.SECONDS);
    NoiseSocket socket = connect(echo.actualPort());

    int total = 50 * MIB;
    MessageDigest sent = MessageDigest.getInstance("SHA-256");
    MessageDigest received = MessageDigest.getInstance("SHA-256");
    AtomicLong count = new AtomicLong();
    CompletableFuture<Void> all = new CompletableFuture<>();
    socket.handler(
        bytes -> {
          received.update(bytes.getBytes());
          if (count.addAndGet(bytes.length()) == total) {
            all.complete(null);
          }
        });
    socket.exceptionHandler(all::completeExceptionally);
    Random random = new Random(1);
    int left = total;
    while (left > 0) {
      byte[] piece = new byte[Math.min(1 + random.nextInt(200_000), left)];
      random.nextBytes(piece);
      sent.update(piece);
      left -= piece.length;
      socket.write(Buffer.buffer(piece)).await(30, TimeUnit.SECONDS);
    }
    all.get(60, TimeUnit.SECONDS);
    assertThat(received.digest()).isEqualTo(sent.digest());
    assertThat(count.get()).isEqualTo(total);
  }

  @Test
  void a_paused_reader_stops_the_writer_and_loses_nothing() throws Exception {
    NoiseSocket writer = connect(server.actualPort());
    NoiseSocket reader = accept();
    AtomicLong read = new AtomicLong();
    onContext(reader, () -> reader.pause().handler(bytes -> read.addAndGet(bytes.length())));

    long total = 200L * MIB;
    Flood flood = new Flood(writer, total);
    onContext(writer, flood::start);
    await()
        .atMost(Duration.ofSeconds(60))
        .during(Duration.ofSeconds(1))
        .until(flood::isHeldUpAsBefore);
    assertThat(flood.written()).isLessThan(total / 2);
    assertThat(read.get()).isZero();

    onContext(reader, reader::resume);
    // The writer counts what it has written afterwards: the reader may have it before.
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> read.get() == total && flood.written() == total);
    assertThat(flood.drained()).isPositive();
  }

  @Test
  void a_loop_until_the_queue_is_full_ends_within_its_turn() throws Exception {
    NoiseSocket writer = connect(server.actualPort());
    NoiseSocket reader = accept();
    AtomicLong read = new AtomicLong();
    reader.handler(bytes -> read.addAndGet(bytes.length()));
    int most = 10_000;
    AtomicInteger writes = new AtomicInteger();
    CompletableFuture<Void> drained = new CompletableFuture<>();
    Buffer piece = Buffer.buffer(new byte[16 * 1024]);
    onContext(
        writer,
        () -> {
          writer.setWriteQueueMaxSize(256 * 1024).drainHandler(ignored -> drained.complete(null));
          while (!writer.writeQueueFull() && writes.incrementAndGet() <= most) {
            writer.write(piece);
          }
        });
    drained.get(30, TimeUnit.SECONDS);
    assertThat(writes.get()).isBetween(2, 256);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> read.get() == writes.get() * (long) piece.length());
  }

  @Test
  void end_sends_all_that_was_written_before() throws Exception {
    NoiseSocket writer = connect(server.actualPort());
    NoiseSocket reader = accept();
    Buffer received = Buffer.buffer();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    onContext(
        reader,
        () -> reader.handler(received::appendBuffer).endHandler(done -> ended.complete(null)));
    byte[] bytes = random(5 * MIB);
    onContext(
        writer,
        () -> {
          for (int at = 0; at < bytes.length; at += 1000) {
            writer.write(
                Buffer.buffer(Arrays.copyOfRange(bytes, at, Math.min(at + 1000, bytes.length))));
          }
          writer.end();
        });
    ended.get(30, TimeUnit.SECONDS);
    assertThat(received.getBytes()).isEqualTo(bytes);
  }

  @Test
  void write_completes_for_each_of_many_writes() throws Exception {
    NoiseSocket writer = connect(server.actualPort());
    accept().handler(bytes -> {});
    AtomicInteger completed = new AtomicInteger();
    onContext(
        writer,
        () -> {
          for (int i = 0; i < 500; i++) {
            writer.write("message " + i).onSuccess(done -> completed.incrementAndGet());
          }
          writer.write(Buffer.buffer()).onSuccess(done -> completed.incrementAndGet());
        });
    await().atMost(Duration.ofSeconds(30)).until(() -> completed.get() == 501);
  }

  @Test
  void sends_a_file_encrypted_and_in_its_place() throws Exception {
    TcpRelay relay = TcpRelay.start(vertx, server.actualPort());
    NoiseSocket writer = connect(relay.port());
    NoiseSocket reader = accept();
    String line = "nobody on the wire may read this line\n";
    String text = line.repeat(80_000);
    Path file = Files.writeString(folder.resolve("secret.txt"), text);
    Buffer received = Buffer.buffer();
    String expected =
        "before:" + text + ":" + text.substring(10, 10 + 100_000) + "::" + text.substring(99) + "!";
    CompletableFuture<Void> all = new CompletableFuture<>();
    onContext(
        reader,
        () ->
            reader.handler(
                bytes -> {
                  received.appendBuffer(bytes);
                  if (received.length() >= expected.length()) {
                    all.complete(null);
                  }
                }));
    writer.write("before:").await(30, TimeUnit.SECONDS);
    writer.sendFile(file.toString()).await(30, TimeUnit.SECONDS);
    writer.write(":").await(30, TimeUnit.SECONDS);
    writer.sendFile(file.toString(), 10, 100_000).await(30, TimeUnit.SECONDS);
    writer.write(":").await(30, TimeUnit.SECONDS);
    writer.sendFile(file.toString(), text.length() + 5L).await(30, TimeUnit.SECONDS);
    writer.write(":").await(30, TimeUnit.SECONDS);
    writer.sendFile(file.toString(), 99).await(30, TimeUnit.SECONDS);
    writer.write("!").await(30, TimeUnit.SECONDS);
    all.get(30, TimeUnit.SECONDS);

    assertThat(received.toString()).isEqualTo(expected);
    String wire = relay.seen().toString("ISO-8859-1");
    assertThat(wire.length()).isGreaterThan(expected.length());
    assertThat(wire).doesNotContain(line.substring(0, 8)).doesNotContain("before");
  }

  @Test
  void what_is_written_behind_a_file_comes_behind_it() throws Exception {
    NoiseSocket writer = connect(server.actualPort());
    Received received = new Received(accept());
    String text = "a line of the file\n".repeat(20_000);
    String file = Files.writeString(folder.resolve("text"), text).toString();
    String empty = Files.writeString(folder.resolve("empty"), "").toString();
    onContext(
        writer,
        () -> {
          writer.write("<");
          writer.sendFile(file);
          writer.write("|");
          writer.sendFile(empty);
          writer.sendFile(folder.resolve("absent").toString());
          writer.sendFile(file, 0, 5);
          writer.end(Buffer.buffer(">"));
        });
    received.awaitClosed();
    assertThat(received.text()).isEqualTo("<" + text + "|" + text.substring(0, 5) + ">");
    assertThat(received.failures()).isEmpty();
  }

  @Test
  void a_file_that_cannot_be_read_fails_and_the_socket_goes_on() throws Exception {
    NoiseSocket writer = connect(server.actualPort());
    Received received = new Received(accept());
    assertThatThrownBy(
            () -> writer.sendFile(folder.resolve("absent").toString()).await(30, TimeUnit.SECONDS))
        .hasMessageContaining("absent");
    writer.write("still here").await(30, TimeUnit.SECONDS);
    received.awaitText("still here");
  }

  @Test
  void an_upgrade_to_tls_fails_with_words() throws Exception {
    NoiseSocket socket = connect(server.actualPort());
    assertThatThrownBy(() -> socket.upgradeToSsl().await(30, TimeUnit.SECONDS))
        .hasMessageContaining("encrypted already");
  }

  @Test
  void one_altered_bit_ends_the_connection_and_is_not_delivered() throws Exception {
    TcpRelay relay = TcpRelay.start(vertx, server.actualPort());
    NoiseSocket writer = connect(relay.port());
    Received received = new Received(accept());
    writer.write("good").await(30, TimeUnit.SECONDS);
    received.awaitText("good");
    relay.alter(
        bytes -> {
          byte[] changed = bytes.getBytes();
          changed[changed.length - 1] ^= 1;
          return Buffer.buffer(changed);
        });
    var unused = writer.write("forged");
    received.awaitClosed();
    assertThat(received.text()).isEqualTo("good");
    assertThat(received.failures()).containsExactly("frame-not-authentic");
  }

  @Test
  void bytes_in_clear_end_the_connection() throws Exception {
    TcpRelay relay = TcpRelay.start(vertx, server.actualPort());
    connect(relay.port());
    Received received = new Received(accept());
    relay.injectAndEnd(Buffer.buffer(new byte[] {0, 3, 1, 2, 3}));
    received.awaitClosed();
    assertThat(received.failures()).containsExactly("frame-too-short");
  }

  @Test
  void the_end_of_tcp_inside_a_frame_is_a_failure() throws Exception {
    TcpRelay relay = TcpRelay.start(vertx, server.actualPort());
    connect(relay.port());
    Received received = new Received(accept());
    relay.injectAndEnd(Buffer.buffer(new byte[] {1, 0, 1, 2, 3}));
    received.awaitClosed();
    assertThat(received.failures()).containsExactly("frame-truncated");
  }

  @Test
  void the_end_of_tcp_between_frames_is_a_clean_end() throws Exception {
    NoiseSocket writer = connect(server.actualPort());
    Received received = new Received(accept());
    writer.write("bye").await(30, TimeUnit.SECONDS);
    writer.close().await(30, TimeUnit.SECONDS);
    received.awaitClosed();
    assertThat(received.text()).isEqualTo("bye");
    assertThat(received.failures()).isEmpty();
  }

  @Test
  void works_from_handlers_on_one_event_loop_without_losing_what_comes_first() throws Exception {
    server.close().await(30, TimeUnit.SECONDS);
    NoiseServer greeter =
        NoiseServer.create(vertx, new NoiseServerOptions().setPrivateKey(serverKey))
            .connectHandler(socket -> socket.end(Buffer.buffer("welcome")));
    greeter.listen(0, HOST).await(30, TimeUnit.SECONDS);
    for (int i = 0; i < 50; i++) {
      CompletableFuture<String> heard = new CompletableFuture<>();
      Context context = vertx.getOrCreateContext();
      context.runOnContext(
          ignored ->
              client
                  .connect(greeter.actualPort(), HOST, serverKey.publicKey())
                  .onComplete(
                      socket -> {
                        Buffer all = Buffer.buffer();
                        socket.handler(all::appendBuffer);
                        socket.endHandler(done -> heard.complete(all.toString()));
                      },
                      heard::completeExceptionally));
      assertThat(heard.get(30, TimeUnit.SECONDS)).isEqualTo("welcome");
    }
  }

  private NoiseSocket connect(int port) throws Exception {
    return client.connect(port, HOST, serverKey.publicKey()).await(30, TimeUnit.SECONDS);
  }

  private NoiseSocket accept() throws InterruptedException {
    NoiseSocket socket = accepted.poll(30, TimeUnit.SECONDS);
    assertThat(socket).as("a connection").isNotNull();
    return socket;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  /** Runs where the socket's handlers run. */
  private void onContext(NetSocket socket, Runnable action) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    // A write that has completed puts what follows on the socket's own context.
    socket
        .write(Buffer.buffer())
        .onComplete(
            written -> {
              try {
                action.run();
                done.complete(null);
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    done.get(30, TimeUnit.SECONDS);
  }

  /** Writes as much as the socket's queue lets it. */
  private static final class Flood {

    private final NoiseSocket socket;
    private final Buffer piece = Buffer.buffer(new byte[64 * 1024]);
    private final long total;
    private final AtomicLong written = new AtomicLong();
    private final AtomicInteger drained = new AtomicInteger();
    private final AtomicBoolean full = new AtomicBoolean();
    private long before = -1;

    Flood(NoiseSocket socket, long total) {
      this.socket = socket;
      this.total = total;
      socket.drainHandler(
          ignored -> {
            drained.incrementAndGet();
            full.set(false);
            start();
          });
    }

    void start() {
      while (written.get() < total && !socket.writeQueueFull()) {
        socket.write(piece);
        written.addAndGet(piece.length());
      }
      full.set(written.get() < total);
    }

    long written() {
      return written.get();
    }

    int drained() {
      return drained.get();
    }

    boolean isHeldUpAsBefore() {
      long now = written.get();
      boolean same = full.get() && now == before;
      before = now;
      return same;
    }
  }

  /** What one end gets. */
  private static final class Received {

    private final Buffer bytes = Buffer.buffer();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    Received(NoiseSocket socket) {
      socket.handler(
          more -> {
            synchronized (bytes) {
              bytes.appendBuffer(more);
            }
          });
      socket.exceptionHandler(failure -> failures.add(((NoiseException) failure).reason()));
      socket.closeHandler(done -> closed.complete(null));
    }

    String text() {
      synchronized (bytes) {
        return bytes.toString(UTF_8);
      }
    }

    List<String> failures() {
      return failures;
    }

    void awaitText(String text) {
      await().atMost(Duration.ofSeconds(30)).until(() -> text().equals(text));
    }

    void awaitClosed() throws Exception {
      closed.get(30, TimeUnit.SECONDS);
    }
  }
}
