package io.diemnet.vertx.impl.discovery;

import static io.diemnet.vertx.impl.discovery.ValidatorSetReaderTest.KEYS;
import static io.diemnet.vertx.impl.discovery.ValidatorSetReaderTest.account;
import static io.diemnet.vertx.impl.discovery.ValidatorSetReaderTest.address;
import static io.diemnet.vertx.impl.discovery.ValidatorSetReaderTest.key;
import static io.diemnet.vertx.impl.discovery.ValidatorSetReaderTest.set;
import static io.diemnet.vertx.impl.discovery.ValidatorSetReaderTest.validator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.bcs.Bytes;
import io.diemnet.vertx.impl.connectivity.DiscoveredPeer;
import io.diemnet.vertx.impl.connectivity.DiscoverySource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class DiscoveryVerticleTest {

  private static final PeerId SELF = account(9);

  private record Update(DiscoverySource source, Map<PeerId, DiscoveredPeer> peers) {}

  private final Vertx vertx = Vertx.vertx();
  private final List<Update> updates = new CopyOnWriteArrayList<>();
  private final AtomicInteger stops = new AtomicInteger();
  private final Logger logger = (Logger) LoggerFactory.getLogger(DiscoveryVerticle.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private volatile PublicKey ownKey = key(9);

  @TempDir Path folder;

  @BeforeEach
  void listenToTheLog() {
    log.list = new CopyOnWriteArrayList<>();
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    logger.detachAppender(log);
    vertx.close().await();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(30));
  }

  private DiscoveryVerticle deploy(NetworkId networkId, String... files) {
    return deploy(networkId, List.of(), files);
  }

  private DiscoveryVerticle deploy(NetworkId networkId, List<String> sets, String... files) {
    List<DiscoveryVerticle.FileSource> sources = new ArrayList<>();
    for (String file : files) {
      sources.add(source(file));
    }
    DiscoveryVerticle verticle =
        new DiscoveryVerticle(
            new DiscoveryVerticle.Options(
                "test",
                networkId,
                SELF,
                WireProfile.DIEM,
                sources,
                KEYS,
                sets.stream().map(this::source).toList()),
            (source, peers) -> {
              updates.add(new Update(source, peers));
              return Future.succeededFuture(peers.size());
            },
            () -> ownKey,
            () -> Future.succeededFuture(stops.incrementAndGet()));
    vertx.deployVerticle(verticle).await();
    return verticle;
  }

  private DiscoveryVerticle.FileSource source(String file) {
    return new DiscoveryVerticle.FileSource(folder.resolve(file).toString(), 10);
  }

  /** Puts a file in its place whole, as it should be done. */
  private void write(String name, String content) throws IOException {
    Path fresh = folder.resolve(name + ".new");
    Files.writeString(fresh, content);
    Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String entry(int number) {
    return account(number) + ": {addresses: [" + address(number, 80) + "], role: Validator}\n";
  }

  private Map<PeerId, DiscoveredPeer> last() {
    return updates.get(updates.size() - 1).peers();
  }

  private long warnings(String text) {
    return log.list.stream().filter(line -> line.getFormattedMessage().contains(text)).count();
  }

  @Test
  void a_file_is_read_at_once_and_again_at_its_interval() throws Exception {
    write("peers.yaml", entry(1));
    deploy(NetworkId.VALIDATOR, "peers.yaml");
    eventually().until(() -> updates.size() == 1);
    assertThat(updates.get(0).source()).isEqualTo(DiscoverySource.FILE);
    assertThat(last()).containsOnlyKeys(account(1));
    write("peers.yaml", entry(1) + entry(2));
    eventually().until(() -> updates.size() == 2);
    assertThat(last()).containsOnlyKeys(account(1), account(2));
    write("peers.yaml", "{}");
    eventually().until(() -> updates.size() == 3);
    assertThat(last()).isEmpty();
  }

  @Test
  void a_broken_file_changes_nothing_and_is_reported_once_with_the_entry() throws Exception {
    write("peers.yaml", entry(1));
    DiscoveryVerticle verticle = deploy(NetworkId.VALIDATOR, "peers.yaml");
    eventually().until(() -> updates.size() == 1);
    write("peers.yaml", entry(1) + account(2) + ": {role: King}\n");
    eventually().until(() -> verticle.failures(DiscoverySource.FILE) > 5);
    assertThat(updates).hasSize(1);
    assertThat(warnings("changes nothing")).isEqualTo(1);
    assertThat(warnings(account(2) + ".role")).isEqualTo(1);
    write("peers.yaml", entry(1) + entry(2));
    eventually().until(() -> updates.size() == 2);
    write("peers.yaml", entry(1) + account(2) + ": {role: King}\n");
    eventually().until(() -> warnings("changes nothing") == 2);
  }

  @Test
  void a_file_beyond_a_bound_is_counted_and_changes_nothing() throws Exception {
    write("peers.yaml", entry(1));
    DiscoveryVerticle verticle = deploy(NetworkId.VALIDATOR, "peers.yaml");
    eventually().until(() -> updates.size() == 1);
    String bomb = "a0: &a0 [" + "x, ".repeat(1000) + "]\na1: [" + "*a0, ".repeat(100_000) + "]\n";
    Map<String, String> contents =
        Map.of(
            "nested too deeply", "? ".repeat(400_000),
            "longer than", "x".repeat(2_000_000),
            "aliases", bomb);
    for (Map.Entry<String, String> content : contents.entrySet()) {
      long before = verticle.failures(DiscoverySource.FILE);
      write("peers.yaml", content.getValue());
      // A failure alone may be one more reading of the content before.
      eventually().until(() -> warnings(content.getKey()) == 1);
      assertThat(verticle.failures(DiscoverySource.FILE)).isGreaterThan(before);
    }
    assertThat(updates).hasSize(1);
    write("peers.yaml", entry(1) + entry(2));
    eventually().until(() -> updates.size() == 2);
  }

  @Test
  void a_validator_set_beyond_its_bounds_is_counted_and_changes_nothing() {
    DiscoveryVerticle verticle = deploy(NetworkId.VALIDATOR);
    byte[] large = new byte[ValidatorSetReader.MAX_BYTES + 1];
    assertThatThrownBy(() -> verticle.validatorSet(Buffer.buffer(large)).await())
        .hasMessageContaining("at most " + ValidatorSetReader.MAX_BYTES);
    assertThat(verticle.failures(DiscoverySource.VALIDATOR_SET)).isEqualTo(1);
    assertThat(updates).isEmpty();
  }

  @Test
  void a_missing_file_changes_nothing_and_is_reported_once() throws Exception {
    DiscoveryVerticle verticle = deploy(NetworkId.VALIDATOR, "peers.yaml");
    eventually().until(() -> verticle.failures(DiscoverySource.FILE) > 5);
    assertThat(warnings("does not exist")).isEqualTo(1);
    assertThat(updates).isEmpty();
    assertThat(verticle.ageSeconds(DiscoverySource.FILE)).isNaN();
    write("peers.yaml", entry(1));
    eventually().until(() -> updates.size() == 1);
    // A reading without a change counts too: the age falls again and again.
    double[] age = {verticle.ageSeconds(DiscoverySource.FILE)};
    eventually()
        .until(
            () -> {
              double before = age[0];
              age[0] = verticle.ageSeconds(DiscoverySource.FILE);
              return age[0] < before;
            });
    Files.delete(folder.resolve("peers.yaml"));
    eventually().until(() -> warnings("does not exist") == 2);
    assertThat(updates).hasSize(1);
    write("peers.yaml", entry(1));
    eventually().until(() -> updates.size() == 2);
  }

  @Test
  void several_files_are_one_source() throws Exception {
    write("a.yaml", entry(1));
    write("b.json", "{\"" + account(2) + "\": {\"keys\": [\"" + key(2) + "\"]}}");
    deploy(NetworkId.VALIDATOR, "a.yaml", "b.json");
    eventually().until(() -> !updates.isEmpty() && last().size() == 2);
    write("a.yaml", entry(1) + account(2) + ": {keys: [" + key(3) + "], role: Known}\n");
    eventually().until(() -> last().get(account(2)).keys().size() == 2);
    assertThat(last().get(account(2)).keys()).containsExactlyInAnyOrder(key(2), key(3));
    write("a.yaml", "broken");
    write("b.json", "{}");
    eventually().until(() -> last().get(account(2)).keys().size() == 1);
    assertThat(last()).containsOnlyKeys(account(1), account(2));
  }

  @Test
  void seeds_are_replaced_with_counts_for_an_answer() {
    DiscoveryVerticle verticle = deploy(NetworkId.PUBLIC);
    JsonObject peers =
        new JsonObject()
            .put(
                account(1).toString(),
                new JsonObject().put("addresses", List.of(address(1, 80).toString())))
            .put(account(2).toString(), new JsonObject().put("keys", List.of(key(2).toString())));
    JsonObject counts = verticle.seeds(peers).await();
    assertThat(counts)
        .isEqualTo(
            new JsonObject()
                .put("source", "config")
                .put("peers", 2)
                .put("addresses", 1)
                .put("keys", 2));
    assertThat(updates.get(0).source()).isEqualTo(DiscoverySource.CONFIG);
    assertThat(last()).containsOnlyKeys(account(1), account(2));
  }

  @Test
  void a_wrong_request_changes_nothing_and_names_the_entry() {
    DiscoveryVerticle verticle = deploy(NetworkId.PUBLIC);
    Map<JsonObject, String> wrong =
        Map.of(
            new JsonObject().put("12", new JsonObject()),
            "12",
            new JsonObject().put(account(1).toString(), new JsonObject().put("role", 1)),
            account(1) + ".role");
    wrong.forEach(
        (request, names) ->
            assertThatThrownBy(() -> verticle.seeds(request).await())
                .isInstanceOfSatisfying(
                    DiemNetException.class,
                    e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_REQUEST))
                .hasMessageContaining(names));
    assertThat(updates).isEmpty();
    assertThat(verticle.failures(DiscoverySource.CONFIG)).isEqualTo(wrong.size());
  }

  @Test
  void a_validator_set_is_taken_over_with_counts_for_an_answer() {
    DiscoveryVerticle verticle = deploy(NetworkId.VALIDATOR);
    byte[] set =
        set(
            validator(1),
            validator(2, List.of(new EncNetworkAddress(5, 1, Bytes.of(new byte[20]))), List.of()),
            validator(3));
    JsonObject counts = verticle.validatorSet(Buffer.buffer(set)).await();
    assertThat(counts)
        .isEqualTo(
            new JsonObject()
                .put("source", "validator-set")
                .put("peers", 3)
                .put("addresses", 2)
                .put("keys", 2)
                .put("failed", 1)
                .put("keyMismatch", false));
    assertThat(updates.get(0).source()).isEqualTo(DiscoverySource.VALIDATOR_SET);
    assertThat(last().get(account(2)).addresses()).isEmpty();
    assertThat(verticle.failures(DiscoverySource.VALIDATOR_SET)).isEqualTo(1);
    assertThat(warnings("validator " + account(2))).isEqualTo(1);
  }

  @Test
  void a_file_with_a_validator_set_is_read_again_and_a_wrong_one_changes_nothing()
      throws Exception {
    Path file = folder.resolve("set.bcs");
    DiscoveryVerticle verticle = deploy(NetworkId.VALIDATOR, List.of("set.bcs"));
    eventually().until(() -> verticle.failures(DiscoverySource.VALIDATOR_SET) > 3);
    assertThat(warnings("does not exist")).isEqualTo(1);
    move(set(validator(1)), file);
    eventually().until(() -> updates.size() == 1);
    assertThat(updates.get(0).source()).isEqualTo(DiscoverySource.VALIDATOR_SET);
    assertThat(last()).containsOnlyKeys(account(1));
    move(new byte[] {7}, file);
    eventually().until(() -> warnings("validator-set changes nothing") == 1);
    move(set(validator(1), validator(2)), file);
    eventually().until(() -> updates.size() == 2);
    assertThat(last()).containsOnlyKeys(account(1), account(2));
    assertThat(warnings("validator-set changes nothing")).as("read once only").isEqualTo(1);
  }

  private void move(byte[] content, Path file) throws IOException {
    Path fresh = Files.write(folder.resolve("fresh"), content);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void a_validator_set_that_does_not_decode_changes_nothing_and_is_reported() {
    DiscoveryVerticle verticle = deploy(NetworkId.VALIDATOR);
    verticle.validatorSet(Buffer.buffer(set(validator(1)))).await();
    assertThatThrownBy(
            () ->
                verticle
                    .validatorSet(Buffer.buffer(set(validator(2))).appendByte((byte) 0))
                    .await())
        .isInstanceOfSatisfying(
            DiemNetException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_REQUEST));
    assertThat(updates).hasSize(1);
    assertThat(warnings("changes nothing")).isEqualTo(1);
    assertThat(verticle.failures(DiscoverySource.VALIDATOR_SET)).isEqualTo(1);
  }

  @Test
  void validator_sets_take_effect_in_the_order_in_which_they_came() {
    DiscoveryVerticle verticle = deploy(NetworkId.VALIDATOR);
    List<Future<JsonObject>> answers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ValidatorInfo[] validators = new ValidatorInfo[i % 2 == 0 ? 40 : 1];
      for (int v = 0; v < validators.length; v++) {
        validators[v] = validator(10 + i);
      }
      answers.add(verticle.validatorSet(Buffer.buffer(set(validators))));
    }
    Future.all(answers).await();
    assertThat(updates).hasSize(30);
    for (int i = 0; i < 30; i++) {
      assertThat(updates.get(i).peers()).containsOnlyKeys(account(10 + i));
    }
  }

  @Test
  void a_set_that_gives_this_node_another_key_shows_as_a_mismatch_until_either_changes() {
    DiscoveryVerticle verticle = deploy(NetworkId.VALIDATOR);
    assertThat(verticle.keyMismatch()).isZero();
    verticle.validatorSet(Buffer.buffer(set(validator(1)))).await();
    assertThat(verticle.keyMismatch()).as("not in the set at all").isZero();
    verticle.validatorSet(Buffer.buffer(set(validator(9)))).await();
    assertThat(verticle.keyMismatch()).isZero();
    ownKey = key(8);
    assertThat(verticle.keyMismatch()).as("after the identity was changed").isEqualTo(1);
    assertThat(
            verticle
                .validatorSet(Buffer.buffer(set(validator(9))))
                .await()
                .getBoolean("keyMismatch"))
        .isTrue();
    assertThat(warnings("but its key is " + key(8))).isEqualTo(1);
    ownKey = key(9);
    assertThat(verticle.keyMismatch()).isZero();
  }

  @Test
  void own_addresses_that_cannot_be_read_are_a_mismatch() {
    DiscoveryVerticle verticle = deploy(NetworkId.VALIDATOR);
    verticle.validatorSet(Buffer.buffer(set(validator(9, List.of(), List.of())))).await();
    assertThat(verticle.keyMismatch()).isEqualTo(1);
  }

  @Test
  void nothing_is_read_after_undeploying_and_the_shared_shutdown_is_awaited() throws Exception {
    DiscoveryVerticle verticle = deploy(NetworkId.VALIDATOR, "peers.yaml");
    eventually().until(() -> verticle.failures(DiscoverySource.FILE) > 1);
    vertx.undeploy(vertx.deploymentIDs().iterator().next()).await();
    assertThat(stops).hasValue(1);
    long failures = verticle.failures(DiscoverySource.FILE);
    vertx.timer(100).await();
    assertThat(verticle.failures(DiscoverySource.FILE)).isBetween(failures, failures + 1);
  }
}
