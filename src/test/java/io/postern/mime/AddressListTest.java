package io.postern.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressListTest {

  private static AddressList parse(String value) {
    return AddressList.parse(HeaderSection.parse(Mail.of("To: " + value + "\n\n")).all("To"));
  }

  private static String shown(AddressList list) {
    return String.join(
        " ",
        list.mailboxes().stream()
            .map(m -> (m.name() == null ? "" : "[" + m.name() + "]") + m.mailbox())
            .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          # value | mailboxes | clean
          a@b.example | a@b.example | true
          <a@b.example> | a@b.example | true
          Ann <a@b.example> | [Ann]a@b.example | true
          Ann B. Lee <a@b.example> | [Ann B. Lee]a@b.example | true
          "Lee, Ann" <a@b.example>, c@d.example | [Lee, Ann]a@b.example c@d.example | true
          a@b.example (Ann (the first)) | [Ann (the first)]a@b.example | true
          Pete(A nice \\) chap) <pete(his account)@silly.test(his host)> | [Pete]pete@silly.test | true
          A Group:Ed <e@x.example>,joe@y.example; | [Ed]e@x.example joe@y.example | true
          Undisclosed recipients:; | ~~ | true
          (Empty list)(start)Hidden :(nobody(that I know)) ; | ~~ | true
          one: a@b.example; , two: c@d.example; | a@b.example c@d.example | true
          <@x.test,@y.test:a@b.example> | a@b.example | true
          john . smith @ b . example | john.smith@b.example | true
          a@b.example,, ,c@d.example | a@b.example c@d.example | true
          "john smith"@b.example | "john smith"@b.example | true
          "john"@b.example | john@b.example | true
          "a\\"b"@b.example | "a\\"b"@b.example | true
          =?utf-8?Q?Andr=C3=A9?= <a@b.example> | [André]a@b.example | true
          =?iso-8859-1?q?Keld_J=F8rn?= =?iso-8859-1?q?_Simonsen?= <k@b.example> | [Keld Jørn Simonsen]k@b.example | true
          "=?utf-8?B?w4k=?=" <a@b.example> | [É]a@b.example | true
          Jürgen <jürgen@müller.example> | [Jürgen]jürgen@müller.example | true
          ~~ | ~~ | true
          nobody | ~~ | false
          a@b.example c@d.example | ~~ | false
          john smith@b.example | ~~ | false
          a@b.example <c@d.example> | [a@b.example]c@d.example | false
          <a@b.example> <c@d.example> | a@b.example c@d.example | false
          <a@b.example> x, c@d.example | a@b.example c@d.example | false
          <a@b.example | a@b.example | false
          a@b.example> | a@b.example | false
          "unclosed <a@b.example> | ~~ | false
          a@b.example (unclosed | [unclosed]a@b.example | false
          a@[192.0.2.1] | ~~ | false
          a@@b.example | ~~ | false
          @b.example | ~~ | false
          a@ | ~~ | false
          <> | ~~ | false
          group: a@b.example | a@b.example | false
          a: b: c@b.example;; | c@b.example | false
          x@y.example; | x@y.example | false
          .a@b.example, ok@b.example | ok@b.example | false
          a..b@b.example | ~~ | false
          a@b..example | ~~ | false
          a@-b.example | ~~ | false
          """)
  void readsAddresses(String value, String mailboxes, boolean clean) {
    AddressList list = parse(value.strip());
    assertThat(shown(list)).isEqualTo(mailboxes);
    assertThat(list.clean()).isEqualTo(clean);
  }

  @Test
  void readsFoldedFieldsAndSeveralOfThem() {
    HeaderSection section =
        HeaderSection.parse(
            Mail.of("To: Ann\n <a@b.example>,\n\tc@d.example\nTo: e@f.example\n\n"));
    assertThat(shown(AddressList.parse(section.all("to"))))
        .isEqualTo("[Ann]a@b.example c@d.example e@f.example");
  }

  @Test
  void aNulMakesItUnclean() {
    assertThat(parse("a@b.example\0").clean()).isFalse();
  }

  @Test
  void aNameCannotBreakTheLineItIsShownIn() {
    AddressList list = parse("=?utf-8?Q?Ann=0D=0ABcc=3A_x=E2=80=AEy?= <a@b.example>");
    assertThat(list.mailboxes().getFirst().name()).isEqualTo("Ann  Bcc: x y");
  }

  @Test
  void writesNamesThatReadBack() {
    for (String name :
        List.of(
            "Ann Lee", "Lee, Ann", "a\"b\\c", "André Ünal", "x@y", "日本語の名前".repeat(10), "=?x?=")) {
      String header = new NamedMailbox(name, io.postern.smtp.Mailbox.of("a@b.example")).header();
      AddressList list = AddressList.parse(List.of(HeaderField.of("From", header)));
      assertThat(list.clean()).as(header).isTrue();
      assertThat(list.mailboxes().getFirst().name()).isEqualTo(name);
    }
  }

  @Test
  void aHugeFieldOfNestedCommentsEnds() {
    assertThat(parse("(".repeat(200_000) + "a@b.example").clean()).isFalse();
    assertThat(parse("<".repeat(50_000) + "a@b.example").clean()).isFalse();
    assertThat(parse("a@b.example,".repeat(20_000)).mailboxes()).hasSize(20_000);
  }
}
