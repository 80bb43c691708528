package io.postern.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Odd and broken messages of mime4j's own tests, with mime4j as the second opinion. */
class CorpusTest {

  private static final Path CORPUS = Path.of("../shared/data/mime/mime4j");

  /** Where we differ from mime4j on purpose, and why. */
  private static final Set<String> OTHERWISE =
      Set.of(
          // A multipart without a delimiter: mime4j shows nothing of it, we offer it as a leaf.
          "missing-inner-boundary.msg",
          // Base64 without its last padding: mime4j drops the last octets, we keep them.
          "multi-frag.msg");

  private static Stream<Path> messages() throws IOException {
    assumeTrue(Files.isDirectory(CORPUS), "skipped: no corpus in " + CORPUS);
    try (Stream<Path> files = Files.list(CORPUS)) {
      return files.filter(file -> file.toString().endsWith(".msg")).sorted().toList().stream();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyMessageIsReadWholeAndTheSameInPieces() throws IOException {
    return messages()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> reads(file)));
  }

  private static void reads(Path file) throws IOException {
    byte[] message = Files.readAllBytes(file);
    ByteArrayInputStream in = new ByteArrayInputStream(message);
    HeaderSection section = HeaderSection.read(in, 1 << 20);
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    for (HeaderField field : section.fields()) {
      again.writeBytes(field.raw());
    }
    int bodyOffset = message.length - in.available();
    assertThat(again.toByteArray()).isEqualTo(Arrays.copyOf(message, again.size()));
    assertThat(
            new String(message, again.size(), bodyOffset - again.size(), StandardCharsets.US_ASCII))
        .isIn("\r\n", "\n", "");

    PartTree tree = Mail.scan(message);
    assertThat(Mail.scan(message, 1)).isEqualTo(tree);
    assertThat(Mail.scan(message, 7)).isEqualTo(tree);
    assertThat(PartTree.decode(tree.encode())).isEqualTo(tree);
    MessageReader reader = new MessageReader(tree, Mail.source(message));
    for (Part part : Mail.all(tree.root())) {
      assertThat(part.bodyEnd()).isBetween(part.bodyStart(), (long) message.length);
      if (!part.isMultipart()) {
        byte[] decoded = reader.open(part.id()).readAllBytes();
        assertThat(decoded).hasSize((int) part.decodedSize());
        for (int from : new int[] {1, decoded.length / 2, decoded.length - 1}) {
          if (from > 0 && from < decoded.length) {
            assertThat(reader.open(part.id(), from).readAllBytes())
                .isEqualTo(Arrays.copyOfRange(decoded, from, decoded.length));
          }
        }
      }
    }
    assertThatCode(
            () -> {
              reader.html();
              reader.text();
              reader.attachments();
              AddressList.parse(section.fields());
              section.fields().forEach(field -> HeaderText.decode(field.unfolded()));
            })
        .doesNotThrowAnyException();
  }

  @TestFactory
  Stream<DynamicTest> mime4jSeesTheSameBodies() throws IOException {
    return messages()
        .filter(file -> !OTHERWISE.contains(file.getFileName().toString()))
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> agrees(file)));
  }

  private static void agrees(Path file) throws Exception {
    byte[] message = Files.readAllBytes(file);
    List<String> theirs = new ArrayList<>();
    MimeConfig config =
        MimeConfig.custom()
            .setMaxLineLen(-1)
            .setMaxHeaderCount(-1)
            .setMaxHeaderLen(-1)
            .setMaxContentLen(-1)
            .build();
    MimeTokenStream stream = new MimeTokenStream(config);
    stream.setRecursionMode(RecursionMode.M_NO_RECURSE);
    stream.parse(new ByteArrayInputStream(message));
    EntityState state = stream.getState();
    // M_NO_RECURSE keeps attached messages as leaves, but also multiparts: these are entered.
    stream.setRecursionMode(RecursionMode.M_RECURSE);
    int attached = 0;
    for (; state != EntityState.T_END_OF_STREAM; state = stream.next()) {
      if (state == EntityState.T_START_MESSAGE) {
        attached++;
      } else if (state == EntityState.T_END_MESSAGE) {
        attached--;
      } else if (state == EntityState.T_BODY && attached <= 1) {
        theirs.add(
            show(
                stream.getBodyDescriptor().getMimeType(),
                stream.getDecodedInputStream().readAllBytes()));
      }
    }
    PartTree tree = Mail.scan(message);
    assumeTrue(!tree.opaque(), "opaque, offered whole");
    MessageReader reader = new MessageReader(tree, Mail.source(message));
    List<String> ours = new ArrayList<>();
    for (Part part : Mail.all(tree.root())) {
      if (!part.isMultipart() && !part.isMessage()) {
        ours.add(show(part.mediaType(), reader.open(part.id()).readAllBytes()));
      }
    }
    assertThat(ours).isEqualTo(theirs);
  }

  private static String show(String type, byte[] body) {
    // mime4j writes CRLF for a bare LF in quoted-printable.
    return type + "\n" + new String(body, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
  }
}
