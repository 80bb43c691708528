package io.postern.mime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Octets from outside never make the readers fail, and nothing depends on how they are cut. */
@Tag("slow")
class MimeFuzzTest {

  @FuzzTest
  void headerSections(byte[] octets) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(octets);
    HeaderSection section;
    try {
      section = HeaderSection.read(in, 4096);
    } catch (HeaderTooLarge refused) {
      return;
    }
    HeaderSection again = HeaderSection.parse(section.toBytes());
    assertThat(again.fields()).hasSameSizeAs(section.fields());
    for (HeaderField field : section.fields()) {
      HeaderText.decode(field.unfolded());
      Parameterized.parse(field.unfolded());
      MessageDate.parse(field.unfolded());
      assertThat(FileNames.clean(field.unfolded(), "a/b"))
          .isNotEmpty()
          .doesNotContain("/", "\\", "\n");
    }
  }

  @FuzzTest
  void addressLists(FuzzedDataProvider data) {
    byte[] value = data.consumeRemainingAsBytes();
    byte[] raw = new byte[value.length + 3];
    System.arraycopy(value, 0, raw, 3, value.length);
    raw[0] = 'T';
    raw[1] = 'o';
    raw[2] = ':';
    AddressList list = AddressList.parse(List.of(HeaderField.read(raw)));
    for (NamedMailbox mailbox : list.mailboxes()) {
      AddressList again = AddressList.parse(List.of(HeaderField.of("To", mailbox.header())));
      assertThat(again.mailboxes())
          .extracting(NamedMailbox::mailbox)
          .containsExactly(mailbox.mailbox());
    }
  }

  @FuzzTest
  void messages(FuzzedDataProvider data) throws IOException {
    int piece = data.consumeInt(1, 600);
    byte[] message = data.consumeRemainingAsBytes();
    PartTree tree = Mail.scan(message);
    assertThat(Mail.scan(message, piece)).isEqualTo(tree);
    assertThat(PartTree.decode(tree.encode())).isEqualTo(tree);
    MessageReader reader = new MessageReader(tree, Mail.source(message));
    reader.html();
    reader.text();
    reader.attachments();
    for (Part part : Mail.all(tree.root())) {
      if (!part.isMultipart()) {
        assertThat(reader.open(part.id()).readAllBytes()).hasSize((int) part.decodedSize());
      }
    }
  }

  @FuzzTest
  void storedTrees(byte[] octets) {
    try {
      PartTree tree = PartTree.decode(octets);
      assertThat(PartTree.decode(tree.encode())).isEqualTo(tree);
    } catch (BadPartTree refused) {
      assertThat(refused).hasMessageStartingWith("not a part tree");
    }
  }

  @FuzzTest
  void encodedWords(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    String decoded = HeaderText.decode(text);
    assertThat(decoded).doesNotContain("\r", "\n", "\0");
    assertThat(HeaderText.decode(HeaderText.encode(decoded))).isEqualTo(decoded);
  }
}
