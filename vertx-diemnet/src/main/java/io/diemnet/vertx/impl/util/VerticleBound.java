package io.diemnet.vertx.impl.util;

import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.internal.ContextInternal;

/**
 * A registration that was made from a context. If the context belongs to a verticle, the
 * registration is removed when the verticle is undeployed, after its {@code stop()}. Thread-safe.
 *
 * <p>Register first and then call {@link #bind}. If the verticle is undeployed in the meantime,
 * {@code bind} removes the registration.
 */
public abstract class VerticleBound implements Closeable {

  private final ContextInternal context;

  /**
   * Creates a registration that is not bound yet.
   *
   * @param context the context, or null if it belongs to no verticle
   */
  protected VerticleBound(ContextInternal context) {
    this.context = context != null && context.isDeployment() ? context : null;
  }

  /** Removes the registration. It may be called more than once, on any thread. */
  protected abstract void remove();

  /**
   * Binds the registration to its verticle, or removes it at once if the verticle is already
   * undeployed.
   */
  public final void bind() {
    if (context != null && !context.closeFuture().add(this)) {
      remove();
    }
  }

  /** Unbinds a registration that was removed in another way. */
  public final void unbind() {
    if (context != null) {
      context.closeFuture().remove(this);
    }
  }

  @Override
  public final void close(Completable<Void> closed) {
    remove();
    closed.succeed();
  }
}
