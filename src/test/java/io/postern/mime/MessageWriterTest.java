package io.postern.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.smtp.Mailbox;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.junit.jupiter.api.Test;

class MessageWriterTest {

  private static final String LONG =
      "Grüße! "
          + "a long paragraph that goes on ".repeat(20)
          + "and ends\n\n> quoted\nFrom here\n.\n  x\n-- \nme\n";

  private static MessageWriter writer() {
    return new MessageWriter(new SecureRandom())
        .addresses("From", List.of(new NamedMailbox("Ann Öl, Dr.", Mailbox.of("a@b.example"))))
        .text("Subject", "Ein sehr langer Betreff mit Umlauten äöü ".repeat(5).strip());
  }

  private static byte[] write(Body body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer().write(body, out);
    return out.toByteArray();
  }

  private static void assertFitForTheWire(byte[] message) {
    String text = new String(message, UTF_8);
    assertThat(text)
        .endsWith("\r\n")
        .doesNotContainPattern("[^\r]\n")
        .doesNotContainPattern("\r[^\n]");
    assertThat(text.split("\r\n")).allMatch(line -> line.length() <= 998);
  }

  @Test
  void everyKindReadsBack() throws IOException {
    byte[] picture = new byte[100_000];
    new Random(2).nextBytes(picture);
    byte[] message =
        write(
            Body.mixed(
                List.of(
                    Body.alternative(
                        Body.text(LONG),
                        Body.related(
                            List.of(
                                Body.html("<p>Grüße</p><img src=\"cid:p@x\">"),
                                Body.inline(
                                    "p@x",
                                    "Bild ä.png",
                                    "image/png",
                                    () -> new ByteArrayInputStream(picture))))),
                    Body.attachment(
                        "Überweisung, März.pdf",
                        "application/pdf",
                        () -> new ByteArrayInputStream(picture)),
                    Body.message(
                        () -> new ByteArrayInputStream(Mail.of("Subject: x\n\ninner\n"))))));
    assertFitForTheWire(message);
    MessageReader reader = Mail.reader(message);
    assertThat(reader.text()).isEqualTo(LONG);
    assertThat(reader.html()).contains("<p>Grüße</p><img src=\"cid:p@x\">\n");
    assertThat(reader.attachments())
        .extracting(MessageReader.Attachment::fileName)
        .containsExactly("Überweisung, März.pdf", "message.eml");
    assertThat(reader.open("1.2").readAllBytes()).isEqualTo(picture);
    assertThat(reader.open(reader.inline("p@x").orElseThrow().partId()).readAllBytes())
        .isEqualTo(picture);
    assertThat(new String(reader.open("1.3").readAllBytes(), UTF_8))
        .startsWith("Subject: x\r\n\r\ninner\r\n");

    HeaderSection top = HeaderSection.read(new ByteArrayInputStream(message), 10_000);
    assertThat(AddressList.parse(top.all("From")).mailboxes().getFirst().name())
        .isEqualTo("Ann Öl, Dr.");
    assertThat(HeaderText.decode(top.first("Subject").orElseThrow().unfolded()))
        .startsWith("Ein sehr")
        .hasSize(204);
  }

  @Test
  void mime4jReadsTheSame() throws Exception {
    byte[] picture = new byte[10_000];
    new Random(3).nextBytes(picture);
    byte[] message =
        write(
            Body.mixed(
                List.of(
                    Body.alternative(Body.text(LONG), Body.html("<p>ü</p>")),
                    Body.attachment(
                        "a.bin",
                        "application/octet-stream",
                        () -> new ByteArrayInputStream(picture)))));
    MimeTokenStream stream = new MimeTokenStream(MimeConfig.STRICT);
    stream.parse(new ByteArrayInputStream(message));
    List<String> types = new ArrayList<>();
    List<byte[]> bodies = new ArrayList<>();
    for (EntityState state = stream.getState();
        state != EntityState.T_END_OF_STREAM;
        state = stream.next()) {
      if (state == EntityState.T_BODY) {
        types.add(stream.getBodyDescriptor().getMimeType());
        bodies.add(stream.getDecodedInputStream().readAllBytes());
      }
    }
    assertThat(types).containsExactly("text/plain", "text/html", "application/octet-stream");
    assertThat(bodies.get(2)).isEqualTo(picture);
    assertThat(new String(bodies.get(1), UTF_8)).isEqualTo("<p>ü</p>\r\n");
  }

