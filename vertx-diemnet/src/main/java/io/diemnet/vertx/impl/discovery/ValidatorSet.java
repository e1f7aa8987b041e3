package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The on-chain validator set (specification section 11), in order. An account may occur more than
 * once.
 */
public record ValidatorSet(List<ValidatorInfo> validators) {

  public ValidatorSet {
    validators = List.copyOf(validators);
  }

  /**
   * Decodes a set from exactly these bytes. Bad address lists do not invalidate the set.
   *
   * @throws BcsException if the bytes are not a validator set
   */
  public static ValidatorSet decode(byte[] bytes) {
    BcsReader in = new BcsReader(bytes);
    in.readVariant(1);
    int count = in.readLength(ValidatorInfo.MIN_LENGTH);
    List<ValidatorInfo> validators = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      validators.add(ValidatorInfo.read(in));
    }
    in.end();
    return new ValidatorSet(validators);
  }

  /** The BCS form of this set. */
  public byte[] encode() {
    BcsWriter out = new BcsWriter().writeUleb128(0).writeUleb128(validators.size());
    validators.forEach(validator -> validator.write(out));
    return out.toByteArray();
  }
}
