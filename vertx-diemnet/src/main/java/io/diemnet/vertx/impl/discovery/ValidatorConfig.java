package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.diemnet.vertx.impl.bcs.Bytes;
import java.util.List;

/**
 * How a validator is reached (specification section 11). Its two lists of addresses are bytes until
 * they are asked for: bad ones do not spoil the set.
 *
 * @param consensusPublicKey 32 bytes, not looked at here
 * @param validatorNetworkAddresses BCS of a sequence of {@link EncNetworkAddress}, or anything
 * @param fullNodeNetworkAddresses BCS of a sequence of {@link NetworkAddress}, or anything
 */
public record ValidatorConfig(
    Bytes consensusPublicKey, Bytes validatorNetworkAddresses, Bytes fullNodeNetworkAddresses) {

  private static final int CONSENSUS_KEY_LENGTH = 32;

  /** Two lengths and at least one protocol of at least two bytes. */
  private static final int MIN_ADDRESS_LENGTH = 4;

  public ValidatorConfig {
    if (consensusPublicKey.length() != CONSENSUS_KEY_LENGTH) {
      throw new BcsException("a consensus key of " + consensusPublicKey.length() + " bytes");
    }
  }

  /** A configuration that holds these addresses. */
  public static ValidatorConfig of(
      Bytes consensusPublicKey,
      List<EncNetworkAddress> validatorAddresses,
      List<NetworkAddress> fullNodeAddresses) {
    BcsWriter encrypted = new BcsWriter().writeUleb128(validatorAddresses.size());
    validatorAddresses.forEach(address -> address.write(encrypted));
    BcsWriter plain = new BcsWriter().writeUleb128(fullNodeAddresses.size());
    fullNodeAddresses.forEach(address -> plain.writeFixed(address.toBytes()));
    return new ValidatorConfig(
        consensusPublicKey, Bytes.of(encrypted.toByteArray()), Bytes.of(plain.toByteArray()));
  }

  static ValidatorConfig read(BcsReader in) {
    return new ValidatorConfig(
        Bytes.of(in.readBytes()), Bytes.of(in.readBytes()), Bytes.of(in.readBytes()));
  }

  void write(BcsWriter out) {
    out.writeBytes(consensusPublicKey.toByteArray())
        .writeBytes(validatorNetworkAddresses.toByteArray())
        .writeBytes(fullNodeNetworkAddresses.toByteArray());
  }

  /** The addresses in the validator network, decrypted. */
  public AddressList validatorAddresses(PeerId account, AddressKeys keys) {
    return AddressList.read(
        validatorNetworkAddresses,
        EncNetworkAddress.MIN_LENGTH,
        (in, index) -> AddressCipher.decrypt(EncNetworkAddress.read(in), keys, account, index));
  }

  /** The addresses of the validator's full nodes. */
  public AddressList fullNodeAddresses() {
    return AddressList.read(
        fullNodeNetworkAddresses,
        MIN_ADDRESS_LENGTH,
        (in, index) -> NetworkAddress.fromBytes(in.readWithPrefix()));
  }
}
