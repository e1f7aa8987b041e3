package io.diemnet.vertx.impl.noise.crypto;

import static io.diemnet.vertx.impl.noise.TestVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diemnet.vertx.impl.noise.TestVectors;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Google's collection of what goes wrong in cryptographic code, for every provider there is. */
class WycheproofTest {

  static Stream<CryptoProvider> providers() {
    return Stream.of(CryptoProviders.jdk(), CryptoProviders.auto()).distinct();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void x25519_agrees_or_refuses_zeros(CryptoProvider provider, TestReporter reporter)
      throws LowOrderKeyException {
    int good = 0;
    int refused = 0;
    for (JsonObject test : tests("wycheproof_x25519_test.json")) {
      byte[] privateKey = hex(test, "private");
      byte[] publicKey = hex(test, "public");
      byte[] shared = hex(test, "shared");
      if (Arrays.equals(shared, new byte[32])) {
        assertThatThrownBy(() -> provider.keyAgreement().agree(privateKey, publicKey))
            .as("%s", test)
            .isInstanceOf(LowOrderKeyException.class);
        refused++;
      } else {
        assertThat(provider.keyAgreement().agree(privateKey, publicKey))
            .as("%s", test)
            .isEqualTo(shared);
        good++;
      }
    }
    reporter.publishEntry("x25519", good + " agreed, " + refused + " refused, none skipped");
    assertThat(good).isPositive();
    assertThat(refused).isPositive();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void aes_256_gcm_seals_and_opens_or_refuses(CryptoProvider provider, TestReporter reporter) {
    int valid = 0;
    int invalid = 0;
    int skipped = 0;
    for (JsonObject group : groups("wycheproof_aes_gcm_test.json")) {
      List<JsonObject> tests = TestVectors.objects(group.getJsonArray("tests"));
      if (group.getInteger("keySize") != 256
          || group.getInteger("ivSize") != 96
          || group.getInteger("tagSize") != 128) {
        skipped += tests.size();
        continue;
      }
      for (JsonObject test : tests) {
        byte[] nonce = hex(test, "iv");
        byte[] ad = hex(test, "aad");
        byte[] message = hex(test, "msg");
        byte[] sealed = concat(hex(test, "ct"), hex(test, "tag"));
        byte[] opened = new byte[message.length];
        int length =
            provider
                .aead()
                .opener(hex(test, "key"))
                .open(nonce, ad, sealed, 0, sealed.length, opened, 0);
        if (test.getString("result").equals("valid")) {
          byte[] output = new byte[sealed.length];
          provider
              .aead()
              .sealer(hex(test, "key"))
              .seal(nonce, ad, message, 0, message.length, output, 0);
          assertThat(output).as("%s", test).isEqualTo(sealed);
          assertThat(length).as("%s", test).isEqualTo(message.length);
          assertThat(opened).as("%s", test).isEqualTo(message);
          valid++;
        } else {
          assertThat(length).as("%s", test).isEqualTo(-1);
          invalid++;
        }
      }
    }
    reporter.publishEntry(
        "aes-gcm",
        valid + " valid, " + invalid + " invalid, " + skipped + " of other sizes skipped");
    assertThat(valid).isPositive();
    assertThat(invalid).isPositive();
  }

  @Test
  void hkdf_sha256_derives_or_refuses(TestReporter reporter) {
    int valid = 0;
    int invalid = 0;
    for (JsonObject test : tests("wycheproof_hkdf_sha256_test.json")) {
      byte[] secret = hex(test, "ikm");
      byte[] salt = hex(test, "salt");
      byte[] info = hex(test, "info");
      int size = test.getInteger("size");
      if (test.getString("result").equals("valid")) {
        assertThat(Hkdf.sha256().derive(salt, secret, info, size))
            .as("%s", test)
            .isEqualTo(hex(test, "okm"));
        valid++;
      } else {
        assertThatThrownBy(() -> Hkdf.sha256().derive(salt, secret, info, size))
            .as("%s", test)
            .isInstanceOf(IllegalArgumentException.class);
        invalid++;
      }
    }
    reporter.publishEntry("hkdf", valid + " valid, " + invalid + " invalid, none skipped");
    assertThat(valid).isPositive();
    assertThat(invalid).isPositive();
  }

  private static List<JsonObject> groups(String file) {
    return TestVectors.objects(TestVectors.read(file).getJsonArray("testGroups"));
  }

  private static List<JsonObject> tests(String file) {
    List<JsonObject> tests = new ArrayList<>();
    for (JsonObject group : groups(file)) {
      tests.addAll(TestVectors.objects(group.getJsonArray("tests")));
    }
    return tests;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
