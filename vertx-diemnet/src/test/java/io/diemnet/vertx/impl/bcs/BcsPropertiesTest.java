package io.diemnet.vertx.impl.bcs;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Any values and any bytes, specification section 2. */
class BcsPropertiesTest {

  @Property
  void every_uleb128_comes_back(@ForAll int value) {
    byte[] bytes = new BcsWriter().writeUleb128(value).toByteArray();
    assertThat(bytes).hasSize(BcsWriter.uleb128Size(value));
    assertThat(new BcsReader(bytes).readUleb128()).isEqualTo(value);
  }

  @Property
  void random_uleb128_is_refused_or_comes_back(@ForAll byte[] bytes) {
    BcsReader in = new BcsReader(bytes);
    try {
      int value = in.readUleb128();
      byte[] again = new BcsWriter().writeUleb128(value).toByteArray();
      assertThat(bytes).startsWith(again);
      assertThat(in.position()).isEqualTo(again.length);
    } catch (BcsException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Property
  void bytes_and_strings_come_back(@ForAll byte[] bytes, @ForAll int number) {
    byte[] written =
        new BcsWriter(0).writeBytes(bytes).writeU32(number).writeString("x").toByteArray();
    BcsReader in = new BcsReader(written);
    assertThat(in.readBytes()).isEqualTo(bytes);
    assertThat(in.readU32()).isEqualTo(number);
    assertThat(in.readString()).isEqualTo("x");
    in.end();
  }
}
