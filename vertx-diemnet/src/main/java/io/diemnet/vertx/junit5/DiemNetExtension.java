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
 * Gives tests whole networks: a parameter of type {@link ValidatorNetwork}, which {@link
 * Validators} may describe, is a network whose nodes are all connected.
 *
 * <p>The network lives as long as what asked for it: a parameter of a test or of {@code BeforeEach}
 * means one network for that test, one of {@code BeforeAll} or of the constructor of a class that
 * is made once means one for the class. It runs on the {@link Vertx} that {@link VertxExtension}
 * gives the same test, if that is used too.
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
    // The same store and key as VertxExtension's, so that both use one instance.
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
    "deprecation", // JUnit before 5.13 closes nothing else
    "try" // whom it may interrupt is for JUnit to say
  })
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