  @Test
  void writesAReport() throws IOException {
    HeaderSection headers = HeaderSection.parse(Mail.of("From: a@b.example\nSubject: x\n\n"));
    byte[] message =
        write(
            Body.report(
                "delivery-status",
                Body.text("It did not arrive."),
                Body.typed(
                    "message/delivery-status", "Reporting-MTA: dns; x.example\n\nAction: failed\n"),
                Body.headersOnly(headers)));
    String text = new String(message, UTF_8);
    assertThat(text.replaceAll("\r\n ", " "))
        .contains("multipart/report; report-type=delivery-status; boundary=");
    assertThat(text)
        .contains(
            "Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: 7bit\r\n\r\nReporting-MTA: dns; x.example\r\n\r\nAction: failed\r\n");
    assertThat(Mail.outline(Mail.scan(message)))
        .containsExactly(
            "1 multipart/report",
            "1.1 text/plain",
            "1.2 message/delivery-status",
            "1.3 text/rfc822-headers");
    assertThat(new String(Mail.body(message, "1.3"), UTF_8))
        .startsWith("From: a@b.example\r\nSubject: x\r\n\r\n");
    assertFitForTheWire(message);
  }

  @Test
  void plainAsciiStaysReadable() throws IOException {
    byte[] message = write(Body.text("Hello\nFrom me"));
    assertThat(new String(message, UTF_8))
        .contains("7bit\r\n")
        .endsWith("\r\n\r\nHello\r\n From me\r\n");
    assertThat(Mail.reader(message).text()).isEqualTo("Hello\nFrom me\n");
  }

  @Test
  void textOfAnyShapeReadsBack() throws IOException {
    Random random = new Random(4);
    String alphabet = "ab >.-F=ü€\n  \n";
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(600); j > 0; j--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      byte[] html = write(Body.html(text.toString()));
      assertFitForTheWire(html);
      assertThat(Mail.reader(html).html())
          .contains(text.toString().endsWith("\n") ? text.toString() : text + "\n");
      byte[] flowed = write(Body.text(text.toString()));
      assertFitForTheWire(flowed);
      // Flowing gives up white space before a line end and after quote marks, and nothing else.
      assertThat(Mail.reader(flowed).text().replaceAll("[ \n]", ""))
          .isEqualTo(text.toString().replaceAll("[ \n]", ""));
    }
  }

  @Test
  void aWordLongerThanALineIsEncoded() throws IOException {
    byte[] message = write(Body.text("x".repeat(5000)));
    assertFitForTheWire(message);
    assertThat(Mail.reader(message).text()).isEqualTo("x".repeat(5000) + "\n");
  }

  @Test
  void nothingCanBeInjected() {
    assertThatThrownBy(() -> writer().header("To", "a@b.example\r\nBcc: c@d.example"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer().text("Subject", "a\nb"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> write(Body.attachment("a", "text/plain\r\nX: y", InputStream::nullInputStream)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> write(Body.inline("a\r\nX: y", "a", "image/png", InputStream::nullInputStream)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNameCannotLeaveItsQuotes() throws IOException {
    byte[] message =
        write(
            Body.attachment(
                "a\"; x=\"b\r\nX: y.pdf", "application/pdf", InputStream::nullInputStream));
    assertThat(new String(message, UTF_8)).doesNotContain("\r\nX: y");
    assertThat(Mail.scan(message).root().fileName()).isEqualTo("a_; x=_bX_ y.pdf");
  }

  @Test
  void largeAttachmentsAreNotHeld() throws IOException {
    long size = 64L << 20;
    long[] count = {0};
    OutputStream counter =
        new OutputStream() {
          @Override
          public void write(int octet) {
            count[0]++;
          }

          @Override
          public void write(byte[] octets, int offset, int length) {
            assertThat(length).isLessThan(64 * 1024);
            count[0] += length;
          }
        };
    writer()
        .write(
            Body.attachment(
                "a.bin",
                "application/octet-stream",
                () ->
                    new InputStream() {
                      private long left = size;

                      @Override
                      public int read() {
                        return left-- > 0 ? 0 : -1;
                      }

                      @Override
                      public int read(byte[] target, int offset, int length) {
                        if (left == 0) {
                          return -1;
                        }
                        int most = (int) Math.min(left, length);
                        left -= most;
                        return most;
                      }
                    }),
            counter);
    assertThat(count[0]).isBetween(size / 57 * 78, size / 57 * 78 + 1000);
  }
}
