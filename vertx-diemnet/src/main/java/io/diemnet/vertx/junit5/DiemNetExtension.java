package io.diemnet.vertx.junit5;

import io.vertx.core.Vertx;
import io.vertx.junit5.ParameterClosingConsumer;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxParameterProvider;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Injects networks into tests. A parameter of type {@link ValidatorNetwork} receives a network
 * whose nodes are all connected. {@link Validators} configures the network.
 *
 * <p>A network that is a parameter of a test method or of a {@code BeforeEach} method is created
 * for that test. A network that is a parameter of a {@code BeforeAll} method, or of the constructor
 * of a class with one instance, is created for the class. The network uses the {@link Vertx}
 * instance that {@link VertxExtension} injects into the same test, if there is one.
 */
public final class DiemNetExtension implements ParameterResolver {

  private static final String NETWORK_KEY = "io.diemnet.vertx.junit5.network";
  private static final long START_SECONDS = 120;
  private static final long CLOSE_SECONDS = 60;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ValidatorNetwork.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // Uses the store and key of VertxExtension, so that both share one Vert.x instance.
    ExtensionContext.Store store = context.getStore(Namespace.GLOBAL);
    Resource<?> network = store.get(NETWORK_KEY, Resource.class);
    if (network != null) {
      return network.get();
    }
    Vertx vertx = vertx(store, parameter, context);
    ValidatorNetworkOptions options =
        options(parameter.findAnnotation(Validators.class).orElse(null));
    ValidatorNetwork started = start(vertx, options);
    store.put(
        NETWORK_KEY,
        new Resource<>(started, over -> over.close().await(CLOSE_SECONDS, TimeUnit.SECONDS)));
    return started;
  }

  private static ValidatorNetworkOptions options(Validators asked) {
    ValidatorNetworkOptions options = new ValidatorNetworkOptions();
    return asked == null
        ? options
        : options
            .setSize(asked.value())
            .setMedium(asked.medium())
            .setWired(asked.wired())
            .setBothDial(asked.bothDial())
            .setSetup(ReflectionSupport.newInstance(asked.setup()));
  }

  private static ValidatorNetwork start(Vertx vertx, ValidatorNetworkOptions options) {
    try {
      return ValidatorNetwork.start(vertx, options).await(START_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException late) {
      throw new IllegalStateException(
          "the network did not start within " + START_SECONDS + " s", late);
    }
  }

  private static Vertx vertx(
      ExtensionContext.Store store, ParameterContext parameter, ExtensionContext context) {
    Object shared =
        store.getOrComputeIfAbsent(
            VertxExtension.VERTX_INSTANCE_KEY,
            key -> {
              VertxParameterProvider provider = new VertxParameterProvider();
              return new Resource<>(
                  provider.newInstance(context, parameter), provider.parameterClosingConsumer());
            });
    return (Vertx) ((Supplier<?>) shared).get();
  }

  /** Closed by JUnit with its store, before what was put there earlier. */
  @SuppressWarnings({
    "deprecation", // JUnit before 5.13 closes only such resources
    "try" // JUnit handles an interrupt
  })
  /** JUnit closes the resources of a store in reverse order. */
  private record Resource<T>(T value, ParameterClosingConsumer<T> closing)
      implements Supplier<T>, ExtensionContext.Store.CloseableResource, AutoCloseable {

    @Override
    public T get() {
      return value;
    }

    @Override
    public void close() throws Exception {
      closing.accept(value);
    }
  }
}
