package io.diemnet.vertx.impl.discovery;

import io.diemnet.vertx.impl.util.LogFields;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files with a validator set, read at once and then at their intervals. A set from a file
 * replaces one that the application passed in, and the other way round. A file that cannot be read
 * changes nothing.
 */
final class ValidatorSetFileSource implements PeerSource {

  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryVerticle.class);

  private final List<DiscoveryVerticle.FileSource> files;
  private final ValidatorSetSource validatorSet;
  private final Findings findings;
  private final BooleanSupplier stopped;

  /**
   * @param validatorSet takes the content of the files
   * @param findings counts the files that cannot be read
   * @param stopped whether nothing is read any more
   */
  ValidatorSetFileSource(
      List<DiscoveryVerticle.FileSource> files,
      ValidatorSetSource validatorSet,
      Findings findings,
      BooleanSupplier stopped) {
    this.files = files;
    this.validatorSet = validatorSet;
    this.findings = findings;
    this.stopped = stopped;
  }

  @Override
  public void start() {
    Context context = Vertx.currentContext();
    for (DiscoveryVerticle.FileSource file : files) {
      new ValidatorSetFile(file, context, listener(file.path()), stopped).start();
    }
  }

  private ValidatorSetFile.Listener listener(String path) {
    return new ValidatorSetFile.Listener() {
      @Override
      public void content(Buffer bytes) {
        validatorSet
            .replace(bytes)
            .onSuccess(
                counts ->
                    LogFields.network(LOG.atInfo(), findings.network())
                        .log("{}: validator set {}: {}", findings.network(), path, counts));
      }

      @Override
      public void unchanged() {
        findings.read();
      }

      @Override
      public void problem(String problem, boolean first) {
        findings.failed();
        if (first) {
          LogFields.network(LOG.atWarn(), findings.network())
              .log("{}: validator set {} changes nothing: {}", findings.network(), path, problem);
        }
      }
    };
  }
}
