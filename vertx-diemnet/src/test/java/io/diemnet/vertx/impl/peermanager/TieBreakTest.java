package io.diemnet.vertx.impl.peermanager;

import static io.diemnet.vertx.ConnectionOrigin.INBOUND;
import static io.diemnet.vertx.ConnectionOrigin.OUTBOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.ConnectionOrigin;
import io.diemnet.vertx.PeerId;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TieBreakTest {

  private static final String LOW = "00000000000000000000000000000001";
  // Its first byte is negative as Java sees it: the order is unsigned.
  private static final String HIGH = "80000000000000000000000000000000";

  @ParameterizedTest
  @CsvSource({
    "INBOUND, INBOUND, true, true",
    "OUTBOUND, OUTBOUND, true, true",
    "INBOUND, OUTBOUND, false, true",
    "OUTBOUND, INBOUND, true, false",
  })
  void the_whole_table(
      ConnectionOrigin kept, ConnectionOrigin fresh, boolean asLesser, boolean asGreater) {
    PeerId low = PeerId.parse(LOW);
    PeerId high = PeerId.parse(HIGH);
    assertThat(TieBreak.newConnectionStays(low, high, kept, fresh)).isEqualTo(asLesser);
    assertThat(TieBreak.newConnectionStays(high, low, kept, fresh)).isEqualTo(asGreater);
  }

  /** Two nodes dial each other: whoever sees which first, both keep the one the greater dialed. */
  @Property(tries = 300)
  void both_sides_keep_the_same_connection(
      @ForAll long seed, @ForAll boolean ownFirstHere, @ForAll boolean ownFirstThere) {
    Random random = new Random(seed);
    PeerId here = anyPeer(random);
    PeerId there = anyPeer(random);
    boolean ownSurvivesHere = ownSurvives(here, there, ownFirstHere);
    boolean ownSurvivesThere = ownSurvives(there, here, ownFirstThere);
    assertThat(ownSurvivesHere).isNotEqualTo(ownSurvivesThere);
    assertThat(ownSurvivesHere).isEqualTo(here.compareTo(there) > 0);
  }

  private static boolean ownSurvives(PeerId own, PeerId remote, boolean ownFirst) {
    ConnectionOrigin kept = ownFirst ? OUTBOUND : INBOUND;
    ConnectionOrigin fresh = ownFirst ? INBOUND : OUTBOUND;
    boolean newStays = TieBreak.newConnectionStays(own, remote, kept, fresh);
    return newStays != ownFirst;
  }

  private static PeerId anyPeer(Random random) {
    byte[] bytes = new byte[PeerId.LENGTH];
    random.nextBytes(bytes);
    return PeerId.of(bytes, 0);
  }
}
