package io.diemnet.vertx.impl;

import static io.diemnet.vertx.impl.SecondProfile.GOSSIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.diemnet.vertx.ChainId;
import io.diemnet.vertx.DiemNet;
import io.diemnet.vertx.DiemNetException;
import io.diemnet.vertx.DiemNetOptions;
import io.diemnet.vertx.FailureCode;
import io.diemnet.vertx.IdentityOptions;
import io.diemnet.vertx.NetworkAddress;
import io.diemnet.vertx.PeerConfig;
import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.ProtocolId;
import io.diemnet.vertx.WireProfile;
import io.diemnet.vertx.impl.handshake.HandshakeException;
import io.diemnet.vertx.impl.handshake.HandshakeMsg;
import io.diemnet.vertx.impl.handshake.SupportedProtocols;
import io.diemnet.vertx.impl.profile.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The seam for wire profiles, with a profile that differs from DIEM in every part. */
@Timeout(60)
class SecondProfileTest {

  private static final SecondProfile SECOND = new SecondProfile();

  private final Vertx vertx = Vertx.vertx();
  private final PrivateKey keyA = PrivateKey.generate();
  private final PrivateKey keyB = PrivateKey.generate();
  private final PeerId idA = SECOND.peerIds().fromPublicKey(keyA.publicKey());
  private final PeerId idB = SECOND.peerIds().fromPublicKey(keyB.publicKey());

  @AfterEach
  void close() {
    get(vertx.close());
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private DiemNetOptions options(String name, PrivateKey key, String listen) {
    return new DiemNetOptions()
        .setName(name)
        .setChainId(ChainId.TESTING)
        .setIdentity(new IdentityOptions().setPrivateKey(key))
        .setListenAddress(NetworkAddress.parse(listen));
  }

  private DiemNet start(DiemNetOptions options) {
    DiemNet network = new DiemNetImpl(vertx, options, SECOND, null);
    get(network.start());
    return network;
  }

  private static Buffer random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  @Test
  void two_nodes_of_another_profile_call_each_other_and_send_long_and_short_messages() {
    DiemNet a =
        start(
            options("a", keyA, "/ip4/127.0.0.1/tcp/0")
                .addSeed(
                    idB, new PeerConfig(List.of(), List.of(keyB.publicKey()), PeerRole.VALIDATOR)));
    a.rpcHandler(ProtocolId.CONSENSUS_RPC, call -> Future.succeededFuture(call.payload()));
    List<Buffer> got = new CopyOnWriteArrayList<>();
    a.directSendHandler(GOSSIP, message -> got.add(message.payload()));
    NetworkAddress address = a.info().address();
    assertThat(address.toString())
        .endsWith("/noise-ik/0x" + keyA.publicKey() + "/handshake/0")
        .isEqualTo(Addresses.parse(address + "/", SECOND.addresses()).toString());
    DiemNet b =
        start(
            options("b", keyB, "/ip4/127.0.0.1/tcp/0")
                .addSeed(idA, PeerConfig.of(address, PeerRole.VALIDATOR)));
    await()
        .untilAsserted(
            () -> {
              assertThat(a.peers()).hasSize(1);
              assertThat(b.peers()).hasSize(1);
            });
    assertThat(b.peers().iterator().next().peer()).isEqualTo(idA);
    assertThat(a.peers().iterator().next().address().toString()).contains("/noise-ik/0x");
    assertThat(a.peers().iterator().next().protocols()).contains(GOSSIP);

    List<Buffer> sent = new ArrayList<>();
    List<Future<Buffer>> answers = new ArrayList<>();
    for (int length : new int[] {0, 1000, 1001, 150_000, 3, 40_000}) {
      Buffer payload = random(length);
      sent.add(payload);
      answers.add(b.rpc(idA, ProtocolId.CONSENSUS_RPC, payload));
      get(b.directSend(idA, GOSSIP, payload));
    }
    for (int i = 0; i < sent.size(); i++) {
      assertThat(get(answers.get(i))).isEqualTo(sent.get(i));
    }
    await().untilAsserted(() -> assertThat(got).containsExactlyInAnyOrderElementsOf(sent));
    // The whole message is counted once; the queue is empty again.
    assertThat(a.peers().iterator().next().messagesIn()).isGreaterThanOrEqualTo(12);
    await().untilAsserted(() -> assertThat(b.writeQueueFull(idA)).isFalse());
  }

  @Test
  void ids_and_protocols_of_another_profile_are_refused() {
    DiemNetOptions shortId = options("a", keyA, "/ip4/127.0.0.1/tcp/0");
    shortId.getIdentity().setPeerId(PeerId.fromPublicKey(keyA.publicKey()));
    assertThatThrownBy(() -> start(shortId)).hasRootCauseInstanceOf(IllegalArgumentException.class);
    DiemNetOptions longId = options("a", keyA, "/ip4/127.0.0.1/tcp/0");
    longId.getIdentity().setPeerId(idA);
    assertThatThrownBy(() -> get(DiemNet.create(vertx, longId).start()))
        .hasMessageContaining("16 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerId.parse(idA.toString(), WireProfile.DIEM))
        .withMessageContaining("32 hex digits");
    // A number that the second profile keeps for itself.
    DiemNetOptions custom = options("a", keyA, "/ip4/127.0.0.1/tcp/0");
    custom.addProtocol(ProtocolId.custom("Mine", 19));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DiemNetImpl(vertx, custom, SECOND, null))
        .withMessageContaining("from 20 to 255");
    DiemNet diem = DiemNet.create(vertx, options("d", keyA, "/ip4/127.0.0.1/tcp/0"));
    get(diem.start());
    assertThatThrownBy(() -> get(diem.rpc(idB, ProtocolId.CONSENSUS_RPC, Buffer.buffer())))
        .hasCauseInstanceOf(DiemNetException.class)
        .cause()
        .extracting("code")
        .isEqualTo(FailureCode.NOT_CONNECTED);
  }

  @Test
  void the_handshake_follows_the_rules_of_the_profile() throws HandshakeException {
    HandshakeMsg own =
        HandshakeMsg.v1(
            SupportedProtocols.of(List.of(GOSSIP)),
            ChainId.TESTING,
            io.diemnet.vertx.NetworkId.vfn());
    HandshakeMsg other =
        HandshakeMsg.v1(
            SupportedProtocols.of(List.of(ProtocolId.CONSENSUS_RPC)),
            ChainId.TESTING,
            io.diemnet.vertx.NetworkId.vfn());
    assertThat(own.negotiate(other, DiemWire.RULES).common().isEmpty()).isTrue();
    assertThatThrownBy(() -> own.negotiate(other, SECOND.handshake()))
        .isInstanceOf(HandshakeException.class)
        .extracting("reason")
        .isEqualTo(HandshakeException.Reason.NO_COMMON_PROTOCOLS);
    byte[] bytes = own.encode(SECOND.handshake());
    assertThat(bytes[bytes.length - 1]).isEqualTo((byte) 9);
    assertThat(HandshakeMsg.decode(bytes, 0, bytes.length, SECOND.handshake())).isEqualTo(own);
  }
}
