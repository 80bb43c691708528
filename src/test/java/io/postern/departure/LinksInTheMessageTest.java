package io.postern.departure;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.mime.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC 10.1, 10.2: which attachments become links, and where the links stand. */
class LinksInTheMessageTest {

  /** Writes a part that names the files and is easily found. */
  private static final class Fake implements Departure.Links {
    private final List<Departure.Linked> kept = new ArrayList<>();

    @Override
    public byte[] part(List<Departure.Linked> files) {
      StringBuilder text = new StringBuilder("Content-Type: text/x-links\r\n\r\n");
      files.forEach(file -> text.append(file.name()).append(" by link\r\n"));
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void keep(List<Departure.Linked> files) {
      assertThat(kept).as("kept once").isEmpty();
      kept.addAll(files);
    }
  }

  private static final String BODY = "--b\nContent-Type: text/plain\n\nhello\n";
  private static final String BIG =
      "--b\nContent-Type: application/x-big; name=big.bin\n\n" + "big ".repeat(100) + "\n";
  private static final String SMALL =
      "--b\nContent-Type: application/x-small\n"
          + "Content-Disposition: attachment; filename=small.bin\n\nsmall\n";
  private static final String HTML =
      "--b\nContent-Type: text/html\n\n<img src='cid:pic%40x'>" + "x".repeat(400) + "\n";

