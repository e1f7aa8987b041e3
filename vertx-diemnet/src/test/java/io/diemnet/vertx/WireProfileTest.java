package io.diemnet.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WireProfileTest {

  private static final JsonObject DIEM = new JsonObject().put("profile", "diem");
  private static final JsonObject OTHER = new JsonObject().put("profile", "libra");

  @Test
  void all_options_have_a_profile_and_refuse_an_unknown_one() {
    assertThat(new DiemNetOptions(DIEM).getProfile()).isEqualTo(WireProfile.DIEM);
    assertThat(new DiemNetOptions().setProfile(WireProfile.DIEM).toJson()).contains(entry());
    assertThat(new NoiseServerOptions(DIEM).toJson()).contains(entry());
    assertThat(new NoiseClientOptions(DIEM).toJson()).contains(entry());
    assertThat(new NoiseServerOptions().setProfile(WireProfile.DIEM).getProfile())
        .isEqualTo(new NoiseServerOptions(new NoiseServerOptions()).getProfile());
    assertThat(new NoiseClientOptions().setProfile(WireProfile.DIEM).getProfile())
        .isEqualTo(new NoiseClientOptions(new NoiseClientOptions()).getProfile());
    for (Runnable read :
        new Runnable[] {
          () -> new DiemNetOptions(OTHER),
          () -> new NoiseServerOptions(OTHER),
          () -> new NoiseClientOptions(OTHER)
        }) {
      assertThatExceptionOfType(InvalidOptionsException.class)
          .isThrownBy(read::run)
          .withMessageContaining("profile")
          .withMessageContaining("must be diem or aptos, not 'libra'");
    }
  }

  private static java.util.Map.Entry<String, Object> entry() {
    return java.util.Map.entry("profile", "diem");
  }

  @Test
  void a_network_of_16_byte_ids_refuses_longer_ones_in_its_configuration() {
    String id = "ab".repeat(32);
    JsonObject seeds = new JsonObject().put("seeds", new JsonObject().put(id, new JsonObject()));
    assertThatExceptionOfType(InvalidOptionsException.class)
        .isThrownBy(() -> new DiemNetOptions(seeds))
        .withMessageContaining("32 hex digits");
    assertThatExceptionOfType(InvalidOptionsException.class)
        .isThrownBy(() -> new NoiseClientOptions(new JsonObject().put("peerId", id)));
  }

  @Test
  void an_id_has_16_or_32_bytes() {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (200 + i);
    }
    PeerId id = PeerId.of(bytes);
    assertThat(id.length()).isEqualTo(32);
    assertThat(id.toBytes()).isEqualTo(bytes);
    assertThat(id.toString()).hasSize(64).startsWith("c8c9ca");
    assertThat(PeerId.parse(id.toString())).isEqualTo(id).hasSameHashCodeAs(id);
    assertThat(PeerId.parse("0x" + id)).isEqualTo(id);
    assertThatIllegalArgumentException().isThrownBy(() -> PeerId.parse(id + "0"));
    assertThatIllegalArgumentException().isThrownBy(() -> PeerId.of(new byte[24]));

    PeerId half = PeerId.of(Arrays.copyOf(bytes, 16));
    PeerId zeros = PeerId.of(Arrays.copyOf(half.toBytes(), 32));
    assertThat(half).isNotEqualTo(zeros).isLessThan(zeros);
    assertThat(zeros).isLessThan(id);
    bytes[31]++;
    PeerId next = PeerId.of(bytes);
    assertThat(next).isNotEqualTo(id).isGreaterThan(id);
    bytes[0] = 1;
    assertThat(PeerId.of(bytes)).isLessThan(half);
  }
}
