package io.diemnet.vertx.impl.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.diemnet.vertx.PeerId;
import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.diemnet.vertx.impl.noise.crypto.KeyPair;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The listener's six rules (specification section 5), one by one and in their order. */
class NoiseRulesTest {

  private static final CryptoProvider CRYPTO = CryptoProviders.jdk();

  private final NoiseIdentity listener = NoiseIdentity.of(PrivateKey.generate(), DiemWire.PEER_IDS);
  private final NoiseIdentity dialer = NoiseIdentity.of(PrivateKey.generate(), DiemWire.PEER_IDS);
  private final PeerId account =
      PeerId.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6});
  private final TrustedPeers trusted = new TrustedPeers();
  private final ReplayTable replays = new ReplayTable();
  private long now = 1_000;

  private final NoiseResponder mutual = responder(Authenticator.mutual(trusted, replays));
  private final NoiseResponder maybeMutual =
      responder(Authenticator.maybeMutual(trusted, DiemWire.PEER_IDS, PeerRole.UNKNOWN));

  @Test
  void rule_1_a_message_that_is_not_whole_is_incomplete() {
    assertRejected(() -> ClientMessage.of(new byte[151]), NoiseFailure.INCOMPLETE);
    assertRejected(() -> ClientMessage.of(new byte[153]), NoiseFailure.INCOMPLETE);
  }

  @Test
  void rule_2_its_own_peer_id_is_a_self_dial() throws NoiseRejection {
    ClientMessage message = message(new NoiseIdentity(listener.peerId(), dialer.privateKey()));
    assertRejected(() -> mutual.check(message), NoiseFailure.SELF_DIAL);
    assertRejected(() -> mutual.accept(message), NoiseFailure.SELF_DIAL);
  }

  @Test
  void rule_2_stands_before_rule_3() throws NoiseRejection {
    byte[] bytes = bytes(new NoiseIdentity(listener.peerId(), dialer.privateKey()));
    bytes[PeerId.LENGTH] ^= 1;
    assertRejected(() -> mutual.check(ClientMessage.of(bytes)), NoiseFailure.SELF_DIAL);
  }

  @Test
  void rule_3_another_expected_key_is_a_wrong_key() throws NoiseRejection {
    PublicKey other = PrivateKey.generate().publicKey();
    byte[] bytes = initiator(dialer).dial(listener.peerId(), other).clientMessage();
    assertRejected(() -> mutual.check(ClientMessage.of(bytes)), NoiseFailure.WRONG_KEY);
  }

  @Test
  void rule_3_compares_the_bytes_and_not_the_point() throws NoiseRejection {
    byte[] bytes = bytes(dialer);
    bytes[PeerId.LENGTH + PublicKey.LENGTH - 1] ^= (byte) 0x80;
    assertRejected(() -> mutual.check(ClientMessage.of(bytes)), NoiseFailure.WRONG_KEY);
  }

  @ParameterizedTest
  @ValueSource(ints = {48, 79, 80, 111, 112, 127, 128, 135, 136, 151})
  void rule_4_one_altered_bit_does_not_decrypt(int position) throws NoiseRejection {
    trust(dialer.peerId(), dialer.publicKey());
    byte[] bytes = bytes(dialer);
    bytes[position] ^= 1;
    ClientMessage message = ClientMessage.of(bytes);
    mutual.check(message);
    assertRejected(() -> mutual.accept(message), NoiseFailure.DECRYPT_FAILED);
    assertThat(replays.size()).isZero();
  }

  @Test
  void rule_4_the_peer_id_in_clear_is_part_of_what_is_proved() throws NoiseRejection {
    trust(account, dialer.publicKey());
    byte[] bytes = bytes(dialer);
    account.writeTo(bytes, 0);
    assertRejected(() -> mutual.accept(ClientMessage.of(bytes)), NoiseFailure.DECRYPT_FAILED);
  }

  @Test
  void rule_4_an_ephemeral_key_of_low_order_ends_it() throws NoiseRejection {
    byte[] bytes = bytes(dialer);
    Arrays.fill(bytes, 48, 80, (byte) 0);
    assertRejected(() -> mutual.accept(ClientMessage.of(bytes)), NoiseFailure.LOW_ORDER_KEY);
    bytes[48] = 1;
    assertRejected(() -> mutual.accept(ClientMessage.of(bytes)), NoiseFailure.LOW_ORDER_KEY);
  }

  @Test
  void rule_4_a_static_key_of_low_order_ends_it() throws NoiseRejection {
    // A dialer that seals a static key of zeros; it cannot compute ss, so the payload is junk.
    byte[] prologue = ClientMessage.prologue(dialer.peerId(), listener.publicKey());
    KeyPair ephemeral = KeyPair.generate(CRYPTO.keyAgreement());
    SymmetricState state = new SymmetricState(CRYPTO, prologue, listener.publicKey().toBytes());
    byte[] message = Arrays.copyOf(ephemeral.publicKey(), 104);
    state.mixHash(ephemeral.publicKey());
    state.mixAgreement(ephemeral, listener.publicKey().toBytes());
    state.encryptAndHash(new byte[32], message, 32);
    ClientMessage bytes = ClientMessage.of(ClientMessage.assemble(prologue, message));
    assertRejected(() -> mutual.accept(bytes), NoiseFailure.LOW_ORDER_KEY);
  }

  @Test
  void rule_5_mutual_refuses_who_is_not_trusted() throws NoiseRejection {
    ClientMessage message = message(dialer);
    assertRejected(() -> mutual.accept(message), NoiseFailure.UNKNOWN_PEER);
    assertThat(replays.size()).isZero();
  }

  @Test
  void rule_5_mutual_refuses_another_key_of_a_trusted_peer() throws NoiseRejection {
    trust(dialer.peerId(), PrivateKey.generate().publicKey());
    ClientMessage message = message(dialer);
    assertRejected(() -> mutual.accept(message), NoiseFailure.KEY_MISMATCH);
    assertThat(replays.size()).isZero();
  }

  @Test
  void rule_5_mutual_takes_any_key_of_a_trusted_peer_and_its_role() throws NoiseRejection {
    trust(account, PrivateKey.generate().publicKey(), dialer.publicKey());
    NoiseSession session = mutual.accept(message(dialerAs(account))).session();
    assertThat(session.remotePeer()).isEqualTo(account);
    assertThat(session.remoteKey()).isEqualTo(dialer.publicKey());
    assertThat(session.role()).isEqualTo(PeerRole.VALIDATOR);
  }

  @Test
  void rule_5_sees_a_trusted_set_published_in_between() throws NoiseRejection {
    ClientMessage message = message(dialer);
    assertRejected(() -> mutual.accept(message), NoiseFailure.UNKNOWN_PEER);
    trust(dialer.peerId(), dialer.publicKey());
    assertThat(mutual.accept(message).session().role()).isEqualTo(PeerRole.VALIDATOR);
    trusted.publish(Map.of());
    ClientMessage next = message(dialer);
    assertRejected(() -> mutual.accept(next), NoiseFailure.UNKNOWN_PEER);
  }

  @Test
  void rule_5_maybe_mutual_takes_an_unknown_peer_under_the_id_of_its_key() throws NoiseRejection {
    NoiseSession session = maybeMutual.accept(message(dialer)).session();
    assertThat(session.remotePeer()).isEqualTo(dialer.peerId());
    assertThat(session.role()).isEqualTo(PeerRole.UNKNOWN);
  }

  @Test
  void rule_5_maybe_mutual_refuses_an_unknown_peer_under_any_other_id() throws NoiseRejection {
    ClientMessage message = message(dialerAs(account));
    assertRejected(() -> maybeMutual.accept(message), NoiseFailure.DERIVED_ID_MISMATCH);
  }

  @Test
  void rule_5_maybe_mutual_holds_a_trusted_peer_to_its_keys() throws NoiseRejection {
    trust(dialer.peerId(), PrivateKey.generate().publicKey());
    ClientMessage message = message(dialer);
    assertRejected(() -> maybeMutual.accept(message), NoiseFailure.KEY_MISMATCH);
    trust(dialer.peerId(), dialer.publicKey());
    assertThat(maybeMutual.accept(message).session().role()).isEqualTo(PeerRole.VALIDATOR);
  }

  @Test
  void rule_6_mutual_refuses_a_timestamp_that_is_not_newer() throws NoiseRejection {
    trust(dialer.peerId(), dialer.publicKey());
    ClientMessage first = message(dialer);
    mutual.accept(first);
    assertRejected(() -> mutual.accept(first), NoiseFailure.REPLAY);
    now--;
    ClientMessage earlier = message(dialer);
    assertRejected(() -> mutual.accept(earlier), NoiseFailure.REPLAY);
    now += 2;
    mutual.accept(message(dialer));
  }

  @Test
  void rule_6_compares_unsigned_and_takes_any_first_value() throws NoiseRejection {
    trust(dialer.peerId(), dialer.publicKey());
    now = 0;
    mutual.accept(message(dialer));
    assertRejected(() -> mutual.accept(message(dialer)), NoiseFailure.REPLAY);
    assertThat(replays.accept(dialer.publicKey(), Long.MAX_VALUE)).isTrue();
    assertThat(replays.accept(dialer.publicKey(), Long.MIN_VALUE)).isTrue();
    assertThat(replays.accept(dialer.publicKey(), 5)).isFalse();
    assertThat(replays.accept(dialer.publicKey(), -1)).isTrue();
    assertThat(replays.accept(dialer.publicKey(), -1)).isFalse();
  }

  @Test
  void rule_6_is_for_mutual_mode_only() throws NoiseRejection {
    trust(dialer.peerId(), dialer.publicKey());
    ClientMessage message = message(dialer);
    maybeMutual.accept(message);
    maybeMutual.accept(message);
    assertThat(replays.size()).isZero();
  }

  @Test
  void rule_5_stands_before_rule_6() throws NoiseRejection {
    trust(dialer.peerId(), dialer.publicKey());
    ClientMessage message = message(dialer);
    mutual.accept(message);
    trusted.publish(Map.of());
    assertRejected(() -> mutual.accept(message), NoiseFailure.UNKNOWN_PEER);
  }

  @Test
  void the_dialer_refuses_an_answer_that_is_altered_or_of_low_order() throws NoiseRejection {
    for (int position : new int[] {0, 31, 32, 47}) {
      NoiseInitiator.Dial dial = initiator(dialer).dial(listener.peerId(), listener.publicKey());
      byte[] answer = maybeMutual.accept(ClientMessage.of(dial.clientMessage())).serverMessage();
      answer[position] ^= 1;
      assertRejected(() -> dial.finish(answer), NoiseFailure.DECRYPT_FAILED);
    }
    NoiseInitiator.Dial dial = initiator(dialer).dial(listener.peerId(), listener.publicKey());
    byte[] answer = maybeMutual.accept(ClientMessage.of(dial.clientMessage())).serverMessage();
    Arrays.fill(answer, 0, 32, (byte) 0);
    assertRejected(() -> dial.finish(answer), NoiseFailure.LOW_ORDER_KEY);
  }

  @Test
  void the_dialer_refuses_a_listener_key_of_low_order() {
    NoiseInitiator.Dial dial =
        initiator(dialer).dial(listener.peerId(), PublicKey.of(new byte[32]));
    assertRejected(dial::clientMessage, NoiseFailure.LOW_ORDER_KEY);
  }

  @Test
  void a_handshake_takes_no_step_twice() throws NoiseRejection {
    NoiseInitiator.Dial dial = initiator(dialer).dial(listener.peerId(), listener.publicKey());
    byte[] answer = maybeMutual.accept(ClientMessage.of(dial.clientMessage())).serverMessage();
    dial.finish(answer);
    assertThatThrownBy(() -> dial.finish(answer)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void failures_have_distinct_tags_and_rejections_no_stack_trace() {
    assertThat(Arrays.stream(NoiseFailure.values()).map(NoiseFailure::tag))
        .doesNotHaveDuplicates()
        .allMatch(tag -> tag.matches("[a-z]+(-[a-z]+)*"));
    assertThat(new NoiseRejection(NoiseFailure.REPLAY).getStackTrace()).isEmpty();
    assertThat(NoiseFailure.REPLAY.suspicious()).isTrue();
  }

  private static void assertRejected(ThrowingCallable action, NoiseFailure failure) {
    NoiseRejection rejection = catchThrowableOfType(NoiseRejection.class, action);
    assertThat(rejection).as("a rejection for %s", failure).isNotNull();
    assertThat(rejection.failure()).isEqualTo(failure);
  }

  private void trust(PeerId peer, PublicKey... keys) {
    trusted.publish(Map.of(peer, new TrustedPeer(PeerRole.VALIDATOR, Set.of(keys))));
  }

  private NoiseIdentity dialerAs(PeerId peer) {
    return new NoiseIdentity(peer, dialer.privateKey());
  }

  private ClientMessage message(NoiseIdentity from) throws NoiseRejection {
    return ClientMessage.of(bytes(from));
  }

  private byte[] bytes(NoiseIdentity from) throws NoiseRejection {
    return initiator(from).dial(listener.peerId(), listener.publicKey()).clientMessage();
  }

  /** Sends the time as it is set here, even one it has sent before. */
  private NoiseInitiator initiator(NoiseIdentity identity) {
    return new NoiseInitiator(CRYPTO, identity, new TimestampSource(() -> now));
  }

  private NoiseResponder responder(Authenticator authenticator) {
    return new NoiseResponder(CRYPTO, listener, authenticator);
  }
}
