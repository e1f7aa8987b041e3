package io.diemnet.node.command;

import io.diemnet.vertx.WireProfile;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a wire profile, and reports a wrong one in the words of the library. */
public final class ProfileConverter implements ITypeConverter<WireProfile> {

  /** Called by picocli. */
  public ProfileConverter() {}

  @Override
  public WireProfile convert(String text) {
    try {
      return WireProfile.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
