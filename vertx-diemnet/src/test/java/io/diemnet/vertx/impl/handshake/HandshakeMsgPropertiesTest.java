package io.diemnet.vertx.impl.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.handshake.HandshakeException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Any sets of protocols and any bytes, specification section 6. */
class HandshakeMsgPropertiesTest {

  private static final SupportedProtocols RPCS =
      SupportedProtocols.of(List.of(ProtocolId.CONSENSUS_RPC, ProtocolId.HEALTH_CHECKER_RPC));

  private static SupportedProtocols set(Iterable<Integer> numbers) {
    List<ProtocolId> protocols = new ArrayList<>();
    numbers.forEach(
        n -> protocols.add(n < 7 ? ProtocolId.builtIn().get(n) : ProtocolId.custom("p" + n, n)));
    return SupportedProtocols.of(protocols);
  }

  @Property
  void a_set_holds_what_was_put_in_and_no_more_bytes_than_it_needs(
      @ForAll Set<@IntRange(max = 255) Integer> numbers) {
    SupportedProtocols set = set(numbers);
    assertThat(set.numbers().boxed().collect(Collectors.toSet())).isEqualTo(numbers);
    assertThat(set.wire().length)
        .isEqualTo(numbers.stream().mapToInt(n -> n / 8 + 1).max().orElse(0));
  }

  @Property
  void an_intersection_holds_what_is_in_both(
      @ForAll Set<@IntRange(max = 255) Integer> a, @ForAll Set<@IntRange(max = 255) Integer> b) {
    Set<Integer> both = a.stream().filter(b::contains).collect(Collectors.toSet());
    assertThat(set(a).intersection(set(b))).isEqualTo(set(both));
    assertThat(set(b).intersection(set(a)).wire()).isEqualTo(set(both).wire());
  }

  @Property
  void random_bytes_decode_to_themselves_or_are_refused(@ForAll byte[] bytes) {
    try {
      assertThat(HandshakeMsg.decode(bytes, 0, bytes.length, DiemWire.RULES).encode(DiemWire.RULES))
          .isEqualTo(bytes);
    } catch (HandshakeException e) {
      assertThat(e.reason()).isIn(Reason.MALFORMED, Reason.TRAILING_BYTES);
    }
  }

  @Property
  void changed_bytes_decode_to_themselves_or_are_refused(
      @ForAll @IntRange(max = 8) int at, @ForAll byte value) {
    byte[] bytes = HandshakeMsg.v1(RPCS, ChainId.TESTING, NetworkId.vfn()).encode(DiemWire.RULES);
    bytes[at] = value;
    random_bytes_decode_to_themselves_or_are_refused(bytes);
  }
}
