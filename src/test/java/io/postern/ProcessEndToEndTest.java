package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.demo.CapturedMail;
import io.postern.demo.CapturedMails;
import io.postern.demo.DemoMx;
import io.postern.demo.DemoSubmitter;
import io.postern.demo.Posture;
import io.postern.demo.Running;
import io.postern.demo.SmallInternet;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program in a process of its own, provisioned by its command line: what needs real memory
 * limits and a real {@code kill -9} (SPEC 1.6, 1.7, 13.3).
 */
@Tag("large")
class ProcessEndToEndTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int LARGE = 149_000_000;
  private static final Pattern CODE = Pattern.compile("\\b([0-9]{3})[ -]?([0-9]{3})\\b");
  private static final String DIRECT = "r.koster@oudeveste.example";
  private static final String GUEST = "large@home.example";

  private static SmallInternet world(Path folder) throws IOException {
    return SmallInternet.open(
        Files.createDirectory(folder.resolve("world")),
        SmallInternet.Ports.ANY,
        new SecureRandom(),
        InstantSource.system());
  }

  private static ChildGateway gateway(SmallInternet world, Path folder) throws IOException {
    return new ChildGateway(world, Files.createDirectory(folder.resolve("gateway")));
  }

  @Test
  void aMailOf150MegabytesPassesWithLittleMemory(@TempDir Path folder) throws IOException {
    try (SmallInternet world = world(folder);
        ChildGateway gateway = gateway(world, folder)) {
      Running.Login login = gateway.provision();
      gateway.serve();
      byte[] message = large();
      byte[] digest = digestOfEnclosure(new java.io.ByteArrayInputStream(message));

      new DemoSubmitter(gateway.submissionPort(), login, world.clientTls())
          .submit(Letter.SENDER, List.of(DIRECT, GUEST), message);

      CapturedMail direct = world.mails().await(CapturedMails.isTo(DIRECT), PATIENCE).orElseThrow();
      assertThat(direct.tls()).isNotNull();
      assertThat(direct.size()).isGreaterThan(LARGE - 1_000L);
      try (InputStream in = direct.open()) {
        assertThat(digestOfEnclosure(in)).isEqualTo(digest);
      }

      URI link = URI.create(linkIn(world, gateway));
      long before = world.mails().all().size();
      Visitor visitor = new Visitor(world.clientTls());
      Visitor.Page door = visitor.enter(link);
      CapturedMail code =
          world
              .mails()
              .await(CapturedMails.isTo(GUEST).and(mail -> mail.number() > before), PATIENCE)
              .orElseThrow();
      Matcher digits = CODE.matcher(code.text());
      assertThat(digits.find()).isTrue();
      Visitor.Page page = visitor.prove(door, digits.group(1) + digits.group(2));
      assertThat(visitor.digest(page.file())).isEqualTo(digest);
      assertThat(gateway.isAlive()).isTrue();
      assertThat(Files.readString(gateway.log())).doesNotContain("OutOfMemory");
    }
  }

  private static String linkIn(SmallInternet world, ChildGateway gateway) {
    return world.mails().await(CapturedMails.isTo(GUEST), PATIENCE).orElseThrow().links().stream()
        .filter(one -> one.startsWith(gateway.portal() + "/m/"))
        .findFirst()
        .orElseThrow();
  }

  /** A mail of {@link #LARGE} octets with one base64 attachment, made without a second copy. */
  private static byte[] large() {
    byte[] head =
        """
        From: Mila Bakker <%s>
        To: %s, %s
        Subject: Scans
        Date: Mon, 23 Nov 2026 10:00:00 +0000
        Message-ID: <large@stanna.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=leaf

        --leaf
        Content-Type: text/plain

        The scans you asked for.
        --leaf
        Content-Type: application/octet-stream
        Content-Disposition: attachment; filename=scans.bin
        Content-Transfer-Encoding: base64

        """
            .formatted(Letter.SENDER, DIRECT, GUEST)
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] tail = "--leaf--\r\n".getBytes(StandardCharsets.US_ASCII);
    int lines = (LARGE - head.length - tail.length) / 78;
    byte[] message = Arrays.copyOf(head, head.length + lines * 78 + tail.length);
    Random random = new Random(150);
    byte[] octets = new byte[57];
    int at = head.length;
    for (int line = 0; line < lines; line++) {
      random.nextBytes(octets);
      System.arraycopy(Base64.getEncoder().encode(octets), 0, message, at, 76);
      message[at + 76] = '\r';
      message[at + 77] = '\n';
      at += 78;
    }
    System.arraycopy(tail, 0, message, at, tail.length);
    return message;
  }

  /** SHA-256 of the decoded attachment. */
  private static byte[] digestOfEnclosure(InputStream message) throws IOException {
    BufferedInputStream in = new BufferedInputStream(message);
    String line = "";
    while (!line.startsWith("Content-Transfer-Encoding: base64")) {
      line = line(in);
    }
    line(in);
    try (DigestInputStream decoded =
        new DigestInputStream(Base64.getMimeDecoder().wrap(new UpToDash(in)), sha256())) {
      decoded.transferTo(OutputStream.nullOutputStream());
      return decoded.getMessageDigest().digest();
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int octet = in.read();
    while (octet != '\n' && octet >= 0) {
      line.append((char) octet);
      octet = in.read();
    }
    assertThat(octet).as("the attachment's header is there").isNotNegative();
    return line.toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Base64 ends where the boundary begins. */
  private static final class UpToDash extends java.io.FilterInputStream {
    private boolean ended;

    UpToDash(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int octet = ended ? -1 : in.read();
      ended = ended || octet == '-';
      return ended ? -1 : octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      for (int got = 0; got < length; got++) {
        int octet = read();
        if (octet < 0) {
          return got == 0 ? -1 : got;
        }
        into[offset + got] = (byte) octet;
      }
      return length;
    }
  }

  @Test
  void whatGotIts250IsDeliveredOnceAfterTheProcessWasKilledInMidAttempt(@TempDir Path folder)
      throws IOException {
    InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 2, 77});
    String recipient = "kim@hanging.example";
    try (SmallInternet world = world(folder);
        ChildGateway gateway = gateway(world, folder)) {
      world.nameServer().mx("hanging.example", 10, "mx.hanging.example");
      world.nameServer().a("mx.hanging.example", address);
      Running.Login login = gateway.provision();
      gateway.serve();
      Letter letter = Letter.to(recipient);
      try (ServerSocket hanging = new ServerSocket(world.nextHopPort(), 5, address)) {
        new DemoSubmitter(gateway.submissionPort(), login, world.clientTls())
            .submit(Letter.SENDER, List.of(recipient), letter.bytes());
        hanging.setSoTimeout((int) PATIENCE.toMillis());
        // Somebody calls, and nobody ever says anything.
        try (Socket attempt = hanging.accept()) {
          assertThat(attempt.isConnected()).isTrue();
          gateway.kill();
        }
      }
      assertThat(gateway.isAlive()).isFalse();

      try (DemoMx awake =
          Awaitility.await()
              .ignoreExceptions()
              .until(
                  () ->
                      world.host(
                          "mx.hanging.example",
                          address,
                          world.nextHopPort(),
                          Posture.VALID_CERTIFICATE),
                  open -> true)) {
        gateway.serve();
        CapturedMail mail =
            world.mails().await(CapturedMails.isTo(recipient), PATIENCE).orElseThrow();
        assertThat(mail.header("Message-ID")).contains(letter.messageId);
        assertThat(awake.sessions()).isPositive();
        assertThat(world.mails().to(recipient)).hasSize(1);
      }
    }
  }
}
