package io.diemnet.vertx.impl.noise.crypto;

import java.security.Provider;
import java.security.Security;

/** Chooses the code that does the cryptography. Safe for any thread. */
public final class CryptoProviders {

  /** The JDK's own provider, always named, never searched for. */
  static final Provider SUN_JCE = sunJce();

  private static final CryptoProvider JDK =
      new CryptoProvider("jdk", new BouncyCastleKeyAgreement(), new JcaAeadProvider(SUN_JCE));

  private CryptoProviders() {}

  /** Made when it is first asked for. */
  private static final class Auto {
    static final CryptoProvider FASTEST =
        new CryptoProvider(
            "auto",
            FasterProviders.keyAgreement(JDK.keyAgreement()),
            FasterProviders.aead(JDK.aead()));
  }

  /** AES-GCM from the JDK and X25519 from BouncyCastle, which are always there. */
  public static CryptoProvider jdk() {
    return JDK;
  }

  /** The fastest that is there, looked for once. */
  public static CryptoProvider auto() {
    return Auto.FASTEST;
  }

  /**
   * What the configuration's {@code crypto} names.
   *
   * @throws IllegalArgumentException if it is neither {@code auto} nor {@code jdk}
   */
  public static CryptoProvider of(String name) {
    return switch (name) {
      case "auto" -> auto();
      case "jdk" -> jdk();
      default -> throw new IllegalArgumentException("crypto is auto or jdk, not '" + name + "'");
    };
  }

  private static Provider sunJce() {
    Provider provider = Security.getProvider("SunJCE");
    if (provider == null) {
      throw new IllegalStateException("this JDK has no SunJCE provider: AES-GCM is missing");
    }
    return provider;
  }
}
