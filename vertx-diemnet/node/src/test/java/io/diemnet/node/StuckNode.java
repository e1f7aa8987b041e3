package io.diemnet.node;

import io.diemnet.node.run.GracefulEnd;
import io.diemnet.node.run.Networks;
import io.diemnet.node.run.ProcessGuard;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A node whose event loops hang or end, or whose heap is filled. */
@SuppressWarnings("SystemOut")
final class StuckNode {

  /** What fills the heap. */
  private static final List<byte[]> HELD = new ArrayList<>();

  private StuckNode() {}

  public static void main(String[] args) throws Exception {
    Networks networks = new Networks();
    Vertx vertx = networks.vertx();
    ProcessGuard guard = ProcessGuard.start(vertx);
    GracefulEnd end =
        GracefulEnd.onSignal(
            () -> {
              guard.stop();
              return networks.stop();
            },
            Duration.ofSeconds(1));
    networks.start(new JsonObject(Files.readString(Path.of(args[1])))).await();
    System.out.println("stuck");
    switch (args[0]) {
      case "blocked" -> blockLoops(vertx);
      case "ended" ->
          ((VertxInternal) vertx).nettyEventLoopGroup().next().execute(StuckNode::endLoop);
      case "thread" -> new Thread(StuckNode::overflow, "recursive").start();
      case "full" -> new Thread(StuckNode::fill, "filler").start();
      default -> throw new IllegalArgumentException(args[0]);
    }
    end.await();
  }

  private static void blockLoops(Vertx vertx) throws InterruptedException {
    List<CountDownLatch> reached = new ArrayList<>();
    ((VertxInternal) vertx)
        .nettyEventLoopGroup()
        .forEach(
            loop -> {
              CountDownLatch here = new CountDownLatch(1);
              reached.add(here);
              loop.execute(
                  () -> {
                    here.countDown();
                    hang();
                  });
            });
    for (CountDownLatch each : reached) {
      each.await();
    }
    System.out.println("blocked");
  }

  private static void hang() {
    while (true) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException ignored) {
        Thread.onSpinWait();
      }
    }
  }

  /** Netty logs what a task throws; an Error from there ends the loop. */
  private static void endLoop() {
    throw new IllegalStateException() {
      private static final long serialVersionUID = 1L;

      @Override
      public String getMessage() {
        throw new OutOfMemoryError("as if there were no memory to log it");
      }
    };
  }

  private static void overflow() {
    throw new StackOverflowError();
  }

  /** To the last byte, and again whenever a collection frees some. */
  private static void fill() {
    int size = 1 << 20;
    while (true) {
      try {
        HELD.add(new byte[size]);
      } catch (OutOfMemoryError full) {
        size = Math.max(16, size / 2);
      }
    }
  }
}