  /** What each structure becomes when attachments of 200 octets and more are links. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          body, big                | mixed       | 1 mixed, 1.1 plain, 1.2 links
          body, big, small         | mixed       | 1 mixed, 1.1 plain, 1.2 links, 1.3 small
          body, small, big         | mixed       | 1 mixed, 1.1 plain, 1.2 links, 1.3 small
          big, small               | mixed       | 1 mixed, 1.1 links, 1.2 small
          big, big                 | mixed       | 1 mixed, 1.1 links
          body, small              | mixed       | unchanged
          body, big                | related     | 1 mixed, 1.1 related, 1.1.1 plain, 1.2 links
          body, big                | report      | 1 mixed, 1.1 report, 1.1.1 plain, 1.2 links
          big                      | related     | 1 mixed, 1.1 links
          body, [big]              | mixed       | 1 mixed, 1.1 plain, 1.2 links
          body, [body, big], small | mixed       | 1 mixed, 1.1 plain, 1.2 links, 1.3 mixed, 1.3.1 plain, 1.4 small
          html, picture            | related     | unchanged
          body, invitation         | mixed       | unchanged
          body, unnamed            | mixed       | unchanged
          body, forwarded          | mixed       | 1 mixed, 1.1 plain, 1.2 links
          body, forwarded inline   | mixed       | unchanged
          """)
  void linksStandBehindTheBody(String parts, String subtype, String wanted) throws IOException {
    Stored message =
        Stored.of(
            "From: a@example.org\nSubject: x\nMIME-Version: 1.0\n"
                + ("Content-Type: multipart/" + subtype + "; boundary=b\n\n")
                + body(parts)
                + "--b--\n");
    Fake links = new Fake();
    Stored out = message.read(message.departure(200, links).fitting(OptionalLong.empty(), true));
    if (wanted.equals("unchanged")) {
      assertThat(out.octets()).isEqualTo(message.octets());
      assertThat(links.kept).isEmpty();
      return;
    }
    assertThat(out.outline().stream().map(LinksInTheMessageTest::brief))
        .containsExactly(wanted.split(", "));
    assertThat(out.text()).startsWith("From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n");
    rest(message, out, links);
  }

  private static String brief(String line) {
    return line.replaceFirst("[a-z]+/(x-)?", "");
  }

  private static String body(String parts) {
    StringBuilder body = new StringBuilder();
    String inner = "--b\nContent-Type: multipart/mixed; boundary=i\n\n";
    boolean nested = false;
    for (String word : parts.split(", ")) {
      if (word.startsWith("[")) {
        body.append(inner);
        nested = true;
      }
      String part =
          switch (word.replaceAll("[\\[\\]]", "")) {
            case "body" -> BODY;
            case "big" -> BIG;
            case "small" -> SMALL;
            case "html" -> HTML;
            case "picture" ->
                BIG.replace("application/x-big", "image/png")
                    .replace("\n\n", "\nContent-ID: <pic@x>\n\n");
            case "invitation" -> BIG.replace("application/x-big", "text/calendar");
            case "unnamed" -> BIG.replace("; name=big.bin", "");
            case "forwarded" ->
                "--b\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\n"
                    + ("Subject: y\n\n" + "text ".repeat(90) + "\n");
            case "forwarded inline" ->
                "--b\nContent-Type: message/rfc822\n\nSubject: y\n\n" + "text ".repeat(90) + "\n";
            default -> throw new AssertionError(word);
          };
      body.append(nested ? part.replaceFirst("--b", "--i") : part);
      if (word.endsWith("]")) {
        body.append("--i--\n");
        nested = false;
      }
    }
    return body.toString();
  }

  @Test
  void aMessageThatIsOneAttachmentBecomesItsLinks() throws IOException {
    Stored message =
        Stored.of(
            "Subject: x\nContent-Type: application/pdf; name=a.pdf\n"
                + "Content-Transfer-Encoding: base64\nMIME-Version: 1.0\n\n"
                + Base64.getMimeEncoder().encodeToString(new byte[900])
                + "\n");
    Fake links = new Fake();
    Stored out = message.read(message.departure(200, links).fitting(OptionalLong.empty(), true));
    assertThat(out.outline()).containsExactly("1 multipart/mixed", "1.1 text/x-links");
    assertThat(out.text()).startsWith("Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multi");
    assertThat(out.text()).contains("a.pdf by link").doesNotContain("base64");
  }

  @ParameterizedTest
  @CsvSource({"9_999_999,false", "10_000_000,true", "10_000_001,true"})
  void tenMillionDecodedOctetsAreTheThreshold(String size, boolean link) throws IOException {
    Stored message = withAttachments(Integer.parseInt(size.replace("_", "")));
    Fake links = new Fake();
    var form = message.departure(10_000_000, links).fitting(OptionalLong.empty(), true);
    assertThat(links.kept).hasSize(link ? 1 : 0);
    assertThat(message.read(form).parts()).hasSize(3);
    if (link) {
      assertThat(links.kept.getFirst().size()).isEqualTo(Long.parseLong(size.replace("_", "")));
      rest(message, message.read(form), links);
    } else {
      assertThat(message.read(form).octets()).isEqualTo(message.octets());
    }
  }

  @Test
  void theLargestBecomeLinksUntilTheMessageFits() throws IOException {
    int[] sizes = new int[20];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = 90_000 + i;
    }
    Stored message = withAttachments(sizes);
    Fake links = new Fake();
    var form = message.departure(100_000, links).fitting(OptionalLong.of(250_000), true);
    Stored out = message.read(form);
    assertThat(out.octets().length).isLessThanOrEqualTo(250_000);
    // Two of 90 kB are 245 kB in base64; the largest went.
    assertThat(links.kept).hasSize(18);
    assertThat(links.kept.getFirst().size()).isEqualTo(90_002);
    assertThat(out.parts()).hasSize(1 + 1 + 1 + 2);
    rest(message, out, links);

    assertThat(message.departure(100_000, new Fake()).fitting(OptionalLong.of(300), true))
        .isInstanceOf(Departure.Form.TooBig.class);
  }

  @Test
  void whatItsSenderSealedHasNoLinks() throws IOException {
    for (String type : List.of("signed", "encrypted")) {
      Stored message =
          Stored.of(
              "Content-Type: multipart/" + type + "; boundary=b\n\n" + BODY + BIG + "--b--\n");
      Fake links = new Fake();
      Departure departure = message.departure(200, links);
      assertThat(message.read(departure.fitting(OptionalLong.empty(), true)).octets())
          .isEqualTo(message.octets());
      assertThat(departure.fitting(OptionalLong.of(400), true))
          .isInstanceOf(Departure.Form.TooBig.class);
      assertThat(links.kept).isEmpty();
    }
  }

  @TestFactory
  Stream<DynamicTest> oddMessagesKeepWhatStays() throws IOException {
    return Stored.corpus().stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> odd(file)));
  }

  private static void odd(Path file) throws IOException {
    Stored message = Stored.ofFile(file);
    Fake links = new Fake();
    var form = message.departure(1, links).fitting(OptionalLong.empty(), true);
    if (form instanceof Departure.Form.NotConverted) {
      assertThat(message.tree().longestLine()).isGreaterThan(998);
      return;
    }
    Stored out = message.read(form);
    if (links.kept.isEmpty() && message.tree().longestLine() <= 998) {
      assertThat(out.octets()).isEqualTo(message.octets());
    } else if (!links.kept.isEmpty()) {
      rest(message, out, links);
    }
  }

  /** The links are there once, for our reader and for another; what stays is octet for octet. */
  private static void rest(Stored message, Stored out, Fake links) throws IOException {
    Map<String, Integer> wanted = new HashMap<>();
    for (Part part : message.parts()) {
      boolean gone = links.kept.stream().anyMatch(file -> file.partId().equals(part.id()));
      if (!part.isMultipart() && !gone) {
        wanted.merge(whole(message, part), 1, Integer::sum);
      }
    }
    Map<String, Integer> there = new HashMap<>();
    int named = 0;
    for (Part part : out.parts()) {
      if (part.mediaType().equals("text/x-links")) {
        named++;
        for (Departure.Linked file : links.kept) {
          assertThat(new String(out.decoded(part.id()), StandardCharsets.UTF_8))
              .contains(file.name() + " by link");
        }
      } else if (!part.isMultipart()) {
        there.merge(whole(out, part), 1, Integer::sum);
      }
    }
    assertThat(named).isEqualTo(1);
    assertThat(there).isEqualTo(wanted);
    assertThat(mime4jSees(out)).contains("text/x-links");
  }

