package io.diemnet.vertx.impl.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.vertx.core.buffer.Buffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Any bytes as a health check. */
class HealthCheckerMsgPropertiesTest {

  @Property
  void random_bytes_decode_to_themselves_or_are_refused(@ForAll byte[] random) {
    Buffer bytes = Buffer.buffer(random);
    try {
      assertThat(HealthCheckerMsg.decode(bytes).encode()).isEqualTo(bytes);
    } catch (BcsException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
