package io.diemnet.vertx.impl.names;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.resolver.NameResolver;
import io.vertx.core.shareddata.Shareable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of hosts, as the machine's files say now. Vert.x reads {@code /etc/resolv.conf} and {@code
 * /etc/hosts} once, so this asks a resolver of its own that is made anew when one of them has
 * changed. Lookups that come a second or more after the last check look at the files first, on an
 * internal worker. One for each Vert.x instance, for any thread.
 *
 * <p>What the options of the Vert.x instance say themselves (servers, a hosts file or its content)
 * is used as it is.
 */
final class SystemNames implements Shareable {

  private static final Logger LOG = LoggerFactory.getLogger(SystemNames.class);

  private static final String MAP = "io.diemnet.vertx.names";
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_RESOLV_CONF = 64 * 1024;

  /** For what is still being asked when a resolver is replaced; longer than any query waits. */
  private static final long CLOSE_MILLIS = 60_000;

  /**
   * Where the system says how names are resolved.
   *
   * @param dnsPort of the name servers
   */
  record Sources(Path resolvConf, Path hosts, int dnsPort) {
    static final Sources SYSTEM =
        new Sources(Path.of("/etc/resolv.conf"), Path.of("/etc/hosts"), 53);
  }

  /** A file as it was; another one has other values. */
  private record Stamp(FileTime modified, long size, Object key) {}

  /**
   * A resolver and what it was made of.
   *
   * @param resolvConf null if it names no server, or is not asked for
   * @param hosts null if there is none, or it is not asked for
   */
  private record State(NameResolver resolver, ResolvConf resolvConf, Stamp hosts) {}

  private record Check(Future<State> state, long nanos) {}

  private final VertxInternal vertx;
  private final Sources sources;
  private final AddressResolverOptions options;
  private final boolean followsServers;
  private final boolean followsHosts;
  private final AtomicReference<Check> last;

  SystemNames(VertxInternal vertx, Sources sources) {
    this.vertx = vertx;
    this.sources = sources;
    this.options = vertx.nameResolver().options();
    this.followsServers = options.getServers() == null || options.getServers().isEmpty();
    this.followsHosts = options.getHostsPath() == null && options.getHostsValue() == null;
    State given = new State(vertx.nameResolver(), null, null);
    this.last =
        new AtomicReference<>(
            new Check(Future.succeededFuture(given), System.nanoTime() - CHECK_NANOS));
  }

  /** The one of a Vert.x instance. */
  static SystemNames of(VertxInternal vertx) {
    return vertx
        .sharedData()
        .<String, SystemNames>getLocalMap(MAP)
        .computeIfAbsent(
            MAP,
            key -> {
              SystemNames names = new SystemNames(vertx, Sources.SYSTEM);
              vertx.addCloseHook(closed -> names.close().onComplete(closed));
              return names;
            });
  }

  /** All addresses of a name, with port 0. Completes on any thread. */
  Future<List<InetSocketAddress>> resolveAll(EventLoop loop, String name) {
    return current()
        .compose(
            state -> {
              Promise<List<InetSocketAddress>> promise = Promise.promise();
              state
                  .resolver()
                  .resolveAll(loop, name)
                  .addListener(
                      (io.netty.util.concurrent.Future<List<InetSocketAddress>> resolved) -> {
                        if (resolved.isSuccess()) {
                          promise.complete(resolved.getNow());
                        } else {
                          promise.fail(resolved.cause());
                        }
                      });
              return promise.future();
            });
  }

  private Future<State> current() {
    Check check = last.get();
    long now = System.nanoTime();
    if (now - check.nanos() < CHECK_NANOS || !(followsServers || followsHosts)) {
      return check.state();
    }
    Promise<State> promise = Promise.promise();
    if (!last.compareAndSet(check, new Check(promise.future(), now))) {
      return last.get().state();
    }
    check
        .state()
        .compose(state -> vertx.executeBlockingInternal(() -> next(state)))
        .recover(
            failure -> {
              LOG.warn("names are resolved as before: {}", failure.toString());
              return check.state();
            })
        .onComplete(promise);
    return promise.future();
  }

  /** What follows a state: the same, unless a file has changed. Blocks. */
  private State next(State state) throws IOException {
    ResolvConf resolvConf = followsServers ? resolvConf() : null;
    if (resolvConf == null || resolvConf.servers().isEmpty()) {
      resolvConf = state.resolvConf(); // half written, perhaps
    }
    Stamp hosts = followsHosts ? stamp(sources.hosts()) : null;
    if (Objects.equals(resolvConf, state.resolvConf()) && Objects.equals(hosts, state.hosts())) {
      return state;
    }
    AddressResolverOptions changed = new AddressResolverOptions(options);
    if (resolvConf != null) {
      changed
          .setServers(
              resolvConf.servers().stream()
                  .map(server -> server + ":" + sources.dnsPort())
                  .toList())
          .setRotateServers(resolvConf.rotate());
      if (options.getSearchDomains() == null) {
        changed.setSearchDomains(resolvConf.search()).setNdots(resolvConf.ndots());
      }
    }
    if (hosts != null) {
      changed.setHostsPath(sources.hosts().toString());
    }
    State next = new State(new NameResolver(vertx, changed), resolvConf, hosts);
    if (state.resolver() != vertx.nameResolver()) {
      LOG.info("{} or {} has changed", sources.resolvConf(), sources.hosts());
      vertx.setTimer(CLOSE_MILLIS, id -> state.resolver().close());
    }
    return next;
  }

  private ResolvConf resolvConf() throws IOException {
    if (!Files.isRegularFile(sources.resolvConf())) {
      return null;
    }
    try (InputStream in = Files.newInputStream(sources.resolvConf())) {
      return ResolvConf.parse(
          new String(in.readNBytes(MAX_RESOLV_CONF), StandardCharsets.ISO_8859_1));
    }
  }

  private static Stamp stamp(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey());
  }

  /** Ends the resolver of its own, not that of the Vert.x instance. */
  Future<Void> close() {
    return last.get()
        .state()
        .compose(
            state ->
                state.resolver() == vertx.nameResolver()
                    ? Future.succeededFuture()
                    : state.resolver().close());
  }
}
