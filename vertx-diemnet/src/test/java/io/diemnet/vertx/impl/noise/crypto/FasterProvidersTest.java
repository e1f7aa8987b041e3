package io.diemnet.vertx.impl.noise.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FasterProvidersTest {

  @Test
  void without_faster_providers_on_the_class_path_the_plain_code_is_used() {
    assumeThat(expected()).isFalse();
    assertThat(CryptoProviders.auto().description())
        .isEqualTo("x25519: BouncyCastle, aes-gcm: SunJCE");
  }

  @Test
  void faster_providers_on_the_class_path_are_found_and_named() {
    assumeThat(expected()).as("run with the providers on the class path").isTrue();
    assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
    assertThat(CryptoProviders.auto().description())
        .isEqualTo("x25519: Conscrypt, aes-gcm: AmazonCorrettoCryptoProvider");
  }

  @Test
  void the_configuration_can_insist_on_the_plain_code() {
    assertThat(CryptoProviders.of("jdk").description())
        .isEqualTo("x25519: BouncyCastle, aes-gcm: SunJCE");
    assertThatThrownBy(() -> CryptoProviders.of("fast"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_agreement_that_is_all_zero_is_refused_whoever_computes_it() {
    byte[] key = CryptoProviders.auto().keyAgreement().generatePrivate();
    assertThatThrownBy(() -> CryptoProviders.auto().keyAgreement().agree(key, new byte[32]))
        .isInstanceOf(LowOrderKeyException.class);
  }

  @Test
  void both_seal_alike_and_refuse_what_was_altered() {
    AeadProvider plain = CryptoProviders.jdk().aead();
    byte[] key = new byte[32];
    byte[] nonce = new byte[12];
    byte[] message = {1, 2, 3};
    byte[] sealed = new byte[19];
    plain.sealer(key).seal(nonce, new byte[0], message, 0, 3, sealed, 0);
    byte[] again = new byte[19];
    CryptoProviders.auto().aead().sealer(key).seal(nonce, new byte[0], message, 0, 3, again, 0);
    assertThat(again).isEqualTo(sealed);
    sealed[0] ^= 1;
    assertThat(
            CryptoProviders.auto()
                .aead()
                .opener(key)
                .open(nonce, new byte[0], sealed, 0, 19, new byte[3], 0))
        .isNegative();
    assertThat(Arrays.equals(sealed, again)).isFalse();
  }

  private static boolean expected() {
    return "expected".equals(System.getProperty("diemnet.test.providers"));
  }
}
