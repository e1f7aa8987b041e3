package io.diemnet.tests;

import com.southernstorm.noise.protocol.CipherStatePair;
import com.southernstorm.noise.protocol.HandshakeState;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.WireProfile;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A DiemNet peer on a plain blocking socket that says whatever a test wants at every layer, as
 * dialer or as listener. Its Noise is another's implementation, and nothing of this project's code
 * is between a test and the wire.
 */
final class HostilePeer implements Closeable {

  static final int CLIENT_MESSAGE = 152;
  static final int SERVER_MESSAGE = 48;

  /** Bytes of plaintext in the longest frame. */
  static final int MAX_PLAINTEXT = 65_519;

  private static final int TAG = 16;
  private static final String NOISE = "Noise_IK_25519_AESGCM_SHA256";
  private static final AtomicLong LAST_TIMESTAMP = new AtomicLong();

  final PrivateKey key;
  final PeerId id;
  private final Socket socket;
  private final DataInputStream in;
  private HandshakeState handshake;
  private CipherStatePair ciphers;
  private byte[] plaintext = new byte[0];

  private HostilePeer(PrivateKey key, Socket socket, WireProfile profile) throws IOException {
    this.key = key;
    this.id = PeerId.fromPublicKey(key.publicKey(), profile);
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TestNetwork.WAIT_SECONDS));
    this.in = new DataInputStream(socket.getInputStream());
  }

  // ---- as dialer

  /** A TCP connection to a node, nothing said yet. */
  static HostilePeer dial(NetworkAddress target, PrivateKey key) {
    return dialFrom("127.0.0.1", target, key);
  }

  /** As {@link #dial}, from that address of this machine. */
  static HostilePeer dialFrom(String source, NetworkAddress target, PrivateKey key) {
    return dialFrom(source, target, key, WireProfile.DIEM);
  }

  /** As {@link #dialFrom(String, NetworkAddress, PrivateKey)}, with the id of a profile. */
  static HostilePeer dialFrom(
      String source, NetworkAddress target, PrivateKey key, WireProfile profile) {
    try {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(source, 0));
      // Small and fixed, so that a peer that does not read is soon felt.
      socket.setReceiveBufferSize(64 * 1024);
      socket.connect(new InetSocketAddress(target.host(), target.port()));
      return new HostilePeer(key, socket, profile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection that is good up to and including the handshake of section 6. */
  static HostilePeer connect(NetworkAddress target, PrivateKey key) {
    return connectFrom("127.0.0.1", target, key);
  }

  /** As {@link #connect}, from that address of this machine. */
  static HostilePeer connectFrom(String source, NetworkAddress target, PrivateKey key) {
    HostilePeer peer = dialFrom(source, target, key);
    peer.noise(target.noiseKey());
    peer.send(handshakeFrame(TESTING, VALIDATOR, ALL_PROTOCOLS));
    peer.readHandshake();
    return peer;
  }

  /** The client message of section 5 as this peer would send it. */
  byte[] clientMessage(PublicKey expected) {
    return clientMessage(id, expected, nextTimestamp());
  }

  byte[] clientMessage(PeerId claimed, PublicKey expected, long timestamp) {
    int prologue = claimed.length() + PublicKey.LENGTH;
    byte[] message = new byte[CLIENT_MESSAGE - 16 + claimed.length()];
    claimed.writeTo(message, 0);
    expected.writeTo(message, claimed.length());
    byte[] payload =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(timestamp).array();
    try {
      handshake = new HandshakeState(NOISE, HandshakeState.INITIATOR);
      handshake.getLocalKeyPair().setPrivateKey(key.toBytes(), 0);
      handshake.getRemotePublicKey().setPublicKey(expected.toBytes(), 0);
      handshake.setPrologue(message, 0, prologue);
      handshake.start();
      handshake.writeMessage(message, prologue, payload, 0, payload.length);
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
    return message;
  }

  /** Noise as it should be. */
  void noise(PublicKey expected) {
    write(clientMessage(expected));
    readServerMessage();
  }

  void readServerMessage() {
    byte[] message = read(SERVER_MESSAGE);
    try {
      handshake.readMessage(message, 0, message.length, new byte[SERVER_MESSAGE], 0);
      ciphers = handshake.split();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("the server message does not decrypt", e);
    }
  }

  // ---- as listener

  /** Waits for a node that dials. */
  static HostilePeer accept(ServerSocket server, PrivateKey key) {
    try {
      server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TestNetwork.WAIT_SECONDS));
      return new HostilePeer(key, server.accept(), WireProfile.DIEM);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a listener of this key on that socket can be dialed. */
  static NetworkAddress address(ServerSocket server, PrivateKey key) {
    return NetworkAddress.parse("/ip4/127.0.0.1/tcp/" + server.getLocalPort())
        .withNoise(key.publicKey(), 0);
  }

  /** Reads the client message and gives the answer, unsent. */
  byte[] serverMessage() {
    byte[] message = read(CLIENT_MESSAGE);
    byte[] answer = new byte[SERVER_MESSAGE];
    try {
      handshake = new HandshakeState(NOISE, HandshakeState.RESPONDER);
      handshake.getLocalKeyPair().setPrivateKey(key.toBytes(), 0);
      handshake.setPrologue(message, 0, 48);
      handshake.start();
      handshake.readMessage(message, 48, CLIENT_MESSAGE - 48, new byte[CLIENT_MESSAGE], 0);
      handshake.writeMessage(answer, 0, new byte[0], 0, 0);
      ciphers = handshake.split();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("the client message does not decrypt", e);
    }
    return answer;
  }

  /** Everything that a good listener does. */
  HostilePeer welcome() {
    write(serverMessage());
    send(handshakeFrame(TESTING, VALIDATOR, ALL_PROTOCOLS));
    readHandshake();
    return this;
  }

  // ---- the handshake of section 6

  static final int TESTING = 4;
  static final byte[] VALIDATOR = {0};
  static final byte[] PUBLIC = {1};

  /** The built-in seven. */
  static final byte[] ALL_PROTOCOLS = {(byte) 0xfe};

  static byte[] handshakeFrame(int chain, byte[] network, byte[] protocols) {
    return shortFrame(handshakeMsg(chain, network, protocols));
  }

  static byte[] handshakeMsg(int chain, byte[] network, byte[] protocols) {
    return join(
        bytes("0100"),
        new byte[] {(byte) protocols.length},
        protocols,
        new byte[] {(byte) chain},
        network);
  }

  /** Behind a u16 length. */
  static byte[] shortFrame(byte[] content) {
    return join(new byte[] {(byte) (content.length >>> 8), (byte) content.length}, content);
  }

  /** Reads the node's handshake message. */
  byte[] readHandshake() {
    byte[] prefix = readPlain(2);
    return readPlain((prefix[0] & 0xff) << 8 | (prefix[1] & 0xff));
  }

  // ---- messages of section 7

  /** Behind a u32 length. */
  static byte[] message(byte[] content) {
    return join(ByteBuffer.allocate(4).putInt(content.length).array(), content);
  }

  static byte[] message(String hex) {
    return message(bytes(hex));
  }

  /** A DirectSend of priority 0 with less than 128 bytes. */
  static byte[] directSend(int protocol, byte[] payload) {
    return message(join(new byte[] {3, (byte) protocol, 0, (byte) payload.length}, payload));
  }

  /** An RpcRequest of priority 0 with less than 128 bytes. */
  static byte[] request(int protocol, int id, byte[] payload) {
    return message(
        join(
            new byte[] {1, (byte) protocol},
            littleEndian(id),
            new byte[] {0, (byte) payload.length},
            payload));
  }

  static byte[] response(int id, byte[] payload) {
    return message(
        join(new byte[] {2}, littleEndian(id), new byte[] {0, (byte) payload.length}, payload));
  }

  static byte[] ping(int id, int nonce) {
    return request(5, id, join(new byte[] {0}, littleEndian(nonce)));
  }

  static byte[] pong(int id, int nonce) {
    return response(id, join(new byte[] {1}, littleEndian(nonce)));
  }

  /** The next message without its length. */
  byte[] readMessage() {
    return readPlain(ByteBuffer.wrap(readPlain(4)).getInt());
  }

  /** The next message that is no health ping of the node's. */
  String readAnswer() {
    while (true) {
      byte[] message = readMessage();
      boolean ping = message[0] == 1 && message[1] == 5;
      if (!ping) {
        return hex(message);
      }
    }
  }

  /** Sends a ping and reads its pong: the node is alive and this connection is. */
  void assertAlive() {
    send(ping(0x7eadbeef, 0x01020304));
    String pong = hex(Arrays.copyOfRange(pong(0x7eadbeef, 0x01020304), 4, 16));
    String answer = readAnswer();
    if (!answer.equals(pong)) {
      throw new AssertionError("expected the pong " + pong + ", got " + answer);
    }
  }

  // ---- frames

  /** Encrypts; the next frame of this session. */
  byte[] frame(byte[] content) {
    byte[] frame = new byte[2 + content.length + TAG];
    int length = content.length + TAG;
    frame[0] = (byte) (length >>> 8);
    frame[1] = (byte) length;
    try {
      ciphers.getSender().encryptWithAd(null, content, 0, frame, 2, content.length);
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
    return frame;
  }

  /** Encrypts in frames of that many bytes. */
  byte[] frames(byte[] content, int size) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int at = 0; at < content.length; at += size) {
      all.writeBytes(frame(Arrays.copyOfRange(content, at, Math.min(content.length, at + size))));
    }
    return all.toByteArray();
  }

  /** Encrypts and writes. */
  void send(byte[] content) {
    write(frames(content, MAX_PLAINTEXT));
  }

  byte[] readPlain(int length) {
    while (plaintext.length < length) {
      plaintext = join(plaintext, openFrame(read(ByteBuffer.wrap(read(2)).getShort() & 0xffff)));
    }
    byte[] taken = Arrays.copyOf(plaintext, length);
    plaintext = Arrays.copyOfRange(plaintext, length, plaintext.length);
    return taken;
  }

  /** The plaintext of whole frames. */
  byte[] open(byte[] frames) {
    ByteArrayOutputStream opened = new ByteArrayOutputStream();
    ByteBuffer left = ByteBuffer.wrap(frames);
    while (left.hasRemaining()) {
      byte[] frame = new byte[left.getShort() & 0xffff];
      left.get(frame);
      opened.writeBytes(openFrame(frame));
    }
    return opened.toByteArray();
  }

  private byte[] openFrame(byte[] frame) {
    byte[] opened = new byte[frame.length];
    try {
      int length = ciphers.getReceiver().decryptWithAd(null, frame, 0, opened, 0, frame.length);
      return Arrays.copyOf(opened, length);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a frame does not decrypt", e);
    }
  }

  // ---- bytes

  /** One write. */
  void write(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A write for each byte. */
  void writeByByte(byte[] bytes) {
    for (byte each : bytes) {
      write(new byte[] {each});
    }
  }

  byte[] read(int length) {
    byte[] bytes = new byte[length];
    try {
      in.readFully(bytes);
    } catch (EOFException e) {
      throw new AssertionError("the node closed the connection", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  /** The node must close the connection, and say nothing more before. */
  void assertClosedSilently() {
    byte[] rest = readToEnd();
    if (rest.length > 0 || plaintext.length > 0) {
      throw new AssertionError("the node said " + rest.length + " bytes before it closed");
    }
  }

  /** Reads until the node closes. */
  byte[] readToEnd() {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    InputStream raw = in;
    try {
      byte[] buffer = new byte[8192];
      for (int read = raw.read(buffer); read >= 0; read = raw.read(buffer)) {
        rest.write(buffer, 0, read);
      }
    } catch (SocketException reset) {
      // A close with unread bytes arrives as a reset.
      return rest.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("the node did not close the connection", e);
    }
    return rest.toByteArray();
  }

  /** Reads and throws away what comes, until the end, on a thread of its own. */
  void discardAnswers() {
    Thread reader =
        new Thread(
            () -> {
              byte[] buffer = new byte[1 << 16];
              try {
                while (in.read(buffer) >= 0) {
                  // Until the end.
                }
              } catch (IOException ended) {
                // Closed under this thread: the end as well.
              }
            },
            "discard");
    reader.setDaemon(true);
    reader.start();
  }

  /** Ends the connection without a proper end: the node sees a reset. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers the node's next pings. */
  void answerPings(int count) {
    for (int answered = 0; answered < count; answered++) {
      byte[] ping = readMessage();
      if (ping[0] != 1 || ping[1] != 5) {
        throw new AssertionError("not a ping: " + hex(ping));
      }
      // Type, protocol, id, priority, length; then the variant and the nonce.
      ByteBuffer fields = ByteBuffer.wrap(ping).order(ByteOrder.LITTLE_ENDIAN);
      send(pong(fields.getInt(2), fields.getInt(9)));
    }
  }

  /** Ends this direction only. */
  void shutdownOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  /** Milliseconds since 1970, never the same twice. */
  static long nextTimestamp() {
    return LAST_TIMESTAMP.updateAndGet(last -> Math.max(System.currentTimeMillis(), last + 1));
  }
}
