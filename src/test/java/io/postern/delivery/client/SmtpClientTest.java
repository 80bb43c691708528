package io.postern.delivery.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.transport.Evidence.MxTrust;
import io.postern.transport.HostProofs;
import io.postern.transport.Judgement;
import io.postern.transport.MayCarry;
import io.postern.transport.MxHost;
import io.postern.transport.PeerSession;
import io.postern.transport.TlsClient;
import io.postern.transport.TrustedRoots;
import io.postern.transport.Verifier;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmtpClientTest {

  private static final HostProofs PROOFS =
      HostProofs.none(new MxHost(Domain.of("mx.example"), MxTrust.NONE));

  private static final Mail MAIL =
      new Mail(
          ReversePath.none(),
          List.of(Mailbox.of("bob@example.com")),
          InputStream::nullInputStream,
          0,
          false,
          false,
          false);

  private final Verifier verifier = new Verifier(TrustedRoots.ofJdk(), InstantSource.system());

  @Test
  void takesNoPermissionThatWasGivenForAnotherSessionHoweverAlike() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Watch watch = new Watch();
        SmtpClient client = connect(watch, listener)) {
      PeerSession alike = PeerSession.clear(client.session().address());
      assertThat(alike).isEqualTo(client.session());
      MayCarry permission = given(alike);
      assertThatThrownBy(() -> client.send(permission, MAIL))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void takesAPermissionOnce() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Watch watch = new Watch();
        SmtpClient client = connect(watch, listener)) {
      listener.accept().close();
      MayCarry permission = given(client.session());
      assertThat(client.send(permission, MAIL).trouble()).isNotNull();
      assertThatThrownBy(() -> client.send(permission, MAIL))
          .isInstanceOf(IllegalStateException.class);
      assertThat(client.send(given(client.session()), MAIL).trouble()).isNotNull();
    }
  }

  private MayCarry given(PeerSession session) {
    return switch (verifier.judgeOwnMail(session, PROOFS, true)) {
      case Judgement.Met(MayCarry given) -> given;
      case Judgement.NotMet notMet -> throw new AssertionError(notMet);
    };
  }

  private static SmtpClient connect(Watch watch, ServerSocket listener) throws IOException {
    return SmtpClient.connect(
        new SmtpClient.Ways(
            Domain.of("out.example"),
            new TlsClient(new SecureRandom()),
            Timeouts.all(Duration.ofSeconds(5)),
            watch),
        Domain.of("mx.example"),
        new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()));
  }
}
