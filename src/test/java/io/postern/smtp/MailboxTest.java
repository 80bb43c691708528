package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MailboxTest {

  @ParameterizedTest(name = "{0} is written {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a@b.example             | a@b.example             | plain
          A.B+tag@B.EXAMPLE       | A.B+tag@b.example       | spelling stays, the domain is lower case
          a@b.example.            | a@b.example             | the root's dot is dropped
          "a b"@c.example         | "a b"@c.example         | quotes that are needed stay
          "ab"@c.example          | ab@c.example            | quotes that are not go
          "a@b"@c.example         | "a@b"@c.example         | an at sign inside quotes
          "a\\"b"@c.example       | "a\\"b"@c.example       | an escaped quote
          "\\a"@c.example         | a@c.example             | an escape that was not needed
          ".a"@c.example          | ".a"@c.example          | a leading dot needs quotes
          jörg@bücher.example     | jörg@xn--bcher-kva.example | both halves in UTF-8
          !#$%&'*+-/=?^_{}~@c.d   | !#$%&'*+-/=?^_{}~@c.d   | every special atom character
          a@localhost             | a@localhost             | one label
          """)
  void takes(String text, String wire, String why) {
    assertThat(Mailbox.of(text).wire()).as(why).isEqualTo(wire);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ab                      | no at sign
          @b.example              | no local part
          a@                      | no domain
          a@b@c.example           | two at signs
          .a@b.example            | leading dot
          a.@b.example            | trailing dot
          a..b@c.example          | two dots
          a b@c.example           | space without quotes
          a(b)@c.example          | comment
          "a@b.example            | the quote does not end
          "a"b"@c.example         | quote inside quotes
          "a\\"@c.example         | the last quote is escaped
          a<b@c.example           | bracket
          a,b@c.example           | comma
          a@[192.0.2.1]           | address literal: nobody's mail domain
          a@192.0.2.1             | digits are no top-level domain
          a@b..example            | empty label
          a@-b.example            | label begins with a hyphen
          a@b-.example            | label ends with a hyphen
          a@b_c!.example          | no host character
          a@b c.example           | space in the domain
          a@fußball.example       | sharp s: two standards, two domains
          """)
  void refuses(String text, String why) {
    assertThatThrownBy(() -> Mailbox.of(text)).as(why).isInstanceOf(BadAddress.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nb@c.example",
        "\"a\r\nb\"@c.example",
        "\"a\0b\"@c.example",
        "a\u0085b@c.example",
        "\"a\u0085b\"@c.example",
        "a\u202eb@c.example",
        "\"a\u2028b\"@c.example",
        "a\ud800b@c.example",
        "a\u007fb@c.example"
      })
  void refusesWhatCannotBePrinted(String text) {
    assertThatThrownBy(() -> Mailbox.of(text)).isInstanceOf(BadAddress.class);
  }

  @Test
  void boundsItsLength() {
    assertThat(Mailbox.of("a".repeat(64) + "@b.example").local()).hasSize(64);
    assertThatThrownBy(() -> Mailbox.of("a".repeat(65) + "@b.example"))
        .isInstanceOf(BadAddress.class);
    assertThatThrownBy(() -> Mailbox.of("ö".repeat(33) + "@b.example"))
        .as("octets count, not characters")
        .isInstanceOf(BadAddress.class);
    String longDomain = "a".repeat(60) + "." + "b".repeat(60) + "." + "c".repeat(60) + ".example";
    assertThat(Mailbox.of("d".repeat(63) + "@" + longDomain).wire()).hasSize(254);
    assertThatThrownBy(() -> Mailbox.of("d".repeat(64) + "@" + longDomain))
        .isInstanceOf(BadAddress.class);
  }

  @ParameterizedTest(name = "{0} and {1} are {2}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a@b.example      | A@B.EXAMPLE           | one | case
          "a"@b.example    | a@b.example           | one | quotes are spelling
          a@bücher.example | a@XN--BCHER-KVA.example | one | A-label and U-label
          straße@b.example | STRASSE@b.example     | one | full case folding
          straße@b.example | STRAẞE@b.example      | one | the capital sharp s
          σίσυφος@b.example | ΣΊΣΥΦΟΣ@b.example    | one | final sigma
          a+x@b.example    | a@b.example           | two | tags count
          a.b@c.example    | ab@c.example          | two | dots count
          ıvo@b.example    | ivo@b.example         | two | the dotless i is another letter
          a@b.example      | a@c.example           | two | domains differ
          """)
  void comparesAsPeopleDo(String one, String other, String count, String why) {
    boolean equal = count.equals("one");
    assertThat(Mailbox.of(one).equals(Mailbox.of(other))).as(why).isEqualTo(equal);
    assertThat(Mailbox.of(one).key().equals(Mailbox.of(other).key())).as(why).isEqualTo(equal);
  }

  @Test
  void comparesComposedAndDecomposedAlike() {
    assertThat(Mailbox.of("jo\u0308rg@b.example")).isEqualTo(Mailbox.of("j\u00f6rg@b.example"));
  }

  @Test
  void keepsTheSpellingForPeople() {
    assertThat(Mailbox.of("Jörg@Bücher.example")).hasToString("Jörg@Bücher.example");
  }
}
