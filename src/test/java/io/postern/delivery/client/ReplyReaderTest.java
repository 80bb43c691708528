package io.postern.delivery.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.smtp.Reply;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          250 fine~                             | 250 fine
          250~                                  | 250
          250-a~250-b~250 c~                    | 250 a b c
          550 5.1.1 unknown~                    | 550 5.1.1 unknown
          550-5.1.1 no~550 5.1.1 body~          | 550 5.1.1 no body
          550 5.1.1~                            | 550 5.1.1
          550 4.1.1 another class~              | 550 4.1.1 another class
          550 5.1.1.1 four~                     | 550 5.1.1.1 four
          550 5.01.1 a zero in front~           | 550 5.01.1 a zero in front
          """)
  void readsAReply(String wire, String told) throws IOException {
    assertThat(read(wire).toString().strip()).isEqualTo(told);
  }

  @Test
  void tellsTheEnhancedStatusFromTheText() throws IOException {
    Reply reply = read("550-5.7.1 a~550-5.7.1 b~550 5.7.1 c~");
    assertThat(reply.status()).hasToString("5.7.1");
    assertThat(reply.lines()).containsExactly("a", "b", "c");
    assertThat(read("550 4.1.1 x~").status()).isNull();
  }

  @Test
  void makesTextHarmless() throws IOException {
    assertThat(read("250 a\u001b[31mb\u0000c\u202ed\te~").lines()).containsExactly("a?[31mb?c?d e");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hello~             | no code
          25~                | two digits
          2500 x~            | four digits
          25x x~             | not a digit
          150 x~             | 1xx
          650 x~             | 6xx
          000 x~             | 0xx
          250_x~             | neither space nor hyphen
          250-a~251 b~       | two codes
          250 a^             | bare LF
          250 a`b~           | bare CR
          ~                  | empty
          """)
  void refusesWhatIsNone(String wire, String why) {
    assertThatThrownBy(() -> read(wire)).as(why).isInstanceOf(ProtocolViolation.class);
  }

  @Test
  void isBounded() {
    assertThatThrownBy(() -> read("250-x~".repeat(ReplyReader.MOST_LINES) + "250 x~"))
        .isInstanceOf(ProtocolViolation.class);
    assertThatThrownBy(() -> read("250 " + "x".repeat(ReplyReader.LONGEST_LINE) + "~"))
        .isInstanceOf(ProtocolViolation.class);
  }

  @Test
  void aReplyThatIsCutOffIsNone() {
    for (String cut : new String[] {"", "2", "250", "250 x", "250-x~", "250-x~250"}) {
      assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
    }
  }

  /** A tilde is CRLF, a caret LF, a backtick CR. */
  private static Reply read(String wire) throws IOException {
    String octets = wire.replace("~", "\r\n").replace("^", "\n").replace("`", "\r");
    return new ReplyReader(new ByteArrayInputStream(octets.getBytes(StandardCharsets.UTF_8)))
        .read();
  }
}
