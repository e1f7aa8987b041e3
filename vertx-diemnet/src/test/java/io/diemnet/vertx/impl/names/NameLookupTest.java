package io.diemnet.vertx.impl.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.impl.names.SystemNames.Sources;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names while the files that say how they are resolved change. */
class NameLookupTest {

  private static final NetworkAddress PEER = NetworkAddress.parse("/dns4/peer.example/tcp/6180");

  @TempDir Path dir;

  private Path hosts;
  private Path resolvConf;
  private Vertx vertx = Vertx.vertx();

  @BeforeEach
  void files() throws IOException {
    hosts = Files.writeString(dir.resolve("hosts"), "127.0.0.1 localhost\n");
    resolvConf = dir.resolve("resolv.conf");
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private NameLookup lookup(int dnsPort) {
    VertxInternal internal = (VertxInternal) vertx;
    SystemNames names = new SystemNames(internal, new Sources(resolvConf, hosts, dnsPort));
    internal.addCloseHook(closed -> names.close().onComplete(closed));
    return new NameLookup(internal, names);
  }

  private String resolve(NameLookup names, NetworkAddress address) {
    return names
        .lookup(address, ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop())
        .map(found -> found.get(0).getAddress().getHostAddress() + ":" + found.get(0).getPort())
        .await();
  }

  /** The files are looked at once a second. */
  private void awaitResolved(NameLookup names, String address) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> resolve(names, PEER).equals(address));
  }

  @Test
  void a_hosts_file_that_changes_is_followed_while_the_process_runs() throws Exception {
    NameLookup names = lookup(53);
    Files.writeString(hosts, "127.0.0.1 localhost\n127.0.0.7 peer.example\n");
    awaitResolved(names, "127.0.0.7:6180");
    // As an editor or a mount replaces it, with content of the same length.
    Path fresh = Files.writeString(dir.resolve("new"), Files.readString(hosts).replace("7", "8"));
    Files.move(fresh, hosts, StandardCopyOption.REPLACE_EXISTING);
    awaitResolved(names, "128.0.0.8:6180");
    // Gone for a moment: nothing fails that can be resolved.
    Files.delete(hosts);
    Files.writeString(hosts, "127.0.0.9 peer.example\n");
    awaitResolved(names, "127.0.0.9:6180");
  }

  @Test
  void a_resolv_conf_that_changes_is_followed_while_the_process_runs() throws Exception {
    try (FakeDns one = new FakeDns("127.0.0.1", 0, "10.0.0.1");
        FakeDns two = new FakeDns("127.0.0.2", one.port(), "10.0.0.2")) {
      Files.writeString(resolvConf, "# first\nsearch example.org\nnameserver 127.0.0.1\n");
      NameLookup names = lookup(one.port());
      assertThat(resolve(names, PEER)).isEqualTo("10.0.0.1:6180");
      Files.writeString(resolvConf, "nameserver 127.0.0.2\noptions ndots:1\n");
      awaitResolved(names, "10.0.0.2:6180"); // although the first answer is good for an hour
      int asked = one.asked().size();
      Files.writeString(resolvConf, ""); // half written
      assertThat(resolve(names, PEER)).isEqualTo("10.0.0.2:6180");
      NetworkAddress other = NetworkAddress.parse("/dns4/other.example/tcp/1");
      assertThat(resolve(names, other)).isEqualTo("10.0.0.2:1");
      assertThat(two.asked()).contains("peer.example.", "other.example.");
      assertThat(one.asked()).hasSize(asked);
    }
  }

  @Test
  void what_the_options_of_the_vertx_instance_say_is_used_as_it_is() throws Exception {
    vertx.close().await();
    try (FakeDns own = new FakeDns("127.0.0.1", 0, "10.0.0.1")) {
      AddressResolverOptions options =
          new AddressResolverOptions()
              .addServer("127.0.0.1:" + own.port())
              .setHostsValue(Buffer.buffer("127.0.0.4 known.example\n"));
      vertx = Vertx.vertx(new VertxOptions().setAddressResolverOptions(options));
      Files.writeString(resolvConf, "nameserver 127.0.0.9\n");
      Files.writeString(hosts, "127.0.0.7 peer.example\n127.0.0.7 known.example\n");
      NameLookup names = lookup(1);
      assertThat(resolve(names, PEER)).isEqualTo("10.0.0.1:6180");
      assertThat(resolve(names, NetworkAddress.parse("/dns/known.example/tcp/1")))
          .isEqualTo("127.0.0.4:1");
    }
  }

  @Test
  void the_resolver_of_the_jvm_is_asked_on_threads_of_its_own() {
    NameLookup names = new NameLookup((VertxInternal) vertx, null);
    assertThat(resolve(names, NetworkAddress.parse("/dns4/localhost/tcp/5")))
        .isEqualTo("127.0.0.1:5");
    assertThatThrownBy(() -> resolve(names, NetworkAddress.parse("/dns/no.such.invalid/tcp/5")))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("the name no.such.invalid does not resolve");
  }

  @Test
  void a_resolv_conf_is_read_as_the_c_library_reads_it() {
    ResolvConf conf =
        ResolvConf.parse(
            """
            # nameserver 10.0.0.9
            ; nameserver 10.0.0.9
            domain one.example
              nameserver\t10.0.0.1   # the first
            nameserver 2001:db8::1
            nameserver fe80::1%eth0
            nameserver not-an-address
            nameserver
            search two.example three.example
            options timeout:1 ndots:5 rotate
            sortlist 10.0.0.0
            """);
    assertThat(conf)
        .isEqualTo(
            new ResolvConf(
                List.of("10.0.0.1", "2001:db8::1"),
                List.of("two.example", "three.example"),
                5,
                true));
    assertThat(ResolvConf.parse("")).isEqualTo(new ResolvConf(List.of(), List.of(), 1, false));
  }
}
