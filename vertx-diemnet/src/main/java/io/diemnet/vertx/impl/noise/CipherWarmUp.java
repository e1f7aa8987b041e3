package io.diemnet.vertx.impl.noise;

import io.diemnet.vertx.impl.noise.crypto.AeadProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * Lets the JIT compile the cipher before the first real byte: cold, the JDK's AES-GCM runs at a
 * sixtieth of its speed for some thousand messages. Once per process and provider, on a daemon
 * thread of its own, for at most a few seconds.
 */
public final class CipherWarmUp {

  private static final int MESSAGES = 6000;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final int[] SIZES = {64, 1024, FrameEncrypter.PREFERRED_PLAINTEXT};

  private static final ConcurrentMap<String, Future<Void>> DONE = new ConcurrentHashMap<>();

  private CipherWarmUp() {}

  /** Starts it unless it was started; completes when it is over, on its thread. It never fails. */
  public static Future<Void> warmUp(CryptoProvider crypto) {
    return DONE.computeIfAbsent(crypto.aead().name(), name -> start(crypto.aead()));
  }

  private static Future<Void> start(AeadProvider aead) {
    Promise<Void> promise = Promise.promise();
    Thread thread =
        new Thread(
            () -> {
              try {
                run(aead);
              } finally {
                promise.complete();
              }
            },
            "diemnet-cipher-warm-up");
    thread.setDaemon(true);
    thread.start();
    return promise.future();
  }

  private static void run(AeadProvider aead) {
    byte[] key = new byte[32];
    CipherState send = new CipherState(aead.sealer(key));
    CipherState receive = new CipherState(aead.opener(key));
    byte[] plaintext = new byte[FrameEncrypter.PREFERRED_PLAINTEXT];
    byte[] ciphertext = new byte[FrameEncrypter.PREFERRED_PLAINTEXT + CipherState.TAG_LENGTH];
    long start = System.nanoTime();
    for (int i = 0; i < MESSAGES && System.nanoTime() - start < LIMIT_NANOS; i++) {
      int written = send.encrypt(plaintext, 0, SIZES[i % SIZES.length], ciphertext, 0);
      receive.decrypt(ciphertext, 0, written, plaintext, 0);
    }
  }
}
