package io.postern.mime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartScannerTest {

  private static final String NESTED =
      """
      From: a@b.example
      Content-Type: multipart/mixed; boundary="out"

      preamble
      --out
      Content-Type: multipart/alternative; boundary=in

      --in
      Content-Type: text/plain; charset=utf-8

      text
      --in
      Content-Type: text/html

      <p>text</p>

      --in--
      epilogue of in
      --out
      Content-Type: application/pdf; name=a.pdf
      Content-Disposition: attachment
      Content-ID: <x@y>
      Content-Transfer-Encoding: base64

      YWJj
      ZGU=
      --out--
      epilogue
      """;

  private static String body(byte[] message, String id) {
    return new String(Mail.body(message, id), UTF_8);
  }

  @Test
  void findsPartsInParts() {
    byte[] message = Mail.of(NESTED);
    PartTree tree = Mail.scan(message);
    assertThat(Mail.outline(tree))
        .containsExactly(
            "1 multipart/mixed",
            "1.1 multipart/alternative",
            "1.1.1 text/plain",
            "1.1.2 text/html",
            "1.2 application/pdf");
    assertThat(tree.opaque()).isFalse();
    assertThat(body(message, "1.1.1")).isEqualTo("text");
    assertThat(body(message, "1.1.2")).isEqualTo("<p>text</p>\r\n");
    assertThat(body(message, "1.2")).isEqualTo("abcde");
    Part pdf = tree.part("1.2").orElseThrow();
    assertThat(pdf.fileName()).isEqualTo("a.pdf");
    assertThat(pdf.contentId()).isEqualTo("x@y");
    assertThat(pdf.decodedSize()).isEqualTo(5);
    assertThat(pdf.disposition()).isEqualTo(Part.Disposition.ATTACHMENT);
    String stored = new String(message, UTF_8);
    assertThat(stored.substring((int) pdf.headerStart()))
        .startsWith("Content-Type: application/pdf");
    assertThat(stored.substring((int) pdf.bodyStart())).startsWith("YWJj");
    assertThat(stored.substring((int) pdf.bodyEnd())).startsWith("\r\n--out--");
  }

  @Test
  void theTreeDoesNotDependOnHowTheOctetsAreCut() {
    for (String text :
        new String[] {
          NESTED, NESTED.replace("--out", "--" + "-".repeat(3) + "\n--out"), NESTED + "--out"
        }) {
      byte[] message = Mail.of(text);
      PartTree whole = Mail.scan(message);
      for (int piece = 1; piece < 40; piece++) {
        assertThat(Mail.scan(message, piece)).isEqualTo(whole);
      }
    }
  }

  @Test
  void aPlainMessageIsOnePart() {
    byte[] message = Mail.of("From: a@b.example\n\nbody\n--x\n");
    PartTree tree = Mail.scan(message);
    assertThat(Mail.outline(tree)).containsExactly("1 text/plain");
    assertThat(tree.root().headerStart()).isZero();
    assertThat(body(message, "1")).isEqualTo("body\r\n--x\r\n");
  }

  @Test
  void aMissingEndIsTheEndOfTheLastPart() {
    byte[] message =
        Mail.of("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\nmore\n");
    assertThat(body(message, "1.2")).isEqualTo("two\r\nmore\r\n");
    assertThat(Mail.scan(message).opaque()).isFalse();
  }

  @Test
  void anOuterDelimiterEndsInnerParts() {
    byte[] message =
        Mail.of(
            """
            Content-Type: multipart/mixed; boundary=out

            --out
            Content-Type: multipart/mixed; boundary=in

            --in

            one
            --out

            two
            --out--
            """);
    assertThat(Mail.outline(Mail.scan(message)))
        .containsExactly(
            "1 multipart/mixed", "1.1 multipart/mixed", "1.1.1 text/plain", "1.2 text/plain");
    assertThat(body(message, "1.1.1")).isEqualTo("one");
    assertThat(body(message, "1.2")).isEqualTo("two");
  }

  @Test
  void partsAfterTheClosingDelimiterAreNotLost() {
    byte[] message =
        Mail.of(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n\n--b\n\ntwo\n--b--\n");
    assertThat(body(message, "1.2")).isEqualTo("two");
  }

  @Test
  void aDelimiterIsTheWholeLine() {
    byte[] message =
        Mail.of(
            "Content-Type: multipart/mixed; boundary=b\n\n--b \t\n\n--bb\n--b-\n --b\n-\n--\n--b\n\ntwo\n--b-- \n");
    assertThat(body(message, "1.1")).isEqualTo("--bb\r\n--b-\r\n --b\r\n-\r\n--");
    assertThat(body(message, "1.2")).isEqualTo("two");
  }

  @Test
  void emptyPartsAndPartsWithoutBodyHaveNoOctets() {
    byte[] message =
        Mail.of("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b\nA: 1\n--b\n\n\n--b--\n");
    PartTree tree = Mail.scan(message);
    assertThat(tree.root().children()).hasSize(3).allMatch(part -> part.decodedSize() == 0);
  }

  @Test
  void partsOfADigestAreMessages() {
    byte[] message =
        Mail.of("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\ny\n--b--\n");
    assertThat(Mail.outline(Mail.scan(message)))
        .containsExactly("1 multipart/digest", "1.1 message/rfc822");
    assertThat(body(message, "1.1")).isEqualTo("Subject: x\r\n\r\ny");
  }

  @Test
  void anAttachedMultipartMessageIsOneLeaf() {
    byte[] message =
        Mail.of(
            """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: message/rfc822

            Content-Type: multipart/mixed; boundary=c

            --c

            x
            --c--
            --b--
            """);
    assertThat(Mail.outline(Mail.scan(message)))
        .containsExactly("1 multipart/mixed", "1.1 message/rfc822");
    assertThat(body(message, "1.1")).endsWith("--c--");
  }

  @Test
  void isOpaqueWithoutAUsableBoundary() {
    for (String type :
        new String[] {
          "multipart/mixed",
          "multipart/mixed; boundary=\"\"",
          "multipart/mixed; boundary=no",
          "multipart/mixed; boundary=" + "x".repeat(300)
        }) {
      byte[] message = Mail.of("Content-Type: " + type + "\n\n--b\n\none\n--b--\n");
      PartTree tree = Mail.scan(message);
      assertThat(tree.opaque()).as(type).isTrue();
      assertThat(tree.root().children()).isEmpty();
      assertThat(tree.root().bodyEnd()).isEqualTo(message.length);
    }
  }

  @Test
  void anUnreadableInnerMultipartIsALeafOfUnknownContent() {
    byte[] message =
        Mail.of(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/related\n\nx\n--b--\n");
    PartTree tree = Mail.scan(message);
    assertThat(tree.opaque()).isFalse();
    assertThat(Mail.outline(tree))
        .containsExactly("1 multipart/mixed", "1.1 application/octet-stream");
    assertThat(body(message, "1.1")).isEqualTo("x");
  }

  @Test
  void takesThousandPartsAndNotOneMore() {
    String part = "--b\n\nx\n";
    String top = "Content-Type: multipart/mixed; boundary=b\n\n";
    assertThat(Mail.scan(Mail.of(top + part.repeat(999) + "--b--\n")).opaque()).isFalse();
    assertThat(Mail.scan(Mail.of(top + part.repeat(1000) + "--b--\n")).opaque()).isTrue();
  }

  @Test
  void takesFiftyLevelsAndNotOneMore() {
    assertThat(Mail.scan(nested(50)).opaque()).isFalse();
    assertThat(Mail.scan(nested(51)).opaque()).isTrue();
    assertThat(Mail.scan(nested(51), 1).opaque()).isTrue();
  }

  private static byte[] nested(int levels) {
    StringBuilder message = new StringBuilder();
    for (int i = 1; i <= levels; i++) {
      message
          .append("Content-Type: multipart/mixed; boundary=b")
          .append(i)
          .append("\n\n--b")
          .append(i)
          .append("\n");
    }
    return Mail.of(message + "\nx\n");
  }

  @Test
  void aPartHeaderOverTheLimitMakesItOpaque() {
    String top = "Content-Type: multipart/mixed; boundary=b\n\n--b\n";
    assertThat(Mail.scan(Mail.of(top + "A: " + "x".repeat(60_000) + "\n\ny\n--b--\n")).opaque())
        .isFalse();
    assertThat(Mail.scan(Mail.of(top + "A: " + "x".repeat(70_000) + "\n\ny\n--b--\n")).opaque())
        .isTrue();
    assertThat(Mail.scan(Mail.of(top + "A: x\n".repeat(20_000) + "\n\ny\n--b--\n")).opaque())
        .isTrue();
  }

  @Test
  void notesWhatTheNextHopMustBeAbleToCarry() {
    PartTree plain = Mail.scan(Mail.of("Subject: ü\n\nabc\n\nabcdefghijk\n"));
    assertThat(plain.eightBit()).isFalse();
    assertThat(plain.longestLine()).isEqualTo(11);
    byte[] message = Mail.of("A: 1\n\n" + "x".repeat(5000) + "\nü\n");
    for (int piece : new int[] {1, 7, 512, 8192}) {
      PartTree tree = Mail.scan(message, piece);
      assertThat(tree.eightBit()).isTrue();
      assertThat(tree.longestLine()).isEqualTo(5000);
    }
    assertThat(Mail.scan(Mail.of("A: " + "x".repeat(2000) + "\n\n")).longestLine()).isEqualTo(2003);
  }

  @Test
  void countsQuotedPrintableExactly() {
    byte[] message =
        Mail.of(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: Quoted-Printable\n\n"
                + "caf=C3=A9 \t \nsoft= \t\nline =ZZ =4\n=20\n\nlast=\n--b--\n");
    String expected = "café\r\nsoftline =ZZ =4\r\n \r\n\r\nlast";
    for (int piece = 1; piece < 20; piece++) {
      Part part = Mail.scan(message, piece).part("1.1").orElseThrow();
      assertThat(part.decodedSize()).isEqualTo(expected.getBytes(UTF_8).length);
    }
    assertThat(body(message, "1.1")).isEqualTo(expected);
  }

  @Test
  void countsOddBase64AsItIsDecoded() {
    String[][] cases = {
      {"YWJj", "abc"}, {"YWI=", "ab"}, {"YW I\n\n=\n", "ab"}, {"YWJjZA", "abcd"}, {"YWJjZ", "abc"},
      {"Y!W*J-j", "abc"}, {"YWI=YWI=", "ab"}, {"", ""}, {"=", ""}, {"YQ==", "a"}
    };
    for (String[] c : cases) {
      byte[] message = Mail.of("Content-Transfer-Encoding: base64\n\n" + c[0]);
      assertThat(body(message, "1")).as(c[0]).isEqualTo(c[1]);
      assertThat(Mail.scan(message).root().decodedSize()).as(c[0]).isEqualTo(c[1].length());
    }
  }

  @Test
  void decodedReadsStartAnywhere() throws Exception {
    byte[] content = new byte[3_500_001];
    new Random(1).nextBytes(content);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(
        Mail.of(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Transfer-Encoding: base64\n\n"));
    message.writeBytes(Base64.getMimeEncoder().encode(content));
    message.writeBytes("\r\n--b--\r\n".getBytes(US_ASCII));
    byte[] octets = message.toByteArray();
    PartTree tree = Mail.scan(octets, 10_007);
    assertThat(tree).isEqualTo(Mail.scan(octets));
    assertThat(tree.part("1.2").orElseThrow().checkpoints()).hasSize(3);
    int[] read = {0};
    MessageReader reader =
        new MessageReader(
            tree,
            (start, end) -> {
              read[0] = (int) (end - start);
              return Mail.source(octets).from(start, end);
            });
    assertThat(reader.size("1.2")).isEqualTo(content.length);
    int mib = 1 << 20;
    for (int from :
        new int[] {
          0,
          1,
          mib - 1,
          mib,
          mib + 1,
          mib + 2,
          mib + 3,
          2 * mib - 1,
          2 * mib,
          3 * mib + 1,
          3 * mib + 2,
          content.length - 1
        }) {
      try (var in = reader.open("1.2", from)) {
        assertThat(in.readNBytes(100))
            .isEqualTo(
                java.util.Arrays.copyOfRange(content, from, Math.min(content.length, from + 100)));
      }
      assertThat(read[0]).isLessThan((content.length - from + mib + 3) / 3 * 4 * 78 / 76 + 100);
    }
    assertThat(reader.open("1.2", content.length).readAllBytes()).isEmpty();
    assertThat(reader.open("1.2", content.length + 10L).readAllBytes()).isEmpty();
  }
}
