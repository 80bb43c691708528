package io.postern;

import io.postern.demo.DemoSubmitter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A mail as a sender's mail program writes it, and its envelope. */
final class Letter {
  static final String SENDER = "m.bakker@stanna.example";

  private static final AtomicLong SERIAL = new AtomicLong(Long.parseLong("e2e0000", 36));

  final String messageId = "<" + Long.toString(SERIAL.incrementAndGet(), 36) + "@stanna.example>";
  String from = SENDER;
  String reversePath = SENDER;
  DemoSubmitter.Wishes wishes = DemoSubmitter.Wishes.NONE;
  final List<String> to = new ArrayList<>();
  final List<String> cc = new ArrayList<>();
  final List<String> envelope = new ArrayList<>();
  private final List<String> controls = new ArrayList<>();
  private String subject = "About your appointment";
  private String text = "Good morning.";
  private int attached;
  private @Nullable String attachmentText;

  static Letter to(String... addresses) {
    Letter letter = new Letter();
    letter.to.addAll(List.of(addresses));
    letter.envelope.addAll(List.of(addresses));
    return letter;
  }

  Letter cc(String... addresses) {
    cc.addAll(List.of(addresses));
    envelope.addAll(List.of(addresses));
    return this;
  }

  Letter bcc(String... addresses) {
    envelope.addAll(List.of(addresses));
    return this;
  }

  /** To, as the header has it, without being this transaction's recipient. */
  Letter alsoTo(String... addresses) {
    to.addAll(List.of(addresses));
    return this;
  }

  /** What else its envelope asks for (RFC 3461). */
  Letter wishing(String mail, String rcpt) {
    wishes = new DemoSubmitter.Wishes(mail, rcpt);
    return this;
  }

  Letter control(String line) {
    controls.add(line);
    return this;
  }

  Letter sms(String address, String number) {
    return control("zivver-access-right: " + address + " sms " + number);
  }

  Letter accessCode(String address, String code) {
    return control("zivver-access-right: " + address + " access-code " + code);
  }

  Letter subject(String words) {
    subject = words;
    return this;
  }

  Letter text(String words) {
    text = words;
    return this;
  }

  /** An attachment of so many octets, of which no two lines are alike. */
  Letter attachment(int octets) {
    attached = octets;
    return this;
  }

  Letter attachment(String words) {
    attachmentText = words;
    return this;
  }

  byte[] bytes() {
    StringBuilder mail = new StringBuilder();
    mail.append("From: Mila Bakker <").append(from).append(">\r\n");
    if (!to.isEmpty()) {
      mail.append("To: ").append(String.join(",\r\n ", to)).append("\r\n");
    }
    if (!cc.isEmpty()) {
      mail.append("Cc: ").append(String.join(",\r\n ", cc)).append("\r\n");
    }
    mail.append("Subject: ").append(subject).append("\r\n");
    mail.append("Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n");
    mail.append("Message-ID: ").append(messageId).append("\r\n");
    controls.forEach(line -> mail.append(line).append("\r\n"));
    mail.append("MIME-Version: 1.0\r\n");
    byte[] file = file();
    if (file.length == 0) {
      mail.append("Content-Type: text/plain; charset=utf-8\r\n\r\n").append(text).append("\r\n");
    } else {
      mail.append("Content-Type: multipart/mixed; boundary=\"=_leaf\"\r\n\r\n")
          .append("--=_leaf\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n")
          .append(text)
          .append("\r\n--=_leaf\r\nContent-Type: application/octet-stream\r\n")
          .append("Content-Disposition: attachment; filename=\"scan.bin\"\r\n")
          .append("Content-Transfer-Encoding: base64\r\n\r\n")
          .append(Base64.getMimeEncoder().encodeToString(file))
          .append("\r\n--=_leaf--\r\n");
    }
    return mail.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] file() {
    if (attachmentText != null) {
      return attachmentText.getBytes(StandardCharsets.UTF_8);
    }
    byte[] octets = new byte[attached];
    new Random(attached).nextBytes(octets);
    return octets;
  }
}
