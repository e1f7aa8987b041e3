package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.id;
import static io.diemnet.tests.TestNetwork.trust;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManyNetworksTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  /** Their verticles are dealt out to the event loops among one another. */
  @Test
  void networks_started_at_the_same_time_all_come_up_and_find_each_other() {
    List<PrivateKey> keys = Stream.generate(PrivateKey::generate).limit(8).toList();
    List<DiemNet> networks = new ArrayList<>();
    List<Future<Void>> starts = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      DiemNetOptions options = validator("many-" + i, keys.get(i));
      keys.forEach(key -> options.addSeed(id(key), trust(key)));
      DiemNet network = DiemNet.create(vertx, options);
      networks.add(network);
      starts.add(network.start());
    }
    await(Future.all(starts));
    for (int i = 1; i < networks.size(); i++) {
      await(networks.get(i).dial(id(keys.get(0)), networks.get(0).info().address()));
    }
    waitFor("all to be connected", () -> networks.get(0).peers().size() == keys.size() - 1);
  }
}
