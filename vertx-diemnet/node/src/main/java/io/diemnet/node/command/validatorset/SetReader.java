package io.diemnet.node.command.validatorset;

import io.diemnet.node.command.CommandException;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.impl.bcs.Bytes;
import io.diemnet.vertx.impl.discovery.AddressCipher;
import io.diemnet.vertx.impl.discovery.EncNetworkAddress;
import io.diemnet.vertx.impl.discovery.ValidatorConfig;
import io.diemnet.vertx.impl.discovery.ValidatorInfo;
import io.diemnet.vertx.impl.discovery.ValidatorSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Creates a validator set from its readable form. */
final class SetReader {

  private final SharedKeys keys;

  SetReader(SharedKeys keys) {
    this.keys = keys;
  }

  ValidatorSet read(Map<String, Object> map) {
    Entries root = Entries.of("", map);
    if (!root.has("validators")) {
      throw new CommandException("validators: is missing");
    }
    List<ValidatorInfo> validators = new ArrayList<>();
    for (Object item : root.list("validators")) {
      validators.add(validator(Entries.of("validators[" + validators.size() + "]", item)));
    }
    root.end();
    return new ValidatorSet(validators);
  }

  private ValidatorInfo validator(Entries entry) {
    PeerId account = entry.required("account", PeerId::parse);
    long votingPower = entry.text("votingPower", 1L, SetReader::unsigned);
    long updated = entry.text("lastConfigUpdateTime", 0L, SetReader::unsigned);
    Bytes consensusKey =
        entry.text("consensusPublicKey", Bytes.of(new byte[32]), SetReader::consensusKey);
    int keyVersion = entry.text("keyVersion", keys.newest(), Integer::parseUnsignedInt);
    long seqNum = entry.text("seqNum", 0L, SetReader::unsigned);
    List<EncNetworkAddress> encrypted = new ArrayList<>();
    for (NetworkAddress address : entry.texts("validatorAddresses", NetworkAddress::parse)) {
      encrypted.add(
          AddressCipher.encrypt(
              address, keys.key(keyVersion), keyVersion, account, seqNum, encrypted.size()));
    }
    ValidatorConfig config =
        ValidatorConfig.of(
            consensusKey, encrypted, entry.texts("fullNodeAddresses", NetworkAddress::parse));
    Bytes validatorBytes =
        entry.text("validatorAddressBytes", config.validatorNetworkAddresses(), SetReader::hex);
    Bytes fullNodeBytes =
        entry.text("fullNodeAddressBytes", config.fullNodeNetworkAddresses(), SetReader::hex);
    entry.end();
    return new ValidatorInfo(
        account,
        votingPower,
        new ValidatorConfig(consensusKey, validatorBytes, fullNodeBytes),
        updated);
  }

  private static long unsigned(String text) {
    return Long.parseUnsignedLong(text);
  }

  private static Bytes hex(String text) {
    return Bytes.of(HexFormat.of().parseHex(text));
  }

  private static Bytes consensusKey(String text) {
    Bytes key = hex(text);
    if (key.length() != 32) {
      throw new IllegalArgumentException("a consensus public key must have 64 hex digits");
    }
    return key;
  }
}