  /** Content fields and body of a part as they are stored. */
  private static String whole(Stored message, Part part) {
    String all = new String(message.octets(), StandardCharsets.ISO_8859_1);
    String header = all.substring((int) part.headerStart(), (int) part.bodyStart());
    if (part.id().equals("1")) {
      header = header.replaceAll("(?mi)^(?!content-)[^\\s:]+:[^\\n]*\\n([ \\t][^\\n]*\\n)*", "");
    }
    // A part that is nothing at all may get the empty line that it lacks.
    return (header + all.substring((int) part.bodyStart(), (int) part.bodyEnd()))
        .replaceFirst("^\\s*$", "");
  }

  private static List<String> mime4jSees(Stored message) throws IOException {
    List<String> types = new ArrayList<>();
    try (InputStream in = new ByteArrayInputStream(message.octets())) {
      MimeTokenStream tokens = new MimeTokenStream();
      tokens.parse(in);
      for (EntityState state = tokens.getState();
          state != EntityState.T_END_OF_STREAM;
          state = tokens.next()) {
        if (state == EntityState.T_BODY) {
          types.add(tokens.getBodyDescriptor().getMimeType());
        }
      }
    } catch (org.apache.james.mime4j.MimeException unread) {
      throw new IOException(unread);
    }
    return types;
  }

  private static Stored withAttachments(int... sizes) {
    StringBuilder text = new StringBuilder("Subject: x\nMIME-Version: 1.0\n");
    text.append("Content-Type: multipart/mixed; boundary=b\n\n").append(BODY);
    for (int i = 0; i < sizes.length; i++) {
      text.append("--b\nContent-Type: application/octet-stream\n");
      text.append("Content-Disposition: attachment; filename=file").append(i).append('\n');
      text.append("Content-Transfer-Encoding: base64\n\n");
      text.append(Base64.getMimeEncoder().encodeToString(new byte[sizes[i]])).append('\n');
    }
    return Stored.of(text.append("--b--\n").toString());
  }
}
