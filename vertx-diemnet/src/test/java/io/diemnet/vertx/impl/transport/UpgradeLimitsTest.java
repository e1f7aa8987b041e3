package io.diemnet.vertx.impl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.metrics.FailureReason;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UpgradeLimitsTest {

  private static final PeerId PEER = peer(1);

  private final Set<PeerId> untrusted = new HashSet<>();
  private final UpgradeLimits limits = limits(5, 2);
  private final List<String> displaced = new ArrayList<>();
  private int ids = 100;

  private UpgradeLimits limits(int maxTotal, int maxPerAddress) {
    return new UpgradeLimits(maxTotal, maxPerAddress, peer -> !untrusted.contains(peer));
  }

  /** A place of somebody whose handshake is being computed. */
  private UpgradeLimits.Slot stranger(InetAddress from, String name) throws UpgradeException {
    UpgradeLimits.Slot place = silent(from, name);
    place.claimed(peer(ids++), false);
    return place;
  }

  private UpgradeLimits.Slot silent(InetAddress from, String name) throws UpgradeException {
    UpgradeLimits.Slot place = limits.acquire(from);
    place.onDisplaced(reason -> displaced.add(name + ": " + reason));
    return place;
  }

  private UpgradeLimits.Slot trusted(InetAddress from, String name) throws UpgradeException {
    UpgradeLimits.Slot place = silent(from, name);
    place.claimed(peer(ids++), true);
    return place;
  }

  private FailureReason refusal(InetAddress from) {
    return catchThrowableOfType(UpgradeException.class, () -> limits.acquire(from)).reason();
  }

  @Test
  void one_address_has_its_part() throws Exception {
    UpgradeLimits.Slot first = trusted(host(1), "first");
    trusted(host(1), "second");
    assertThat(refusal(host(1))).isEqualTo(FailureReason.TOO_MANY_UPGRADES_FROM_ADDRESS);
    trusted(host(2), "elsewhere");
    first.release();
    trusted(host(1), "third");
    assertThat(displaced).isEmpty();
  }

  @Test
  void all_together_are_limited_too() throws Exception {
    UpgradeLimits.Slot third = null;
    for (int host = 1; host <= 5; host++) {
      UpgradeLimits.Slot place = stranger(host(host), "host " + host);
      third = host == 3 ? place : third;
    }
    assertThat(refusal(host(6))).isEqualTo(FailureReason.TOO_MANY_UPGRADES);
    third.release();
    stranger(host(6), "host 6");
    assertThat(displaced).isEmpty();
  }

  @Test
  void a_newcomer_gets_the_place_of_the_oldest_that_is_silent() throws Exception {
    stranger(host(1), "computing");
    silent(host(2), "older");
    silent(host(3), "newer");
    trusted(host(4), "trusted");
    stranger(host(5), "computing too");
    silent(host(6), "newcomer");
    assertThat(displaced).containsExactly("older: too-many-upgrades");
    assertThat(limits.total()).isEqualTo(5);
  }

  @Test
  void a_newcomer_from_a_full_address_gets_a_place_of_that_address() throws Exception {
    silent(host(2), "elsewhere");
    stranger(host(1), "computing");
    silent(host(1), "silent");
    silent(host(1), "newcomer");
    assertThat(displaced).containsExactly("silent: too-many-upgrades-from-address");
    stranger(host(1), "newcomer again");
    assertThat(displaced).element(1).isEqualTo("newcomer: too-many-upgrades-from-address");
    trusted(host(1), "one more");
    assertThat(displaced).element(2).isEqualTo("computing: too-many-upgrades-from-address");
  }

  @Test
  void only_from_where_a_trusted_peer_has_been_a_newcomer_displaces_what_is_computed()
      throws Exception {
    limits.trustedPeerAt(PEER, host(9));
    for (int host = 1; host <= 5; host++) {
      stranger(host(host), "host " + host);
    }
    assertThat(refusal(host(8))).isEqualTo(FailureReason.TOO_MANY_UPGRADES);
    silent(host(9), "known");
    assertThat(displaced).containsExactly("host 1: too-many-upgrades");
  }

  @Test
  void a_silent_place_of_a_known_address_and_a_trusted_claim_being_computed_are_kept()
      throws Exception {
    limits.trustedPeerAt(PEER, host(9));
    silent(host(9), "known");
    for (int host = 1; host <= 4; host++) {
      trusted(host(host), "host " + host);
    }
    assertThat(refusal(host(8))).isEqualTo(FailureReason.TOO_MANY_UPGRADES);
    assertThat(displaced).isEmpty();
  }

  @Test
  void a_remote_that_was_answered_and_says_no_more_is_silent_again() throws Exception {
    UpgradeLimits.Slot stalls = stranger(host(1), "stalls");
    stranger(host(2), "computing");
    stalls.answered();
    for (int host = 3; host <= 5; host++) {
      trusted(host(host), "host " + host);
    }
    silent(host(6), "newcomer");
    assertThat(displaced).containsExactly("stalls: too-many-upgrades");
    stalls.answered();
    assertThat(limits.total()).isEqualTo(5);
  }

  @Test
  void a_claim_of_a_trusted_id_that_was_answered_protects_no_place() throws Exception {
    // All that a replay can show: the first message decrypts, and nothing follows.
    for (int host = 1; host <= 5; host++) {
      trusted(host(host), "replay " + host).answered();
    }
    silent(host(6), "newcomer");
    assertThat(displaced).containsExactly("replay 1: too-many-upgrades");
  }

  @Test
  void a_place_is_protected_once_a_frame_of_the_session_has_decrypted() throws Exception {
    for (int host = 1; host <= 5; host++) {
      UpgradeLimits.Slot place = trusted(host(host), "peer " + host);
      place.answered();
      place.proved();
    }
    assertThat(refusal(host(6))).isEqualTo(FailureReason.TOO_MANY_UPGRADES);
    assertThat(displaced).isEmpty();
  }

  @Test
  void one_trusted_peer_has_few_protected_places() throws Exception {
    for (int host = 1; host <= 4; host++) {
      UpgradeLimits.Slot place = silent(host(host), "place " + host);
      place.claimed(PEER, true);
      place.answered();
      place.proved();
    }
    assertThat(displaced)
        .containsExactly(
            "place 1: too-many-upgrades-of-peer", "place 2: too-many-upgrades-of-peer");
  }

  @Test
  void silent_places_of_known_addresses_make_room_for_a_newcomer_from_a_known_address()
      throws Exception {
    for (int host = 1; host <= 6; host++) {
      limits.trustedPeerAt(peer(host), host(host));
    }
    for (int host = 1; host <= 5; host++) {
      silent(host(host), "known " + host);
    }
    assertThat(refusal(host(9))).isEqualTo(FailureReason.TOO_MANY_UPGRADES);
    silent(host(6), "newcomer");
    assertThat(displaced).containsExactly("known 1: too-many-upgrades");
  }

  @Test
  void beyond_a_few_the_silent_places_of_a_known_address_make_room_for_anybody() throws Exception {
    UpgradeLimits many = limits(6, 6);
    many.trustedPeerAt(PEER, host(1));
    for (int i = 1; i <= 6; i++) {
      int number = i;
      many.acquire(host(1)).onDisplaced(reason -> displaced.add("known " + number));
    }
    many.acquire(host(2)).claimed(peer(2), true);
    many.acquire(host(3)).claimed(peer(3), true);
    assertThat(displaced).containsExactly("known 1", "known 2");
    assertThat(catchThrowableOfType(UpgradeException.class, () -> many.acquire(host(4))).reason())
        .isEqualTo(FailureReason.TOO_MANY_UPGRADES);
  }

  @Test
  void the_address_that_holds_most_makes_room_and_not_the_oldest_place() throws Exception {
    silent(host(1), "one, and the oldest");
    silent(host(2), "first of two");
    silent(host(2), "second of two");
    silent(host(3), "another");
    silent(host(4), "yet another");
    silent(host(5), "newcomer");
    assertThat(displaced).containsExactly("first of two: too-many-upgrades");
  }

  @Test
  void one_claimed_id_has_its_part_of_the_places() throws Exception {
    UpgradeLimits wide = limits(40, 40);
    List<UpgradeLimits.Slot> places = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      UpgradeLimits.Slot place = wide.acquire(host(1 + i % 2));
      String name = "claim " + i;
      place.onDisplaced(reason -> displaced.add(name + ": " + reason));
      places.add(place);
    }
    for (UpgradeLimits.Slot place : places.subList(0, 5)) {
      place.claimed(PEER, true);
    }
    UpgradeLimits.Slot sixth = places.get(5);
    // None of them is silent, so there is none to take.
    assertThat(
            catchThrowableOfType(UpgradeException.class, () -> sixth.claimed(PEER, true)).reason())
        .isEqualTo(FailureReason.TOO_MANY_UPGRADES_OF_PEER);
    assertThat(wide.total()).isEqualTo(5);
    places.get(1).answered();
    places.get(2).answered();
    // The address with three of the five makes room.
    wide.acquire(host(7)).claimed(PEER, true);
    assertThat(displaced).containsExactly("claim 2: too-many-upgrades-of-peer");
    // From where the peer has been, it takes even one that is being computed.
    wide.trustedPeerAt(PEER, host(8));
    UpgradeLimits.Slot own = wide.acquire(host(8));
    own.claimed(PEER, true);
    assertThat(own.claimsFromKnownAddress()).isTrue();
    assertThat(displaced).element(1).isEqualTo("claim 0: too-many-upgrades-of-peer");
    own.answered();
    // And keeps its place there against all others, silent as it is.
    wide.acquire(host(9)).claimed(PEER, true);
    assertThat(displaced).element(2).isEqualTo("claim 1: too-many-upgrades-of-peer");
    UpgradeLimits.Slot replay = wide.acquire(host(9));
    assertThat(catchThrowableOfType(UpgradeException.class, () -> replay.claimed(PEER, true)))
        .isNotNull();
    assertThat(displaced).hasSize(3);
  }

  @Test
  void an_address_is_known_for_the_peer_that_was_there_as_long_as_it_is_trusted() throws Exception {
    limits.trustedPeerAt(PEER, host(1));
    UpgradeLimits.Slot same = limits.acquire(host(1));
    same.claimed(PEER, true);
    assertThat(same.claimsFromKnownAddress()).isTrue();
    UpgradeLimits.Slot other = limits.acquire(host(1));
    other.claimed(peer(2), true);
    assertThat(other.claimsFromKnownAddress()).isFalse();
    untrusted.add(PEER);
    assertThat(same.claimsFromKnownAddress()).isFalse();
  }

  @Test
  void one_peer_does_not_displace_the_known_addresses_of_others() {
    KnownAddresses known = new KnownAddresses(peer -> true);
    known.seen(peer(1), host(1));
    for (int host = 2; host < 200; host++) {
      known.seen(peer(2), host(host));
    }
    assertThat(known.contains(peer(1), host(1))).isTrue();
    assertThat(known.contains(host(2))).isFalse();
    assertThat(known.contains(host(199))).isTrue();
    assertThat(known.addresses()).isEqualTo(1 + KnownAddresses.MAX_PER_PEER);
    for (int peer = 3; peer < 3 + KnownAddresses.MAX_PEERS; peer++) {
      known.seen(peer(peer), host(1));
    }
    assertThat(known.contains(peer(1), host(1))).isFalse();
    assertThat(known.addresses()).isEqualTo(1);
  }

  @Test
  void a_place_that_was_given_away_is_told_of_it_later_too() throws Exception {
    UpgradeLimits.Slot early = limits.acquire(host(1));
    silent(host(1), "second");
    silent(host(1), "third");
    List<FailureReason> told = new ArrayList<>();
    early.onDisplaced(told::add);
    assertThat(told).containsExactly(FailureReason.TOO_MANY_UPGRADES_FROM_ADDRESS);
    early.release();
    assertThat(limits.total()).isEqualTo(2);
  }

  @Test
  void the_address_that_a_proxy_tells_is_the_one_that_counts() throws Exception {
    UpgradeLimits.Slot first = silent(null, "first");
    UpgradeLimits.Slot second = silent(null, "second");
    UpgradeLimits.Slot third = silent(null, "third");
    assertThat(limits.addresses()).isZero();
    first.from(host(1));
    first.claimed(peer(2), true);
    second.from(host(1));
    second.claimed(peer(3), true);
    assertThat(catchThrowableOfType(UpgradeException.class, () -> third.from(host(1))).reason())
        .isEqualTo(FailureReason.TOO_MANY_UPGRADES_FROM_ADDRESS);
    assertThat(limits.total()).isEqualTo(2);
    assertThat(limits.addresses()).isEqualTo(1);
  }

  @Test
  void an_ipv6_network_of_64_bits_counts_as_one_address() throws Exception {
    trusted(InetAddress.getByName("2001:db8:0:1::1"), "one");
    trusted(InetAddress.getByName("2001:db8:0:1:ffff::2"), "other");
    assertThat(refusal(InetAddress.getByName("2001:db8:0:1::3")))
        .isEqualTo(FailureReason.TOO_MANY_UPGRADES_FROM_ADDRESS);
    trusted(InetAddress.getByName("2001:db8:0:2::1"), "next door");
    assertThat(displaced).isEmpty();
  }

  @Test
  void an_ipv6_network_of_48_bits_counts_as_two_addresses() throws Exception {
    UpgradeLimits wide = limits(100, 2);
    for (int network = 1; network <= 4; network++) {
      wide.acquire(InetAddress.getByName("2001:db8:7:" + network + "::1")).claimed(PEER, true);
    }
    assertThat(
            catchThrowableOfType(
                    UpgradeException.class,
                    () -> wide.acquire(InetAddress.getByName("2001:db8:7:5::1")))
                .reason())
        .isEqualTo(FailureReason.TOO_MANY_UPGRADES_FROM_ADDRESS);
    wide.acquire(InetAddress.getByName("2001:db8:8:5::1"));
  }

  @Test
  void an_ipv4_address_inside_an_ipv6_one_is_that_ipv4_address() throws Exception {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    System.arraycopy(host(1).getAddress(), 0, mapped, 12, 4);
    InetAddress inside = Inet6Address.getByAddress(null, mapped, -1);
    assertThat(SourceNetwork.address(inside)).isEqualTo(host(1));
    assertThat(SourceNetwork.site(inside)).isEqualTo(host(1));
  }

  @Test
  void a_refused_one_takes_no_place_and_nothing_is_remembered_at_the_end() throws Exception {
    UpgradeLimits.Slot one = trusted(host(1), "one");
    UpgradeLimits.Slot two = trusted(host(1), "two");
    for (int i = 0; i < 10; i++) {
      assertThat(refusal(host(1))).isNotNull();
    }
    assertThat(limits.total()).isEqualTo(2);
    one.release();
    one.release();
    two.release();
    assertThat(limits.total()).isZero();
    assertThat(limits.addresses()).isZero();
  }

  @Test
  void what_has_no_ip_address_counts_in_all() throws Exception {
    UpgradeLimits.Slot last = null;
    for (int i = 0; i < 5; i++) {
      last = stranger(null, "memory");
    }
    assertThat(refusal(null)).isEqualTo(FailureReason.TOO_MANY_UPGRADES);
    last.release();
    assertThat(limits.total()).isEqualTo(4);
  }

  @Test
  void keeps_count_when_many_threads_come_and_go() throws Exception {
    int threads = 4;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch begin = new CountDownLatch(1);
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          pool.submit(
              () -> {
                begin.await();
                for (int round = 0; round < 20_000; round++) {
                  try {
                    UpgradeLimits.Slot place = limits.acquire(host(1));
                    place.claimed(PEER, round % 3 == 0);
                    most.accumulateAndGet(limits.total(), Math::max);
                    place.release();
                  } catch (UpgradeException full) {
                    // Two others are inside.
                  }
                }
                return null;
              }));
    }
    begin.countDown();
    for (Future<?> each : all) {
      each.get(60, TimeUnit.SECONDS);
    }
    pool.shutdown();
    assertThat(most.get()).isBetween(1, 2);
    assertThat(limits.total()).isZero();
    assertThat(limits.addresses()).isZero();
    assertThat(limits.claimedPeers()).isZero();
  }

  private static PeerId peer(int number) {
    byte[] bytes = new byte[16];
    bytes[14] = (byte) (number >>> 8);
    bytes[15] = (byte) number;
    return PeerId.of(bytes);
  }

  private static InetAddress host(int number) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) number});
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
