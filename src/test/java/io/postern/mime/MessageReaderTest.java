package io.postern.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.mime.MessageReader.Attachment;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageReaderTest {

  /** A multipart with boundary b; parts are {@code header lines, empty line, body}. */
  static MessageReader multipart(String subtype, String... parts) {
    return Mail.reader(Mail.of(multipartText("b", subtype, parts)));
  }

  static String multipartText(String boundary, String subtype, String... parts) {
    StringBuilder message = new StringBuilder();
    message
        .append("Content-Type: multipart/")
        .append(subtype)
        .append("; boundary=")
        .append(boundary)
        .append("\n\n");
    for (String part : parts) {
      message.append("--").append(boundary).append('\n').append(part).append('\n');
    }
    return message + "--" + boundary + "--\n";
  }

  private static List<String> names(MessageReader reader) throws IOException {
    return reader.attachments().stream().map(Attachment::fileName).toList();
  }

  private static final String TEXT = "Content-Type: text/plain\n\nthe text";
  private static final String HTML = "Content-Type: text/html\n\n<p>the html</p>";
  private static final String PDF =
      "Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\n\n%PDF";

  @Test
  void theLastAlternativeIsTheBest() throws IOException {
    MessageReader reader = multipart("alternative", TEXT, HTML);
    assertThat(reader.html()).contains("<p>the html</p>");
    assertThat(reader.text()).isEqualTo("the text");
    assertThat(reader.attachments()).isEmpty();
    assertThat(reader.opaque()).isFalse();
  }

  @Test
  void textComesFromHtmlWhereThereIsNoOther() throws IOException {
    MessageReader reader =
        multipart(
            "mixed",
            "Content-Type: text/html\n\n<style>x{}</style><h1>Hi</h1><p>a&amp;b<br>c <a href='https://x.example/'>there</a></p><ul><li>1<li>2</ul><img alt=pic>");
    assertThat(reader.text())
        .isEqualTo("Hi\n\na&b\nc there <https://x.example/>\n\n- 1\n- 2\n\npic");
  }

  @Test
  void onlyTextHasNoHtml() throws IOException {
    MessageReader reader = Mail.reader(Mail.of("Subject: x\n\njust text\n"));
    assertThat(reader.html()).isEmpty();
    assertThat(reader.text()).isEqualTo("just text\n");
  }

  @Test
  void bodiesInARowAreShownTogether() throws IOException {
    MessageReader reader =
        multipart("mixed", HTML + "<!-- open", PDF, "Content-Type: text/plain\n\na < b");
    assertThat(reader.html().orElseThrow())
        .containsSubsequence("the html", "<!-- open-->", "a &lt; b");
    assertThat(reader.text()).isEqualTo("the html\n\na < b");
    assertThat(names(reader)).containsExactly("a.pdf");
  }

  @Test
  void picturesOfTheHtmlAreInlineAndOthersAreNotLost() throws IOException {
    String html = "Content-Type: text/html\n\n<img src=\"cid:one@x\">";
    String one =
        "Content-Type: image/png\nContent-ID: <one@x>\nContent-Disposition: inline; filename=1.png\n\n1";
    String two = "Content-Type: image/png\nContent-ID: <two@x>\n\n2";
    MessageReader reader =
        multipart(
            "mixed",
            multipartText("r", "related", multipartText("a", "alternative", TEXT, html), one, two),
            PDF);
    assertThat(names(reader)).containsExactly("image.png", "a.pdf");
    Attachment inline = reader.inline("one@x").orElseThrow();
    assertThat(inline).isEqualTo(new Attachment("1.1.2", "1.png", "image/png", 1));
    assertThat(reader.inline("<one%40x>")).contains(inline);
    assertThat(reader.inline("three@x")).isEmpty();
    assertThat(reader.open(inline.partId()).readAllBytes()).containsExactly('1');
    assertThat(reader.text()).isEqualTo("the text");
  }

  @Test
  void theStartParameterNamesTheMainPart() throws IOException {
    MessageReader reader =
        multipart(
            "related; start=\"<main>\"",
            "Content-Type: image/png\nContent-ID: <p>\n\n1",
            "Content-Type: text/html\nContent-ID: <main>\n\n<img src=cid:p>");
    assertThat(reader.html()).contains("<img src=cid:p>");
    assertThat(reader.attachments()).isEmpty();
  }

  @Test
  void everythingElseIsAnAttachment() throws IOException {
    MessageReader reader =
        multipart(
            "mixed",
            TEXT,
            "Content-Type: message/rfc822\n\nSubject: inner\n\nx",
            "Content-Type: text/plain; name=\"notes.txt\"\n\nn",
            "Content-Type: text/plain\nContent-Disposition: attachment\n\nn",
            "Content-Type: application/ms-tnef\n\nt",
            "Content-Type: image/jpeg\nContent-Disposition: inline\n\nj",
            "Content-Type: x-bad\n\n?");
    assertThat(names(reader))
        .containsExactly(
            "message.eml", "notes.txt", "text.txt", "winmail.dat", "image.jpg", "attachment.bin");
    assertThat(reader.text()).isEqualTo("the text");
  }

  @Test
  void anInvitationAmongTheAlternativesIsAnAttachment() throws IOException {
    MessageReader reader =
        multipart(
            "alternative",
            TEXT,
            HTML,
            "Content-Type: text/x-amp-html\n\namp",
            "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR");
    assertThat(names(reader)).containsExactly("invite.ics");
    assertThat(reader.html()).contains("<p>the html</p>");
  }

  @Test
  void anAlternativeWithoutTextLosesNothing() throws IOException {
    MessageReader reader =
        multipart(
            "alternative", "Content-Type: text/enriched\n\nx", "Content-Type: image/png\n\ny");
    assertThat(names(reader)).containsExactlyInAnyOrder("attachment.bin", "image.png");
  }

  @Test
  void signedMailShowsWhatWasSigned() throws IOException {
    MessageReader reader =
        multipart(
            "signed; protocol=\"application/pgp-signature\"",
            multipartText("a", "alternative", TEXT, HTML),
            "Content-Type: application/pgp-signature\n\nsig");
    assertThat(reader.text()).isEqualTo("the text");
    assertThat(names(reader)).containsExactly("signature.asc");
  }

  @Test
  void encryptedMailIsOpaque() throws IOException {
    for (MessageReader reader :
        List.of(
            multipart(
                "encrypted",
                "Content-Type: application/pgp-encrypted\n\nVersion: 1",
                "Content-Type: application/octet-stream\n\nx"),
            Mail.reader(
                Mail.of(
                    "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nx")),
            Mail.reader(Mail.of("Content-Type: multipart/mixed\n\nx")))) {
      assertThat(reader.opaque()).isTrue();
      assertThat(reader.text()).isEmpty();
      assertThat(reader.html()).isEmpty();
      assertThat(reader.attachments()).isEmpty();
      assertThat(reader.inline("x")).isEmpty();
    }
  }

  @Test
  void anEncryptedPartInsideIsOffered() throws IOException {
    MessageReader reader =
        multipart(
            "mixed",
            multipartText(
                "e",
                "encrypted",
                "Content-Type: application/pgp-encrypted\n\nVersion: 1",
                "Content-Type: application/octet-stream; name=e.asc\n\nx"),
            TEXT);
    assertThat(reader.opaque()).isFalse();
    assertThat(names(reader)).containsExactly("version.txt", "e.asc");
  }

  @Test
  void aTextTooLargeToShowIsOffered() throws IOException {
    MessageReader reader =
        multipart("mixed", TEXT, "Content-Type: text/plain\n\n" + "x".repeat((5 << 20) + 1));
    assertThat(reader.text()).isEqualTo("the text");
    assertThat(names(reader)).containsExactly("text.txt");
  }

  @Test
  void flowedTextFlows() throws IOException {
    MessageReader reader =
        Mail.reader(
            Mail.of(
                "Content-Type: text/plain; format=Flowed\n\none \ntwo\n> quo \n> ted\n stuffed\n-- \nme"));
    assertThat(reader.text()).isEqualTo("one two\n> quo ted\nstuffed\n-- \nme");
    MessageReader joined =
        Mail.reader(Mail.of("Content-Type: text/plain; format=flowed; delsp=yes\n\nwo \nrd"));
    assertThat(joined.text()).isEqualTo("word");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # declared | written in
          utf-8 | utf-8
          us-ascii | utf-8
          us-ascii | windows-1252
          no-such-charset | utf-8
          no-such-charset | windows-1252
          iso-8859-1 | windows-1252
          utf-8 | windows-1252
          "UTF-8 " | utf-8
          utf-16le | utf-16le
          iso-8859-15 | iso-8859-15
          """)
  void readsWhatWasMeant(String declared, String written) throws IOException {
    byte[] head = Mail.of("Content-Type: text/plain; charset=" + declared + "\n\n");
    byte[] body = "Grüße, 5 €".getBytes(Charset.forName(written));
    byte[] message = java.util.Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, message, head.length, body.length);
    assertThat(Mail.reader(message).text()).isEqualTo("Grüße, 5 €");
  }

  @Test
  void htmlMayNameItsOwnCharset() throws IOException {
    byte[] message =
        "Content-Type: text/html\r\n\r\n<META http-equiv=x content='text/html; charset=iso-8859-2'>\u00b1"
            .getBytes(ISO_8859_1);
    assertThat(Mail.reader(message).html().orElseThrow()).endsWith("ą");
  }

  @Test
  void aPartThatDoesNotExistIsAnError() {
    MessageReader reader = multipart("mixed", TEXT);
    assertThatThrownBy(() -> reader.open("1.9")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> reader.open("1")).isInstanceOf(IOException.class);
  }

  @Test
  void deepAndLongHtmlBecomesTextInBoundedTime() throws IOException {
    String deep = "<div>".repeat(200_000) + "x" + "<a href=http://a.example>".repeat(20_000);
    assertThat(Mail.reader(Mail.of("Content-Type: text/html\n\n" + deep)).text()).contains("x");
    String white = "<pre>" + " ".repeat(1_000_000) + "</pre>" + "<p></p>".repeat(100_000) + "y";
    assertThat(Mail.reader(Mail.of("Content-Type: text/html\n\n" + white)).text()).contains("y");
  }
}
