package io.postern.delivery.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.transport.Evidence;
import io.postern.transport.Evidence.MxTrust;
import io.postern.transport.Judgement;
import io.postern.transport.MayCarry;
import io.postern.transport.MxHost;
import io.postern.transport.TlsClient;
import io.postern.transport.TlsRequirement;
import io.postern.transport.TlsRequirement.Proof;
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
import java.util.Set;
import org.junit.jupiter.api.Test;

class SmtpClientTest {

  @Test
  void takesNoPermissionThatWasGivenOnOtherEvidence() throws IOException {
    MxHost host = new MxHost(Domain.of("mx.example"), MxTrust.NONE);
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Watch watch = new Watch();
        SmtpClient client =
            SmtpClient.connect(
                new SmtpClient.Ways(
                    Domain.of("out.example"),
                    new TlsClient(TrustedRoots.ofJdk(), InstantSource.system(), new SecureRandom()),
                    Timeouts.all(Duration.ofSeconds(5)),
                    watch),
                host,
                new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()))) {
      // As good as evidence can be, and of no use: it is not this session's.
      Evidence elsewhere =
          new Evidence(
              "mx.example", "x", "TLSv1.3", null, List.of(), Set.of(Proof.PKIX), MxTrust.NONE);
      MayCarry permission =
          switch (Verifier.judge(elsewhere, TlsRequirement.CERTIFICATE)) {
            case Judgement.Met(MayCarry given) -> given;
            case Judgement.NotMet notMet -> throw new AssertionError(notMet);
          };
      Mail mail =
          new Mail(
              ReversePath.none(),
              List.of(Mailbox.of("bob@example.com")),
              InputStream::nullInputStream,
              0,
              false,
              false,
              false);
      assertThatThrownBy(() -> client.send(permission, mail))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
