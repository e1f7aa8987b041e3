package io.diemnet.vertx.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a {@link ValidatorNetwork} parameter: which network the test asks for. Without it there are
 * four validators in memory.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Validators {

  /** {@return how many} */
  int value() default ValidatorNetworkOptions.DEFAULT_SIZE;

  /** {@return what their bytes travel on} */
  Medium medium() default Medium.MEMORY;

  /**
   * As {@link ValidatorNetworkOptions#setWired}.
   *
   * @return true if it is so
   */
  boolean wired() default true;

  /**
   * As {@link ValidatorNetworkOptions#setBothDial}.
   *
   * @return true if it is so
   */
  boolean bothDial() default false;

  /**
   * Changes each node's options before it starts; has a constructor without parameters.
   *
   * @return the class
   */
  Class<? extends NodeSetup> setup() default NodeSetup.AsTheyAre.class;
}
