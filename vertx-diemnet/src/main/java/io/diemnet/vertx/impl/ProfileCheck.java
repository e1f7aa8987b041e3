package io.diemnet.vertx.impl;

import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.DiscoveryOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.NetworkId;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.profile.Profile;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Finds options of one profile that belong to another. */
public final class ProfileCheck {

  /** The smallest frame in which a message of 16 frames goes in a header and 16 fragments. */
  private static final int MIN_DIVIDED_FRAME = 4096;

  private ProfileCheck() {}

  /** Returns what is wrong, with the path of its key, or null. */
  public static String mistake(DiemNetOptions options, Profile profile) {
    for (Map.Entry<PeerId, PeerConfig> seed : options.getSeeds().entrySet()) {
      String wrong = mistake(seed.getKey(), profile);
      for (NetworkAddress address : seed.getValue().addresses()) {
        wrong = wrong == null ? mistake(address, profile) : wrong;
      }
      if (wrong != null) {
        return "seeds." + seed.getKey() + ": " + wrong;
      }
    }
    for (Set<PeerId> list :
        Stream.of(
                options.getAccess().getAllow(),
                options.getAccess().getBlock(),
                options.getAccess().getPriority())
            .toList()) {
      for (PeerId peer : list) {
        String wrong = mistake(peer, profile);
        if (wrong != null) {
          return "access: " + peer + ": " + wrong;
        }
      }
    }
    return options.getProfile() == WireProfile.APTOS ? aptosMistake(options) : null;
  }

  private static String aptosMistake(DiemNetOptions options) {
    NetworkId network = options.getNetworkId();
    if (network.kind() == NetworkId.Kind.PRIVATE && !network.isVfn()) {
      return "networkId: a network of profile aptos is validator, public or vfn, not " + network;
    }
    if (!options.getAddressKeys().isEmpty()) {
      return "addressKeys: profile aptos has no encrypted addresses";
    }
    for (DiscoveryOptions source : options.getDiscovery()) {
      if (source.getType() == DiscoveryOptions.Type.VALIDATOR_SET) {
        return "discovery: validator sets are read in profile diem only";
      }
    }
    int frame = options.getLimits().getMaxFrameSize();
    return frame < MIN_DIVIDED_FRAME
        ? "limits.maxFrameSize: must be at least "
            + MIN_DIVIDED_FRAME
            + " in profile aptos, not "
            + frame
        : null;
  }

  private static String mistake(PeerId peer, Profile profile) {
    try {
      profile.peerIds().check(peer);
      return null;
    } catch (IllegalArgumentException wrong) {
      return wrong.getMessage();
    }
  }

  private static String mistake(NetworkAddress address, Profile profile) {
    try {
      profile.addresses().check(address.protocols());
      return null;
    } catch (IllegalArgumentException wrong) {
      return wrong.getMessage() + ", in the network address " + address;
    }
  }
}
