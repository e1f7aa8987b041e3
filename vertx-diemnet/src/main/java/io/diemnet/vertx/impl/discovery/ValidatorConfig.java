package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.BcsWriter;
import io.diemnet.vertx.impl.bcs.Bytes;
import java.util.List;

/**
 * The network configuration of a validator (specification section 11). Its two address lists are
 * decoded on demand, so that a bad list does not invalidate the set.
 *
 * @param consensusPublicKey 32 bytes, not interpreted
 * @param validatorNetworkAddresses BCS of a sequence of {@link EncNetworkAddress}, not checked
 * @param fullNodeNetworkAddresses BCS of a sequence of {@link NetworkAddress}, not checked
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

  /** Creates a configuration with these addresses. */
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

  /** The decrypted addresses in the validator network. */
  public AddressList validatorAddresses(PeerId account, AddressKeys keys) {
    return AddressList.read(
        validatorNetworkAddresses,
        EncNetworkAddress.MIN_LENGTH,
        (in, index) -> AddressCipher.decrypt(EncNetworkAddress.read(in), keys, account, index));
  }

  /** The addresses of the full nodes of the validator. */
  public AddressList fullNodeAddresses() {
    return AddressList.read(
        fullNodeNetworkAddresses,
        MIN_ADDRESS_LENGTH,
        (in, index) -> NetworkAddress.fromBytes(in.readWithPrefix()));
  }
}
