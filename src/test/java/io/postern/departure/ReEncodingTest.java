package io.postern.departure;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.mime.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC 7.7: a part that is 8-bit for a 7-bit peer or has a line over 998 is encoded anew. */
class ReEncodingTest {

  private static final String LONG = "x".repeat(1200);

  private static final String MIXED =
      """
      From: a@example.org
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=b
      Content-Transfer-Encoding: 8bit

      preamble
      --b
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: 8bit

      Één café graag.
      --b
      Content-Type: text/html; charset=utf-8

      <p>seven bits</p>
      --b
      Content-Type: application/x-odd
      Content-Disposition: attachment; filename=odd

      é%s
      --b--
      epilogue
      """
          .formatted(LONG);

  @Test
  void nothingToMendIsNothingChanged() throws IOException {
    Stored message = Stored.of("Subject: x\n\nseven bits\n");
    for (boolean eightBit : List.of(true, false)) {
      var form = message.departure().fitting(OptionalLong.empty(), eightBit);
      assertThat(form)
          .isInstanceOfSatisfying(
              Departure.Form.Goes.class, goes -> assertThat(goes.rope().unchanged()).isTrue());
      assertThat(message.read(form).octets()).isEqualTo(message.octets());
    }
    Stored eight = Stored.of("Subject: x\n\nach é\n");
    assertThat(eight.forHost(true).octets()).isEqualTo(eight.octets());
  }

  @Test
  void onlyThePartThatNeedsItIsTouched() throws IOException {
    Stored message = Stored.of(MIXED);
    // The host takes 8-bit: only the long line has to go.
    Stored eight = message.forHost(true);
    assertThat(eight.text())
        .contains("Één café graag.", "Content-Transfer-Encoding: 8bit\r\n\r\npreamble")
        .contains("filename=odd\r\nContent-Transfer-Encoding: base64\r\n\r\n")
        .endsWith("--b--\r\nepilogue\r\n");
    assertThat(eight.tree().longestLine()).isLessThanOrEqualTo(998);
    same(message, eight);

    Stored seven = message.forHost(false);
    assertThat(seven.tree().eightBit()).isFalse();
    assertThat(seven.text())
        .contains("=C3=89=C3=A9n caf=C3=A9 graag.", "<p>seven bits</p>")
        .contains("boundary=b\r\nContent-Transfer-Encoding: 7bit\r\n\r\npreamble\r\n--b\r\n")
        .doesNotContain("8bit");
    same(message, seven);
  }

  @Test
  void base64InOneLineIsWrappedAndQuotedPrintableStaysQuotedPrintable() throws IOException {
    Stored message =
        Stored.of(
            """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: application/pdf; name=a.pdf
            Content-Transfer-Encoding: BASE64

            %s
            --b
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: Quoted-Printable

            %s=C3=A9
            --b--
            """
                .formatted("QUJD".repeat(500), LONG));
    Stored out = message.forHost(true);
    assertThat(out.tree().longestLine()).isLessThanOrEqualTo(76);
    same(message, out);
  }

  @Test
  void aMessageFromBeforeMimeBecomesOneOfMime() throws IOException {
    Stored out = Stored.of("Subject: x\n\ncafé\n").forHost(false);
    assertThat(out.text())
        .isEqualTo(
            "Subject: x\r\nContent-Transfer-Encoding: quoted-printable\r\nMIME-Version: 1.0\r\n"
                + "\r\ncaf=C3=A9\r\n");
  }

  @Test
  void aForwardedMessageIsMendedInside() throws IOException {
    Stored message =
        Stored.of(
            """
            Content-Type: multipart/mixed; boundary=outer

            --outer
            Content-Type: message/rfc822
            Content-Disposition: attachment
            Content-Transfer-Encoding: 8bit

            Subject: inside
            Content-Type: multipart/alternative; boundary=inner
            Content-Transfer-Encoding: 8bit

            --inner
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            %s é
            --inner
            Content-Type: text/html

            <p>kept</p>
            --inner--
            --outer--
            """
                .formatted("word ".repeat(300)));
    Stored out = message.forHost(false);
    assertThat(out.tree().eightBit()).isFalse();
    assertThat(out.tree().longestLine()).isLessThanOrEqualTo(998);
    assertThat(out.outline()).isEqualTo(message.outline());
    assertThat(out.text()).contains("=C3=A9", "<p>kept</p>").doesNotContain("8bit");
    Stored before = Stored.of(message.decoded("1.1"));
    Stored after = Stored.of(out.decoded("1.1"));
    same(before, after);
  }

