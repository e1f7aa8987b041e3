package io.diemnet.vertx.impl.profile;

import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.profile.aptos.AptosProfile;
import io.diemnet.vertx.impl.profile.diem.DiemProfile;

/** The registry of profiles: the only class that knows their implementations. */
public final class Profiles {

  private Profiles() {}

  /** The implementation of a profile. */
  public static Profile of(WireProfile profile) {
    return switch (profile) {
      case DIEM -> DiemProfile.INSTANCE;
      case APTOS -> AptosProfile.INSTANCE;
    };
  }
}
