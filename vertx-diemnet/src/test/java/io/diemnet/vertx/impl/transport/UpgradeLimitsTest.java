package io.diemnet.vertx.impl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.diemnet.vertx.impl.metrics.FailureReason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UpgradeLimitsTest {

  private final UpgradeLimits limits = new UpgradeLimits(5, 2);
  private final List<String> displaced = new ArrayList<>();

  /** A place of somebody whose handshake is being computed. */
  private UpgradeLimits.Place stranger(InetAddress from, String name) throws UpgradeException {
    UpgradeLimits.Place place = silent(from, name);
    place.claimed(false);
    return place;
  }

  private UpgradeLimits.Place silent(InetAddress from, String name) throws UpgradeException {
    UpgradeLimits.Place place = limits.acquire(from);
    place.onDisplaced(reason -> displaced.add(name + ": " + reason));
    return place;
  }

  private UpgradeLimits.Place trusted(InetAddress from, String name) throws UpgradeException {
    UpgradeLimits.Place place = silent(from, name);
    place.claimed(true);
    return place;
  }

  private FailureReason refusal(InetAddress from) {
    return catchThrowableOfType(UpgradeException.class, () -> limits.acquire(from)).reason();
  }

  @Test
  void one_address_has_its_part() throws Exception {
    UpgradeLimits.Place first = trusted(host(1), "first");
    trusted(host(1), "second");
    assertThat(refusal(host(1))).isEqualTo(FailureReason.TOO_MANY_UPGRADES_FROM_ADDRESS);
    trusted(host(2), "elsewhere");
    first.release();
    trusted(host(1), "third");
    assertThat(displaced).isEmpty();
  }

  @Test
  void all_together_are_limited_too() throws Exception {
    UpgradeLimits.Place third = null;
    for (int host = 1; host <= 5; host++) {
      UpgradeLimits.Place place = stranger(host(host), "host " + host);
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
    limits.trustedPeerAt(host(9));
    for (int host = 1; host <= 5; host++) {
      stranger(host(host), "host " + host);
    }
    assertThat(refusal(host(8))).isEqualTo(FailureReason.TOO_MANY_UPGRADES);
    silent(host(9), "known");
    assertThat(displaced).containsExactly("host 1: too-many-upgrades");
  }

  @Test
  void who_comes_from_there_or_says_he_is_trusted_keeps_his_place() throws Exception {
    limits.trustedPeerAt(host(9));
    silent(host(9), "known");
    for (int host = 1; host <= 4; host++) {
      trusted(host(host), "host " + host);
    }
    assertThat(refusal(host(8))).isEqualTo(FailureReason.TOO_MANY_UPGRADES);
    assertThat(displaced).isEmpty();
  }

  @Test
  void a_stranger_that_has_proved_itself_and_says_no_more_is_silent_again() throws Exception {
    UpgradeLimits.Place stalls = stranger(host(1), "stalls");
    stranger(host(2), "computing");
    stalls.proved(false);
    for (int host = 3; host <= 5; host++) {
      trusted(host(host), "host " + host);
    }
    silent(host(6), "newcomer");
    assertThat(displaced).containsExactly("stalls: too-many-upgrades");
    stalls.proved(false);
    assertThat(limits.total()).isEqualTo(5);
  }

  @Test
  void a_place_that_was_given_away_is_told_of_it_later_too() throws Exception {
    UpgradeLimits.Place early = limits.acquire(host(1));
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
    UpgradeLimits.Place first = silent(null, "first");
    UpgradeLimits.Place second = silent(null, "second");
    UpgradeLimits.Place third = silent(null, "third");
    assertThat(limits.addresses()).isZero();
    first.from(host(1));
    first.claimed(true);
    second.from(host(1));
    second.claimed(true);
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
  void a_refused_one_takes_no_place_and_nothing_is_remembered_at_the_end() throws Exception {
    UpgradeLimits.Place one = trusted(host(1), "one");
    UpgradeLimits.Place two = trusted(host(1), "two");
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
    UpgradeLimits.Place last = null;
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
                    UpgradeLimits.Place place = limits.acquire(host(1));
                    place.claimed(round % 3 == 0);
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
  }

  private static InetAddress host(int number) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) number});
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
