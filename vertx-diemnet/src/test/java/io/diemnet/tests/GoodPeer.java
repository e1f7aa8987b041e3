package io.diemnet.tests;

import static io.diemnet.tests.TestNetwork.await;
import static io.diemnet.tests.TestNetwork.validator;
import static io.diemnet.tests.TestNetwork.waitFor;
import static io.diemnet.vertx.ProtocolId.CONSENSUS_RPC;

import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PrivateKey;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** An honest peer of a node under attack, on a Vert.x of its own: it calls all the time. */
final class GoodPeer implements AutoCloseable {

  /** Calls that are under way at any time. */
  private static final int CALLS = 4;

  final DiemNet network;
  private final Vertx vertx = Vertx.vertx();
  private final PeerId node;
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean over;

  private GoodPeer(DiemNet node, PrivateKey key) {
    this.node = node.info().peer();
    network =
        DiemNet.create(vertx, validator("good", key).addSeed(this.node, TestNetwork.dial(node)));
  }

  /** Starts one and waits until it is connected. */
  static GoodPeer connect(DiemNet node, PrivateKey key) {
    GoodPeer peer = new GoodPeer(node, key);
    await(peer.network.start());
    waitFor(
        "the good peer to be connected",
        () ->
            TestNetwork.connected(peer.network, peer.node)
                && TestNetwork.connected(node, peer.network.info().peer()));
    return peer;
  }

  /** Begins to call, and calls again whenever an answer comes. */
  GoodPeer call() {
    for (int i = 0; i < CALLS; i++) {
      callAgain();
    }
    return this;
  }

  private void callAgain() {
    if (over) {
      return;
    }
    Buffer question = Buffer.buffer("question " + answered.get());
    network
        .rpc(node, CONSENSUS_RPC, question)
        .onComplete(
            answer -> {
              if (answer.failed()) {
                failure.compareAndSet(null, answer.cause());
                return;
              }
              if (!answer.result().equals(question)) {
                failure.compareAndSet(null, new AssertionError("another answer"));
              }
              answered.incrementAndGet();
              callAgain();
            });
  }

  int answered() {
    return answered.get();
  }

  /** Waits for that many more answers; every call since the beginning must have been answered. */
  void assertServed(int more) {
    int before = answered.get();
    waitFor(more + " more answers", () -> failure.get() != null || answered.get() >= before + more);
    if (failure.get() != null) {
      throw new AssertionError("a call of the good peer failed", failure.get());
    }
  }

  @Override
  public void close() {
    over = true;
    await(vertx.close());
  }
}
