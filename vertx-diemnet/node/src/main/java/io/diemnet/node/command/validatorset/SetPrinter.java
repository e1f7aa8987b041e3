package io.diemnet.node.command.validatorset;

import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.impl.bcs.BcsException;
import io.diemnet.vertx.impl.bcs.BcsReader;
import io.diemnet.vertx.impl.bcs.Bytes;
import io.diemnet.vertx.impl.discovery.AddressCipher;
import io.diemnet.vertx.impl.discovery.AddressList;
import io.diemnet.vertx.impl.discovery.EncNetworkAddress;
import io.diemnet.vertx.impl.discovery.ValidatorConfig;
import io.diemnet.vertx.impl.discovery.ValidatorInfo;
import io.diemnet.vertx.impl.discovery.ValidatorSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Creates the readable form of a validator set. Fields that cannot be decoded are written as bytes,
 * so that reading the form gives the same set.
 */
final class SetPrinter {

  private final SharedKeys keys;
  private final StringBuilder yaml = new StringBuilder();

  SetPrinter(SharedKeys keys) {
    this.keys = keys;
  }

  String print(ValidatorSet set) {
    if (set.validators().isEmpty()) {
      return "validators: []\n";
    }
    yaml.append("validators:\n");
    set.validators().forEach(this::validator);
    return yaml.toString();
  }

  private void validator(ValidatorInfo validator) {
    ValidatorConfig config = validator.config();
    yaml.append("  - account: \"").append(validator.account()).append("\"\n");
    line("votingPower", Long.toUnsignedString(validator.votingPower()));
    line("lastConfigUpdateTime", Long.toUnsignedString(validator.lastConfigUpdateTime()));
    line("consensusPublicKey", "\"" + hex(config.consensusPublicKey()) + "\"");
    validatorAddresses(validator);

    AddressList fullNodes = config.fullNodeAddresses();
    ValidatorConfig again =
        ValidatorConfig.of(config.consensusPublicKey(), List.of(), fullNodes.addresses());
    if (again.fullNodeNetworkAddresses().equals(config.fullNodeNetworkAddresses())) {
      addresses("fullNodeAddresses", fullNodes.addresses());
    } else {
      bytes("fullNodeAddressBytes", config.fullNodeNetworkAddresses(), fullNodes.problem());
    }
  }

  private void validatorAddresses(ValidatorInfo validator) {
    Bytes field = validator.config().validatorNetworkAddresses();
    AddressList addresses = validator.validatorAddresses(keys.toAddressKeys());
    EncNetworkAddress first = first(field);
    if (first == null) {
      if (addresses.problem() == null) {
        addresses("validatorAddresses", List.of());
      } else {
        bytes("validatorAddressBytes", field, addresses.problem());
      }
      return;
    }
    if (addresses.problem() == null && encrypt(validator, addresses, first).equals(field)) {
      line("keyVersion", Integer.toUnsignedString(first.keyVersion()));
      line("seqNum", Long.toUnsignedString(first.seqNum()));
      addresses("validatorAddresses", addresses.addresses());
    } else {
      String problem = addresses.problem();
      bytes(
          "validatorAddressBytes",
          field,
          problem == null ? "of several versions: " + addresses.addresses() : problem);
    }
  }

  /** Encodes these addresses with the version and number of the first. */
  private Bytes encrypt(ValidatorInfo validator, AddressList addresses, EncNetworkAddress first) {
    List<EncNetworkAddress> encrypted = new ArrayList<>();
    for (NetworkAddress address : addresses.addresses()) {
      encrypted.add(
          AddressCipher.encrypt(
              address,
              keys.key(first.keyVersion()),
              first.keyVersion(),
              validator.account(),
              first.seqNum(),
              encrypted.size()));
    }
    return ValidatorConfig.of(validator.config().consensusPublicKey(), encrypted, List.of())
        .validatorNetworkAddresses();
  }

  /** Returns the first encrypted address, or null if none can be decoded. */
  private static EncNetworkAddress first(Bytes field) {
    try {
      BcsReader in = field.reader();
      return in.readLength(EncNetworkAddress.MIN_LENGTH) == 0 ? null : EncNetworkAddress.read(in);
    } catch (BcsException e) {
      return null;
    }
  }

  private void line(String key, String value) {
    yaml.append("    ").append(key).append(": ").append(value).append('\n');
  }

  private void addresses(String key, List<NetworkAddress> addresses) {
    if (addresses.isEmpty()) {
      line(key, "[]");
      return;
    }
    yaml.append("    ").append(key).append(":\n");
    for (NetworkAddress address : addresses) {
      yaml.append("      - ").append(quoted(address.toString())).append('\n');
    }
  }

  private void bytes(String key, Bytes field, String problem) {
    yaml.append("    # ").append(oneLine(problem)).append('\n');
    line(key, "\"" + hex(field) + "\"");
  }

  /** Quotes a text, because a DNS name may contain any characters. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c >= ' ' && c < 0x7f) {
                quoted.appendCodePoint(c);
              } else {
                quoted.append(String.format(Locale.ROOT, "\\U%08x", c));
              }
            });
    return quoted.append('"').toString();
  }

  private static String oneLine(String text) {
    String quoted = quoted(String.valueOf(text));
    return quoted.substring(1, quoted.length() - 1);
  }

  private static String hex(Bytes bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
