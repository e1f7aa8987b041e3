package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.impl.bcs.Bytes;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.BooleanSupplier;

/**
 * A file with the BCS bytes of a ValidatorSet. It is read at an interval, and its content is given
 * on when it has changed. The file is read on workers; all else runs on the context.
 */
final class ValidatorSetFile {

  /** Takes what is read. */
  interface Listener {

    /** The file has a new content, which is not decoded yet. */
    void content(Buffer bytes);

    /** The file was read, and its content is the same as before. */
    void unchanged();

    /**
     * The file cannot be read.
     *
     * @param first whether the reading before had another result
     */
    void problem(String problem, boolean first);
  }

  private record Reading(Bytes digest, Buffer content, String problem) {}

  private final Path path;
  private final RepeatedReading repeated;
  private final Listener listener;
  private Bytes digest;
  private String problem;

  ValidatorSetFile(
      DiscoveryVerticle.FileSource source,
      Context context,
      Listener listener,
      BooleanSupplier stopped) {
    this.path = Path.of(source.path());
    this.repeated = new RepeatedReading(context, source.intervalMillis(), stopped);
    this.listener = listener;
  }

  /** Reads the file now, and then at its interval until it is stopped. */
  void start() {
    repeated.start(
        () -> {
          Bytes known = digest;
          return () -> read(known);
        },
        read ->
            accept(
                read.succeeded()
                    ? read.result()
                    : new Reading(null, null, "cannot be read: " + read.cause())));
  }

  private Reading read(Bytes known) throws NoSuchAlgorithmException {
    try {
      byte[] content = TextFile.read(path);
      Bytes found = Bytes.of(MessageDigest.getInstance("SHA-256").digest(content));
      return new Reading(found, found.equals(known) ? null : Buffer.buffer(content), null);
    } catch (DiscoveryException e) {
      return new Reading(null, null, e.getMessage());
    }
  }

  private void accept(Reading reading) {
    String before = problem;
    problem = reading.problem();
    if (problem != null) {
      listener.problem(problem, !problem.equals(before));
    } else if (reading.content() != null) {
      digest = reading.digest();
      listener.content(reading.content());
    } else {
      listener.unchanged();
    }
  }
}
