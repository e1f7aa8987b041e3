package io.diemnet.vertx.impl.bcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Specification section 2. */
class BcsTest {

  private static BcsReader reader(String hex) {
    return new BcsReader(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static String hex(BcsWriter writer) {
    return HexFormat.of().formatHex(writer.toByteArray());
  }

  private static void assertRefused(String hex, Function<BcsReader, ?> read) {
    assertThatExceptionOfType(BcsException.class)
        .isThrownBy(() -> read.apply(reader(hex)))
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }

  @Test
  void integers_are_little_endian_of_fixed_width() {
    BcsWriter out =
        new BcsWriter(1)
            .writeU8(0xfe)
            .writeU16(0xfe01)
            .writeU32(0xfe010203)
            .writeU64(0xfe01020304050607L)
            .writeBool(true)
            .writeBool(false);
    assertThat(hex(out)).isEqualTo("fe" + "01fe" + "030201fe" + "07060504030201fe" + "01" + "00");
    BcsReader in = new BcsReader(out.toByteArray());
    assertThat(in.readU8()).isEqualTo(0xfe);
    assertThat(in.readU16()).isEqualTo(0xfe01);
    assertThat(in.readU32()).isEqualTo(0xfe010203);
    assertThat(in.readU64()).isEqualTo(0xfe01020304050607L);
    assertThat(in.readBool()).isTrue();
    assertThat(in.readBool()).isFalse();
    in.end();
  }

  @Test
  void a_bool_is_00_or_01() {
    assertRefused("02", BcsReader::readBool);
    assertRefused("ff", BcsReader::readBool);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "1, 01",
    "127, 7f",
    "128, 8001",
    "16383, ff7f",
    "16384, 808001",
    "2097151, ffff7f",
    "2097152, 80808001",
    "268435455, ffffff7f",
    "268435456, 8080808001",
    "2147483647, ffffffff07",
    "4294967295, ffffffff0f"
  })
  void uleb128_is_minimal(long value, String bytes) {
    BcsWriter out = new BcsWriter().writeUleb128((int) value);
    assertThat(hex(out)).isEqualTo(bytes);
    assertThat(BcsWriter.uleb128Size((int) value)).isEqualTo(bytes.length() / 2);
    BcsReader in = reader(bytes);
    assertThat(Integer.toUnsignedLong(in.readUleb128())).isEqualTo(value);
    in.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "80",
        "8000",
        "ff00",
        "808000",
        "80808000",
        "8080808000",
        "8080808010",
        "ffffffff1f",
        "ffffffff7f",
        "8080808080",
        "808080808000",
        "808080808001",
        "ffffffffff01"
      })
  void other_uleb128_is_refused(String bytes) {
    assertRefused(bytes, BcsReader::readUleb128);
  }

  @Test
  void a_variant_is_one_of_those_there_are() {
    assertThat(reader("02").readVariant(3)).isEqualTo(2);
    assertRefused("03", in -> in.readVariant(3));
    assertRefused("ffffffff0f", in -> in.readVariant(3));
    assertRefused("8200", in -> in.readVariant(3));
  }

  @Test
  void a_length_is_checked_against_the_bytes_there_are_before_anything_is_allocated() {
    assertThat(reader("03 aabbcc").readBytes()).containsExactly(0xaa, 0xbb, 0xcc);
    assertRefused("04 aabbcc", BcsReader::readBytes);
    assertRefused("ffffffff07", BcsReader::readBytes);
    assertRefused("ffffffff07", BcsReader::readString);
    assertRefused("ffffffff07", BcsReader::readNested);
    assertRefused("ffffffff07", BcsReader::readWithPrefix);
    assertRefused("02 aabbcc", in -> in.readLength(2));
    assertThat(reader("01 aabbcc").readLength(2)).isEqualTo(1);
    assertRefused("ffffffff07 aa", in -> in.readLength(1 << 30));
  }

  @Test
  void a_length_above_2_31_is_refused_even_for_nothing() {
    assertRefused("8080808008", in -> in.readLength(0));
    assertThat(reader("ffffffff07").readLength(0)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void every_value_needs_all_its_bytes() {
    assertRefused("", BcsReader::readU8);
    assertRefused("01", BcsReader::readU16);
    assertRefused("010203", BcsReader::readU32);
    assertRefused("01020304050607", BcsReader::readU64);
    assertRefused("", BcsReader::readBool);
    assertRefused("0102", in -> in.readFixed(3));
  }

  @Test
  void nested_bytes_are_read_within_their_bounds() {
    BcsReader in = reader("02 0102 03");
    BcsReader nested = in.readNested();
    assertThat(nested.readU16()).isEqualTo(0x0201);
    nested.end();
    assertThat(in.readU8()).isEqualTo(3);
    assertRefused("02 0102 03", r -> r.readNested().readFixed(3));
    BcsReader whole = reader("02 0102 03");
    assertThat(whole.readWithPrefix()).containsExactly(2, 1, 2);
    assertThat(whole.remaining()).isEqualTo(1);
  }

  @Test
  void bytes_left_over_are_an_error() {
    BcsReader in = reader("00");
    assertThatExceptionOfType(BcsException.class)
        .isThrownBy(in::end)
        .withMessageContaining("remaining input");
  }

  @Test
  void a_part_of_an_array_is_read() {
    BcsReader in = new BcsReader(new byte[] {1, 2, 3, 4}, 1, 2);
    assertThat(in.readU16()).isEqualTo(0x0302);
    in.end();
  }

  @Test
  void strings_are_valid_utf_8() {
    assertThat(reader("04 f09f9880").readString()).isEqualTo("\ud83d\ude00");
    assertThat(hex(new BcsWriter().writeString("\ud83d\ude00"))).isEqualTo("04f09f9880");
    assertThat(reader("00").readString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"01 80", "01 ff", "02 c080", "03 eda080", "03 e282", "04 f5808080"})
  void other_strings_are_refused(String bytes) {
    assertRefused(bytes, BcsReader::readString);
  }

  @Test
  void text_without_utf_8_is_not_written() {
    assertThatIllegalArgumentException().isThrownBy(() -> new BcsWriter().writeString("a\ud800"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BcsWriter().writeString("\udc00\ud800"));
  }

  @Test
  void bytes_are_immutable_and_compared_by_content() {
    byte[] array = {1, 2};
    Bytes bytes = Bytes.of(array);
    array[0] = 9;
    bytes.toByteArray()[1] = 9;
    assertThat(bytes)
        .isEqualTo(Bytes.of(new byte[] {1, 2}))
        .hasToString("0102")
        .hasSameHashCodeAs(Bytes.of(new byte[] {1, 2}));
    assertThat(bytes).isNotEqualTo(Bytes.of(new byte[] {1, 3}));
    assertThat(bytes.length()).isEqualTo(2);
    assertThat(bytes.reader().readU16()).isEqualTo(0x0201);
  }
}
