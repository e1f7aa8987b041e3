package io.diemnet.vertx.impl.noise;

/** Why a session's inbound side ended for good (specification section 5). */
public enum FrameFailure {
  /** A frame too short to hold a tag. */
  TOO_SHORT("frame-too-short", "a frame shorter than its tag"),
  /** A frame that is not authentic: altered, replayed, reordered, or of another session. */
  NOT_AUTHENTIC("frame-not-authentic", "a frame that does not decrypt"),
  /** The cipher's counter is used up. */
  EXHAUSTED("cipher-exhausted", "the session's cipher is used up"),
  /** The TCP stream ended in the middle of a frame. */
  TRUNCATED("frame-truncated", "the connection ended inside a frame");

  private final String tag;
  private final String description;

  FrameFailure(String tag, String description) {
    this.tag = tag;
    this.description = description;
  }

  /** The reason as a metric's tag has it. */
  public String tag() {
    return tag;
  }

  /** A few words for people. */
  public String description() {
    return description;
  }

  @Override
  public String toString() {
    return tag;
  }
}