  @Test
  void longHeaderLinesAreFoldedWhereTheyHaveBlanks() throws IOException {
    String references = "References: " + "<aaaaaaaaaaaaaaaaaaaa@example.org> ".repeat(60).strip();
    Stored message = Stored.of("Subject: x\n" + references + "\n\nbody\n");
    Stored out = message.forHost(true);
    assertThat(out.tree().longestLine()).isLessThanOrEqualTo(998);
    assertThat(out.text().replace("\r\n <", " <")).isEqualTo(message.text());

    Stored hopeless = Stored.of("X-Token: " + LONG + "\n\nbody\n");
    assertThat(hopeless.departure().fitting(OptionalLong.empty(), true))
        .isInstanceOf(Departure.Form.NotConverted.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/signed; protocol=\"application/pgp-signature\"; boundary=b",
        "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b",
      })
  void whatItsSenderSealedIsNeverTouched(String type) throws IOException {
    Stored message =
        Stored.of("Content-Type: " + type + "\n\n--b\n\ntext é\n--b\n\nsignature\n--b--\n");
    never(message);
    never(
        Stored.of(
            "Content-Type: multipart/mixed; boundary=o\n\n--o\n"
                + message.text()
                + "\n--o\n\nthe list's footer\n--o--\n"));
  }

  @Test
  void sealedSMimeIsNeverTouched() throws IOException {
    never(
        Stored.of(
            "Content-Type: application/pkcs7-mime; name=smime.p7m\n"
                + "Content-Transfer-Encoding: 8bit\n\né\n"));
  }

  private static void never(Stored message) throws IOException {
    assertThat(message.forHost(true).octets()).isEqualTo(message.octets());
    assertThat(message.departure().fitting(OptionalLong.empty(), false))
        .isInstanceOf(Departure.Form.NotConverted.class);
    assertThat(message.departure().fitting(OptionalLong.of(message.octets().length), true))
        .isInstanceOf(Departure.Form.Goes.class);
    assertThat(message.departure().fitting(OptionalLong.of(message.octets().length - 1), true))
        .isInstanceOf(Departure.Form.TooBig.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // a structure nobody can read
        "Content-Type: multipart/mixed\n\n--b\n\né\n--b--\n",
        // an encoding nobody knows
        "Content-Type: text/plain\nContent-Transfer-Encoding: x-uue\n\né\n",
        // a pointer to somewhere else: message/* takes no other encoding
        "Content-Type: message/partial; id=a; number=1\n\né\n",
        // what stands between parts is no part
        "Content-Type: multipart/mixed; boundary=b\n\npré\n--b\n\nx\n--b--\n",
        // the header of a part
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; name=é\n\nx\n--b--\n",
      })
  void whatCannotBeMendedIsSaid(String text) throws IOException {
    Stored message = Stored.of(text);
    assertThat(message.departure().fitting(OptionalLong.empty(), false))
        .isInstanceOf(Departure.Form.NotConverted.class);
    assertThat(message.forHost(true).octets()).isEqualTo(message.octets());
  }

  @TestFactory
  Stream<DynamicTest> everyOddMessageIsMendedOrLeft() throws IOException {
    return Stored.corpus().stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> odd(file)));
  }

  private static void odd(Path file) throws IOException {
    Stored message = Stored.ofFile(file);
    if (message.tree().longestLine() <= 998) {
      assertThat(message.forHost(true).octets()).isEqualTo(message.octets());
    }
    switch (message.departure().fitting(OptionalLong.empty(), false)) {
      case Departure.Form.Goes goes -> {
        Stored out = message.read(goes);
        assertThat(out.tree().eightBit()).isFalse();
        assertThat(goes.eightBit()).isFalse();
        assertThat(out.tree().longestLine()).isLessThanOrEqualTo(998);
        same(message, out);
      }
      case Departure.Form.NotConverted _ ->
          assertThat(message.tree().eightBit() || message.tree().longestLine() > 998).isTrue();
      case Departure.Form.TooBig _ -> throw new AssertionError("no limit was given");
    }
  }

  /** The same structure, and every leaf decodes to the same octets. */
  private static void same(Stored before, Stored after) throws IOException {
    assertThat(after.outline()).isEqualTo(before.outline());
    for (Part part : before.parts()) {
      if (!part.isMultipart() && !part.isMessage()) {
        assertThat(after.decoded(part.id())).as(part.id()).isEqualTo(before.decoded(part.id()));
      }
    }
  }
}
