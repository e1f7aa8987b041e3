package io.diemnet.vertx.impl.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.diemnet.vertx.PeerRole;
import io.diemnet.vertx.PrivateKey;
import io.diemnet.vertx.PublicKey;
import io.diemnet.vertx.impl.DiemWire;
import io.diemnet.vertx.impl.noise.crypto.CryptoProvider;
import io.diemnet.vertx.impl.noise.crypto.CryptoProviders;
import io.diemnet.vertx.impl.noise.crypto.KeyAgreement;
import io.diemnet.vertx.impl.noise.crypto.LowOrderKeyException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StaticAgreementsTest {

  private final NoiseIdentity dialer = NoiseIdentity.of(PrivateKey.generate(), DiemWire.PEER_IDS);
  private final NoiseIdentity listener = NoiseIdentity.of(PrivateKey.generate(), DiemWire.PEER_IDS);
  private final Counting ofDialer = new Counting();
  private final Counting ofListener = new Counting();
  private final TrustedPeers trusted = new TrustedPeers();
  private final NoiseInitiator initiator =
      new NoiseInitiator(ofDialer.provider(), dialer, new TimestampSource());
  private final NoiseResponder responder =
      new NoiseResponder(
          ofListener.provider(),
          listener,
          Authenticator.maybeMutual(trusted, DiemWire.PEER_IDS, PeerRole.UNKNOWN));

  @Test
  void a_known_peer_costs_three_agreements_on_each_side_after_the_first_handshake()
      throws Exception {
    trusted.publish(
        Map.of(dialer.peerId(), new TrustedPeer(PeerRole.VALIDATOR, Set.of(dialer.publicKey()))));
    handshake();
    assertThat(ofDialer.agreements).isEqualTo(4);
    assertThat(ofListener.agreements).isEqualTo(4);
    handshake();
    assertThat(ofDialer.agreements).isEqualTo(7);
    assertThat(ofListener.agreements).isEqualTo(7);
  }

  @Test
  void nothing_is_kept_of_strangers() throws Exception {
    handshake();
    handshake();
    assertThat(ofListener.agreements).isEqualTo(8);
  }

  @Test
  void keeps_copies_and_only_what_was_used_last() {
    StaticAgreements agreements = new StaticAgreements();
    PublicKey first = PrivateKey.generate().publicKey();
    byte[] secret = {1, 2, 3};
    agreements.put(first, secret);
    secret[0] = 9;
    agreements.get(first)[1] = 9;
    assertThat(agreements.get(first)).containsExactly(1, 2, 3);
    PublicKey second = key(0);
    agreements.put(second, secret);
    for (int i = 1; i < StaticAgreements.MAX; i++) {
      agreements.put(key(i), secret);
      assertThat(agreements.get(first)).isNotNull();
    }
    assertThat(agreements.get(second)).isNull();
    assertThat(agreements.get(first)).isNotNull();
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    bytes[2] = 1;
    return PublicKey.of(bytes);
  }

  private void handshake() throws NoiseRejection {
    NoiseInitiator.Dial dial = initiator.dial(listener.peerId(), listener.publicKey());
    NoiseResponder.Answer answer = responder.accept(ClientMessage.of(dial.clientMessage()));
    NoiseSession session = dial.finish(answer.serverMessage());
    byte[] sealed = new byte[17];
    byte[] opened = new byte[1];
    session.ciphers().send().encrypt(new byte[] {42}, 0, 1, sealed, 0);
    assertThat(answer.session().ciphers().receive().decrypt(sealed, 0, 17, opened, 0)).isEqualTo(1);
    assertThat(opened).containsExactly(42);
  }

  /** Counts agreements. */
  private static final class Counting implements KeyAgreement {
    private final CryptoProvider jdk = CryptoProviders.jdk();
    private final KeyAgreement real = jdk.keyAgreement();
    private int agreements;

    CryptoProvider provider() {
      return new CryptoProvider("counting", this, jdk.aead());
    }

    @Override
    public String name() {
      return real.name();
    }

    @Override
    public byte[] generatePrivate() {
      return real.generatePrivate();
    }

    @Override
    public byte[] publicKey(byte[] privateKey) {
      return real.publicKey(privateKey);
    }

    @Override
    public byte[] agree(byte[] privateKey, byte[] publicKey) throws LowOrderKeyException {
      agreements++;
      return real.agree(privateKey, publicKey);
    }
  }
}
