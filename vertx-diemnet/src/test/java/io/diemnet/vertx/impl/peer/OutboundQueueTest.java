package io.diemnet.vertx.impl.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {

  private final OutboundQueue queue = new OutboundQueue(null);

  @Test
  void an_urgent_message_overtakes_waiting_bulk() {
    Outbound bulk = add(0);
    Outbound middle = add(100);
    Outbound urgent = add(255);
    assertThat(queue.poll()).isSameAs(urgent);
    assertThat(queue.poll()).isSameAs(middle);
    assertThat(queue.poll()).isSameAs(bulk);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void order_is_kept_within_a_priority() {
    List<Outbound> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sent.add(add(7));
    }
    assertThat(drain()).containsExactlyElementsOf(sent);
  }

  @Test
  void every_sixteenth_message_is_the_one_that_waited_longest() {
    Outbound bulk = add(0);
    for (int i = 0; i < 100; i++) {
      add(255);
    }
    List<Outbound> taken = drain();
    assertThat(taken.indexOf(bulk)).isEqualTo(OutboundQueue.FAIR_EVERY - 1);
  }

  @Test
  void priority_zero_is_not_starved_by_endless_urgent_traffic() {
    List<Outbound> bulk = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      bulk.add(add(0));
    }
    List<Outbound> arrived = new ArrayList<>();
    for (int i = 0; i < 20 * OutboundQueue.FAIR_EVERY; i++) {
      add(255);
      Outbound taken = queue.poll();
      if (taken.priority == 0) {
        arrived.add(taken);
      }
    }
    assertThat(arrived).containsExactlyElementsOf(bulk);
  }

  @Test
  void what_is_added_first_goes_ahead_of_its_priority_and_soon_ahead_of_all() {
    Outbound bulk = add(0);
    Outbound ping = message(0);
    queue.addFirst(ping);
    assertThat(queue.size()).isEqualTo(2);
    for (int i = 0; i < 100; i++) {
      add(255);
    }
    List<Outbound> taken = drain();
    assertThat(taken).hasSize(102);
    assertThat(taken.indexOf(ping)).isEqualTo(OutboundQueue.FAIR_EVERY - 1);
    assertThat(taken.indexOf(bulk)).isEqualTo(2 * OutboundQueue.FAIR_EVERY - 1);

    queue.addFirst(ping);
    add(0);
    assertThat(queue.poll()).isSameAs(ping);
    queue.addFirst(ping);
    queue.remove(ping);
    assertThat(drain()).hasSize(1).doesNotContain(ping);
  }

  @Test
  void a_message_can_be_taken_back_from_anywhere() {
    Outbound first = add(3);
    Outbound second = add(3);
    Outbound third = add(3);
    queue.remove(second);
    queue.remove(second);
    assertThat(queue.size()).isEqualTo(2);
    assertThat(drain()).containsExactly(first, third);
    queue.remove(first);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void works_on_after_it_gave_its_lanes_back() {
    add(1);
    queue.poll();
    queue.trim();
    assertThat(queue.poll()).isNull();
    Outbound next = add(200);
    assertThat(queue.poll()).isSameAs(next);
  }

  /** The same rule, written down as plainly as possible. */
  @Property(tries = 300)
  void behaves_as_its_rule_says(@ForAll long seed) {
    Random random = new Random(seed);
    int[] priorities = random.ints(1 + random.nextInt(5), 0, 256).toArray();
    OutboundQueue tested = new OutboundQueue(null);
    List<Outbound> model = new ArrayList<>();
    int taken = 0;
    for (int step = 0; step < 400; step++) {
      int what = random.nextInt(100);
      if (what < 50) {
        Outbound message = message(priorities[random.nextInt(priorities.length)]);
        tested.add(message);
        model.add(message);
      } else if (what < 95) {
        Outbound expected = null;
        if (model.isEmpty()) {
          taken = 0;
        } else if (++taken == OutboundQueue.FAIR_EVERY) {
          taken = 0;
          expected = model.remove(0);
        } else {
          expected = mostUrgent(model);
          model.remove(expected);
        }
        assertThat(tested.poll()).isSameAs(expected);
      } else if (!model.isEmpty()) {
        tested.remove(model.remove(random.nextInt(model.size())));
      } else {
        tested.trim();
      }
      assertThat(tested.size()).isEqualTo(model.size());
      assertThat(tested.isEmpty()).isEqualTo(model.isEmpty());
    }
  }

  private static Outbound mostUrgent(List<Outbound> waiting) {
    return waiting.stream()
        .min(Comparator.comparingInt((Outbound message) -> -message.priority))
        .orElseThrow();
  }

  private List<Outbound> drain() {
    List<Outbound> taken = new ArrayList<>();
    for (Outbound next = queue.poll(); next != null; next = queue.poll()) {
      taken.add(next);
    }
    return taken;
  }

  private Outbound add(int priority) {
    Outbound message = message(priority);
    queue.add(message);
    return message;
  }

  private static Outbound message(int priority) {
    return new Outbound(null, 1, priority, Outbound.NO_PROTOCOL);
  }
}
