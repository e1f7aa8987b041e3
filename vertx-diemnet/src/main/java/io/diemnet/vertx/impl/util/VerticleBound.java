package io.diemnet.vertx.impl.util;

import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.internal.ContextInternal;

/**
 * Something that was registered from a context. If the context belongs to a verticle, it is removed
 * when that verticle is undeployed, after its {@code stop()}. Thread-safe.
 *
 * <p>Register it first and call {@link #bind} then, so that a verticle that is undeployed meanwhile
 * leaves nothing behind.
 */
public abstract class VerticleBound implements Closeable {

  private final ContextInternal context;

  /**
   * A registration that is not bound yet.
   *
   * @param context null if it belongs to no verticle
   */
  protected VerticleBound(ContextInternal context) {
    this.context = context != null && context.isDeployment() ? context : null;
  }

  /** Removes the registration. It may be called more than once, from any thread. */
  protected abstract void remove();

  /** Ties the registration to its verticle; removes it at once if the verticle is gone already. */
  public final void bind() {
    if (context != null && !context.closeFuture().add(this)) {
      remove();
    }
  }

  /** The registration was removed in another way: the verticle forgets it. */
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
