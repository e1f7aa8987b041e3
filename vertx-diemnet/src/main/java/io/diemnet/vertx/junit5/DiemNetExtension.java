package io.diemnet.vertx.junit5;

import io.vertx.core.Vertx;
import io.vertx.junit5.ParameterClosingConsumer;
import io.vertx.junit5.VertxExtension;
import java.lang.annotation.Annotation;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Optional;
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

  /** Created by JUnit. */
  public DiemNetExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ValidatorNetwork.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(Namespace.GLOBAL);
    Resource<?> network = store.get(NETWORK_KEY, Resource.class);
    if (network != null) {
      return network.get();
    }
    Vertx vertx = vertx(parameter, context);
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

  /**
   * Returns the Vert.x instance of the test. VertxExtension creates and stores it, because it
   * accepts only objects that it has stored itself.
   */
  private static Vertx vertx(ParameterContext parameter, ExtensionContext context) {
    return (Vertx) new VertxExtension().resolveParameter(new VertxParameter(parameter), context);
  }

  /** A parameter of type {@link Vertx} that replaces the network parameter. */
  private record VertxParameter(ParameterContext asked) implements ParameterContext {

    private static final Parameter PARAMETER = parameter();

    private static Parameter parameter() {
      try {
        return VertxParameter.class.getDeclaredMethod("of", Vertx.class).getParameters()[0];
      } catch (NoSuchMethodException impossible) {
        throw new AssertionError(impossible);
      }
    }

    @SuppressWarnings("unused") // its parameter is used
    private static void of(Vertx vertx) {}

    @Override
    public Parameter getParameter() {
      return PARAMETER;
    }

    @Override
    public int getIndex() {
      return asked.getIndex();
    }

    @Override
    public Optional<Object> getTarget() {
      return asked.getTarget();
    }

    @Override
    public boolean isAnnotated(Class<? extends Annotation> annotation) {
      return false;
    }

    @Override
    public <A extends Annotation> Optional<A> findAnnotation(Class<A> annotation) {
      return Optional.empty();
    }

    @Override
    public <A extends Annotation> List<A> findRepeatableAnnotations(Class<A> annotation) {
      return List.of();
    }
  }

  /** JUnit closes the resources of a store in reverse order. */
  @SuppressWarnings({
    "deprecation", // JUnit before 5.13 closes only such resources
    "try" // JUnit handles an interrupt
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
