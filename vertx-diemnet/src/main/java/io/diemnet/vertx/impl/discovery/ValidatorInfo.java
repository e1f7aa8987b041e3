package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;

/**
 * One validator of a set (specification section 11).
 *
 * @param votingPower 64 bits, unsigned
 * @param lastConfigUpdateTime 64 bits, unsigned
 */
public record ValidatorInfo(
    PeerId account, long votingPower, ValidatorConfig config, long lastConfigUpdateTime) {

  /** The smallest number of bytes of an encoded value. */
  static final int MIN_LENGTH = 16 + 8 + 35 + 8;

  static ValidatorInfo read(BcsReader in) {
    return new ValidatorInfo(
        PeerId.of(in.readFixed(PeerId.LENGTH)),
        in.readU64(),
        ValidatorConfig.read(in),
        in.readU64());
  }

  void write(BcsWriter out) {
    out.writeFixed(account.toBytes()).writeU64(votingPower);
    config.write(out);
    out.writeU64(lastConfigUpdateTime);
  }

  /** The addresses of the validator in the validator network, or the problem with them. */
  public AddressList validatorAddresses(AddressKeys keys) {
    return config.validatorAddresses(account, keys);
  }
}
