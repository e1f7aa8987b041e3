package io.diemnet.benchmarks;

import io.diemnet.vertx.impl.noise.CipherState;
import io.diemnet.vertx.impl.noise.FrameDecrypter;
import io.diemnet.vertx.impl.noise.FrameEncrypter;
import io.diemnet.vertx.impl.noise.PlaintextSink;
import io.diemnet.vertx.impl.noise.crypto.AeadProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** One Noise frame to and from a direct buffer, as the socket gives and takes it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NoiseFrameBenchmark {

  /** Frames that one session decrypts before the next one, under the same key, begins. */
  private static final int SESSION = 256;

  private static final AeadProvider AEAD = CryptoProviders.auto().aead();
  private static final byte[] KEY = new byte[32];

  /** Bytes of plaintext in a frame. */
  @Param({"64", "1024", "16384"})
  private int size;

  private byte[] plaintext;
  private FrameEncrypter encrypter;
  private ByteBuf frame;
  private ByteBuf session;
  private PlaintextSink sink;
  private FrameDecrypter decrypter;
  private int decrypted;

  @Setup
  public void prepare(Blackhole blackhole) {
    plaintext = new byte[size];
    encrypter = new FrameEncrypter(new CipherState(AEAD.sealer(KEY)));
    int frameSize = size + FrameEncrypter.OVERHEAD;
    frame = Unpooled.directBuffer(frameSize);
    session = Unpooled.directBuffer(SESSION * frameSize);
    FrameEncrypter remote = new FrameEncrypter(new CipherState(AEAD.sealer(KEY)));
    for (int i = 0; i < SESSION; i++) {
      remote.encrypt(plaintext, 0, size, session);
    }
    sink = (array, offset, length) -> blackhole.consume(array[offset]);
    decrypter = new FrameDecrypter(new CipherState(AEAD.opener(KEY)), sink);
  }

  @TearDown
  public void release() {
    frame.release();
    session.release();
  }

  @Benchmark
  public ByteBuf encrypt() {
    frame.clear();
    encrypter.encrypt(plaintext, 0, size, frame);
    return frame;
  }

  @Benchmark
  public FrameDecrypter.State decrypt() {
    if (decrypted == SESSION) {
      decrypted = 0;
      decrypter = new FrameDecrypter(new CipherState(AEAD.opener(KEY)), sink);
    }
    int frameSize = size + FrameEncrypter.OVERHEAD;
    session.setIndex(decrypted * frameSize, (decrypted + 1) * frameSize);
    decrypted++;
    FrameDecrypter.State state = decrypter.decrypt(session);
    if (state != FrameDecrypter.State.OPEN) {
      throw new IllegalStateException("a frame was not authentic");
    }
    return state;
  }
}
