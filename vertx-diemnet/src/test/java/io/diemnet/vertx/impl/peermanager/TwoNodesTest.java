package io.diemnet.vertx.impl.peermanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Explores every order in which two nodes that dial each other can do their steps: dial, end of the
 * handshake at either end, task of the peer manager, task of a connection's loop, end of the
 * connection. A state that was reached before is not explored again.
 */
class TwoNodesTest {

  /** A digest of a state: a collision among 10^8 states has a probability of 10^-22. */
  private record State(long one, long two) {

    static State of(String text) {
      long one = 0xcbf29ce484222325L;
      long two = 0x9e3779b97f4a7c15L;
      for (int i = 0; i < text.length(); i++) {
        one = (one ^ text.charAt(i)) * 0x100000001b3L;
        two = Long.rotateLeft(two + text.charAt(i), 23) * 0xff51afd7ed558ccdL;
      }
      return new State(one ^ one >>> 32, two ^ two >>> 29);
    }
  }

  /**
   * A path to explore.
   *
   * @param sleeping the steps that need no exploration from its end: an independent step was
   *     explored after them elsewhere
   */
  private record Path(List<String> steps, List<TwoNodes.Step> sleeping) {}

  private static final class Exploration {
    private final int dials;
    private final int cuts;
    private final boolean all;

    /** The steps that were not explored from a state. */
    private final Map<State, Set<String>> states = new HashMap<>();

    private final Deque<Path> unexplored = new ArrayDeque<>();
    private long transitions;
    private final Set<State> quiet = new HashSet<>();

    /**
     * @param all explores the orders too that cannot make a difference
     */
    Exploration(int dials, int cuts, boolean all) {
      this.all = all;
      this.dials = dials;
      this.cuts = cuts;
    }

    void run(TestReporter reporter) {
      unexplored.push(new Path(List.of(), List.of()));
      while (!unexplored.isEmpty()) {
        explore(unexplored.pop());
      }
      reporter.publishEntry(
          dials
              + " dials of each node, "
              + cuts
              + " cuts: "
              + states.size()
              + " states, "
              + transitions
              + " transitions, "
              + quiet.size()
              + " quiet states");
    }

    private void explore(Path path) {
      List<String> steps = new ArrayList<>(path.steps());
      List<TwoNodes.Step> sleeping = path.sleeping();
      try {
        TwoNodes nodes = replay(steps);
        while (true) {
          List<TwoNodes.Step> todo = todo(nodes, sleeping, steps);
          if (todo.isEmpty()) {
            return;
          }
          transitions += todo.size();
          List<TwoNodes.Step> explored = new ArrayList<>(sleeping);
          List<TwoNodes.Step> sleepingNext = null;
          for (TwoNodes.Step step : todo) {
            List<TwoNodes.Step> sleepingThen = explored.stream().filter(step::independent).toList();
            if (sleepingNext == null) {
              sleepingNext = sleepingThen;
            } else {
              List<String> longer = new ArrayList<>(steps);
              longer.add(step.name());
              unexplored.push(new Path(longer, sleepingThen));
            }
            explored.add(step);
          }
          sleeping = sleepingNext;
          steps.add(todo.get(0).name());
          todo.get(0).work().run();
        }
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(
            "after " + states.size() + " states, at the end of\n" + String.join("\n", steps),
            failure);
      }
    }

    /** What must be explored from this state; nothing if it was reached before. */
    private List<TwoNodes.Step> todo(
        TwoNodes nodes, List<TwoNodes.Step> sleeping, List<String> path) {
      Set<String> names =
          sleeping.isEmpty()
              ? Set.of()
              : sleeping.stream().map(TwoNodes.Step::name).collect(Collectors.toSet());
      State state = State.of(nodes.key());
      Set<String> before = states.putIfAbsent(state, names);
      if (before == null) {
        List<TwoNodes.Step> steps = steps(nodes);
        if (steps.stream().allMatch(TwoNodes.Step::isFault)) {
          quiet.add(state);
          // The check changes the nodes: it has some of its own.
          replay(path).checkQuiet();
        }
        return steps.stream().filter(step -> !names.contains(step.name())).toList();
      }
      if (names.containsAll(before)) {
        return List.of();
      }
      states.put(
          state, before.stream().filter(names::contains).collect(Collectors.toUnmodifiableSet()));
      return steps(nodes).stream()
          .filter(step -> before.contains(step.name()) && !names.contains(step.name()))
          .toList();
    }

    private List<TwoNodes.Step> steps(TwoNodes nodes) {
      return all ? nodes.steps() : nodes.stepsThatMatter();
    }

    private TwoNodes replay(List<String> steps) {
      TwoNodes nodes = new TwoNodes(dials, cuts);
      for (String name : steps) {
        nodes.steps().stream()
            .filter(step -> step.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("a replay has no step " + name))
            .work()
            .run();
      }
      return nodes;
    }

    long states() {
      return states.size();
    }
  }

  @Test
  void two_dials_of_each_node_end_with_one_connection_in_every_order(TestReporter reporter) {
    assertThat(explore(2, 0, false, reporter).states()).isGreaterThan(10_000);
  }

  @Test
  void both_ends_agree_when_a_connection_is_cut_at_any_time(TestReporter reporter) {
    assertThat(explore(1, 1, false, reporter).states()).isGreaterThan(10_000);
  }

  /** The orders that are left out make no difference. */
  @Test
  void every_order_at_all_ends_in_the_same_quiet_states(TestReporter reporter) {
    assertThat(explore(1, 0, true, reporter).quiet).isEqualTo(explore(1, 0, false, reporter).quiet);
  }

  @Test
  @Tag("soak")
  void every_order_at_all_of_more_steps_ends_in_the_same_quiet_states(TestReporter reporter) {
    assertThat(explore(2, 0, true, reporter).quiet).isEqualTo(explore(2, 0, false, reporter).quiet);
    assertThat(explore(1, 1, true, reporter).quiet).isEqualTo(explore(1, 1, false, reporter).quiet);
  }

  private static Exploration explore(int dials, int cuts, boolean all, TestReporter reporter) {
    Exploration exploration = new Exploration(dials, cuts, all);
    exploration.run(reporter);
    return exploration;
  }
}
