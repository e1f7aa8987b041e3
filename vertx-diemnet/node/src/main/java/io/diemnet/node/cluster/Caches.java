package io.diemnet.node.cluster;

import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.infinispan.commons.CacheException;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.configuration.global.TransportConfiguration;
import org.infinispan.configuration.parsing.ConfigurationBuilderHolder;
import org.infinispan.configuration.parsing.ParserRegistry;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.conf.ProtocolConfiguration;

/** Creates the cache manager of a configuration, and adds the caches that Vert.x needs. */
final class Caches {

  /** A placeholder in the Infinispan configuration for the configured host. */
  static final String HOST = "diemnet.cluster.host";

  /** The addresses where the built-in configuration looks for other members. */
  static final String HOSTS = "jgroups.tcpping.initial_hosts";

  /** The JGroups stack of the built-in configuration. */
  private static final String STACK = "diemnet.cluster.stack";

  private static final String STACK_WITH_TLS = "diemnet-tls";

  /** Protocols of JGroups that open sockets which a socket factory does not encrypt. */
  private static final Set<String> PLAIN =
      Set.of("FD_SOCK2", "UDP", "TCP_NIO2", "TUNNEL", "MPING", "FD_HOST", "STATE_SOCK");

  private static final String BUILT_IN = "cluster.xml";

  /** The caches of Vert.x's cluster manager, which exist on every member. */
  private static final List<String> REPLICATED =
      List.of("__vertx.subs", "__vertx.haInfo", "__vertx.nodeInfo");

  /** The template of maps that are shared in the cluster. */
  private static final String DISTRIBUTED = "__vertx.distributed.cache.configuration";

  private Caches() {}

  /**
   * Creates a cache manager that is not started.
   *
   * @throws ClusterException if the file cannot be used for a cluster
   */
  static DefaultCacheManager of(ClusterConfig config) throws ClusterException {
    ConfigurationBuilderHolder holder = parse(config);
    GlobalConfigurationBuilder global = holder.getGlobalConfigurationBuilder();
    if (global.transport().getTransport() == null) {
      throw ClusterException.configuration(
          config, " has no <transport>, so it cannot form a cluster");
    }
    global.classLoader(Caches.class.getClassLoader());
    if (config.tls() != null) {
      global.transport().addProperty(JGroupsTransport.SOCKET_FACTORY, config.tls().sockets());
    }
    // A signal first closes the networks. Infinispan's own hook would stop the cluster before.
    global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
    for (String name : REPLICATED) {
      addIfMissing(holder, name, CacheMode.REPL_SYNC);
    }
    addIfMissing(holder, DISTRIBUTED, CacheMode.DIST_SYNC);
    DefaultCacheManager caches = new DefaultCacheManager(holder, false);
    if (config.tls() != null) {
      requireTls(config, caches.getCacheManagerConfiguration().transport());
    }
    return caches;
  }

  /** Refuses a stack whose connections would not all be encrypted. */
  private static void requireTls(ClusterConfig config, TransportConfiguration transport)
      throws ClusterException {
    if (transport.stack() == null) {
      throw ClusterException.configuration(
          config, " names no <stack> for its <transport>, which cluster.tls needs");
    }
    for (ProtocolConfiguration protocol :
        transport.jgroups().configurator(transport.stack()).getProtocolStack()) {
      if (PLAIN.contains(protocol.getProtocolName())) {
        throw ClusterException.configuration(
            config,
            " has "
                + protocol.getProtocolName()
                + " in its stack, which has no TLS; with cluster.tls use TCP and FD_SOCK");
      }
    }
  }

  private static ConfigurationBuilderHolder parse(ClusterConfig config) throws ClusterException {
    Properties properties = new Properties();
    properties.putAll(System.getProperties());
    properties.setProperty(HOST, config.host());
    properties.putIfAbsent(HOSTS, config.host() + "[7800]");
    if (config.tls() != null) {
      properties.setProperty(STACK, STACK_WITH_TLS);
    }
    try {
      URL file =
          config.configFile() == null
              ? Caches.class.getResource(BUILT_IN)
              : config.configFile().toUri().toURL();
      return new ParserRegistry(Caches.class.getClassLoader(), false, properties).parse(file);
    } catch (IOException | CacheException | IllegalArgumentException wrong) {
      throw ClusterException.configuration(
          config, " is not an Infinispan configuration: " + Cluster.reason(wrong));
    }
  }

  private static void addIfMissing(ConfigurationBuilderHolder holder, String name, CacheMode mode) {
    if (!holder.getNamedConfigurationBuilders().containsKey(name)) {
      holder.newConfigurationBuilder(name).clustering().cacheMode(mode);
    }
  }
}
