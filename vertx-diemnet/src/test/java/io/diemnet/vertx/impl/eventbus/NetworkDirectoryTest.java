package io.diemnet.vertx.impl.eventbus;

import static io.diemnet.vertx.impl.eventbus.BusFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.diemnet.vertx.EventBusAddresses;
import io.diemnet.vertx.impl.DiemWire;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetworkDirectoryTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private EventBusService service(String prefix, String name) {
    return new EventBusService(
        vertx,
        new FakeDiemNet(name),
        new EventBusSettings(
            name, EventBusAddresses.of(prefix, name), DiemWire.PROFILE, false, 1_000));
  }

  private EventBusService service(String name) {
    return service("diemnet", name);
  }

  private List<String> networks(String address) {
    JsonArray infos = (JsonArray) await(vertx.eventBus().request(address, null)).body();
    return infos.stream().map(info -> ((JsonObject) info).getString("network")).toList();
  }

  private void assertNobodyAnswers(String address) {
    Throwable failure = catchThrowable(() -> networks(address));
    assertThat(((ReplyException) failure).failureType()).isEqualTo(ReplyFailure.NO_HANDLERS);
  }

  @Test
  void lists_the_infos_of_all_networks_that_are_there() {
    EventBusService one = service("one");
    EventBusService two = service("two");
    await(one.start());
    await(two.start());
    assertThat(networks("diemnet.networks")).containsExactly("one", "two");

    await(one.close());
    assertThat(networks("diemnet.networks")).containsExactly("two");

    await(two.close());
    assertNobodyAnswers("diemnet.networks");

    await(service("three").start());
    assertThat(networks("diemnet.networks")).containsExactly("three");
  }

  @Test
  void each_prefix_has_its_own_list() {
    await(service("one").start());
    await(service("other.net", "two").start());

    assertThat(networks("diemnet.networks")).containsExactly("one");
    assertThat(networks("other.net.networks")).containsExactly("two");
  }

  @Test
  void a_second_network_of_the_same_name_is_refused_and_the_first_is_not_affected() {
    await(service("one").start());
    EventBusService second = service("one");
    Throwable failure = catchThrowable(() -> await(second.start()));

    assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessageContaining("one");
    assertThat(networks("diemnet.networks")).containsExactly("one");
    await(vertx.eventBus().request("diemnet.one.info", null));
  }

  @Test
  void a_name_is_free_again_when_its_network_has_ended() {
    EventBusService first = service("one");
    await(first.start());
    await(first.close());
    await(service("one").start());

    assertThat(networks("diemnet.networks")).containsExactly("one");
  }

  @Test
  void the_list_outlives_the_verticle_whose_network_came_first() {
    String first =
        await(
            vertx.deployVerticle(
                new AbstractVerticle() {
                  private final EventBusService service = service("one");

                  @Override
                  public void start(Promise<Void> started) {
                    service.start().onComplete(started);
                  }

                  @Override
                  public void stop(Promise<Void> stopped) {
                    service.close().onComplete(stopped);
                  }
                }));
    await(service("two").start());
    await(vertx.undeploy(first));

    assertThat(networks("diemnet.networks")).containsExactly("two");
  }

  @Test
  void networks_that_start_and_stop_at_the_same_time_leave_the_right_list() throws Exception {
    await(service("stays").start());
    List<Future<?>> all = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int thread = t;
      Thread starter =
          new Thread(
              () -> {
                for (int i = 0; i < 50; i++) {
                  EventBusService service = service("net-" + thread + "-" + i);
                  Future<Void> ended = service.start().compose(started -> service.close());
                  synchronized (all) {
                    all.add(ended);
                  }
                }
              });
      threads.add(starter);
      starter.start();
    }
    for (Thread starter : threads) {
      starter.join(TimeUnit.SECONDS.toMillis(60));
    }
    await(Future.all(all));

    assertThat(networks("diemnet.networks")).containsExactly("stays");
  }

  @Test
  void the_last_and_the_next_network_may_cross() throws Exception {
    for (int i = 0; i < 100; i++) {
      EventBusService leaving = service("leaving");
      EventBusService coming = service("coming");
      await(leaving.start());
      Thread end = new Thread(() -> await(leaving.close()));
      end.start();
      await(coming.start());
      end.join(TimeUnit.SECONDS.toMillis(60));

      assertThat(networks("diemnet.networks")).containsExactly("coming");
      await(coming.close());
    }
  }
}
