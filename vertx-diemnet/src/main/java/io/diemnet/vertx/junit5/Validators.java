package io.diemnet.vertx.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Configures the network of a {@link ValidatorNetwork} parameter. Without this annotation the
 * network has four validators in memory.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Validators {

  /** {@return the number of nodes} */
  int value() default ValidatorNetworkOptions.DEFAULT_SIZE;

  /** {@return the medium that connects the nodes} */
  Medium medium() default Medium.MEMORY;

  /** {@return whether links can be cut} See {@link ValidatorNetworkOptions#setWired}. */
  boolean wired() default true;

  /** {@return whether both ends of a link dial} See {@link ValidatorNetworkOptions#setBothDial}. */
  boolean bothDial() default false;

  /**
   * {@return the class that changes the options of each node before it starts} It needs a
   * constructor without parameters.
   */
  Class<? extends NodeSetup> setup() default NodeSetup.AsTheyAre.class;
}
