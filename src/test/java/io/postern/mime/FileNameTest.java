package io.postern.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the header to a name that can be offered. */
class FileNameTest {

  private static String fileName(String disposition) {
    HeaderSection section =
        HeaderSection.parse(
            Mail.of("Content-Type: application/pdf\nContent-Disposition: " + disposition + "\n\n"));
    return String.valueOf(PartHeader.of(section, "text/plain").fileName());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          attachment; filename=a.pdf | a.pdf
          attachment; filename="a b.pdf" | a b.pdf
          attachment ; FILENAME = "a.pdf" ; size=3 | a.pdf
          attachment; filename=a b (1).pdf | a b
          attachment; filename=a(1).pdf | a(1).pdf
          attachment; filename="a;b.pdf" | a;b.pdf
          attachment; filename="a\\"b.pdf" | a"b.pdf
          attachment; filename="C:\\new.pdf" | C:\\new.pdf
          attachment; filename*=utf-8''na%C3%AFve.pdf | naïve.pdf
          attachment; filename*=iso-8859-1'de'%E4.pdf | ä.pdf
          attachment; filename=plain.pdf; filename*=utf-8''better%20one.pdf | better one.pdf
          attachment; filename*0="one "; filename*1="two.pdf" | one two.pdf
          attachment; filename*0*=utf-8''%E2%82; filename*1*=%AC; filename*2=.pdf | €.pdf
          attachment; filename*1="two.pdf"; filename*0="one " | one two.pdf
          attachment; filename="=?utf-8?Q?na=C3=AFve.pdf?=" | naïve.pdf
          attachment; filename==?utf-8?B?bmHDr3ZlLnBkZg==?= | naïve.pdf
          attachment;; filename=a.pdf; | a.pdf
          attachment; filename="unclosed.pdf | unclosed.pdf
          attachment; (a comment) filename=a.pdf | a.pdf
          attachment; filename=größe.pdf | größe.pdf
          attachment; filename=first.pdf; filename=second.pdf | first.pdf
          attachment; filename="" | null
          attachment | null
          """)
  void readsTheName(String disposition, String name) {
    assertThat(fileName(disposition)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          a.pdf | a.pdf
          ../../etc/passwd | passwd
          C:\\Users\\x\\a.pdf | a.pdf
          /tmp/ | document.pdf
          .. | document.pdf
          .bashrc | bashrc
          a.exe. . | a.exe
          a<b>:c?.pdf | a_b__c_.pdf
          ~~ | document.pdf
          """)
  void cleansTheName(String claimed, String name) {
    assertThat(FileNames.clean(claimed, "application/pdf")).isEqualTo(name);
  }

  @Test
  void takesOutControlAndDirectionChangingCharacters() {
    assertThat(FileNames.clean("gpj.\u202eexe\r\n.\u0000\u200b\u2066pdf", "application/pdf"))
        .isEqualTo("gpj.exe.pdf");
    assertThat(FileNames.clean("\u202e\u0007", "text/calendar")).isEqualTo("invite.ics");
    assertThat(FileNames.clean("a\ud800b😀.txt", "text/plain")).isEqualTo("ab😀.txt");
  }

  @Test
  void shortensTheStemAndKeepsTheExtension() {
    String name = FileNames.clean("ü".repeat(300) + ".docx", "application/pdf");
    assertThat(name).endsWith("ü.docx").hasSize(97 + 5);
    assertThat(FileNames.clean("x".repeat(1000), "application/pdf")).hasSize(200);
  }

  @Test
  void everyNameWrittenReadsBack() {
    for (String name :
        new String[] {
          "a.pdf",
          "Überweisung März.pdf",
          "a\"b.pdf",
          "x".repeat(150) + ".pdf",
          "日本語.txt",
          "100% (1).pdf",
          "a'b.pdf"
        }) {
      String clean = FileNames.clean(name, "application/pdf");
      HeaderField field =
          HeaderField.of(
              "Content-Disposition", "attachment" + MessageWriter.fileNameParameter(clean));
      assertThat(new String(field.raw(), java.nio.charset.StandardCharsets.US_ASCII).lines())
          .allMatch(line -> line.length() <= 100);
      assertThat(fileName(field.unfolded())).isEqualTo(clean);
    }
  }
}
