package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "report.pdf,report.pdf",
        "C:\\Users\\a\\report.pdf,report.pdf",
        "../../etc/passwd,passwd",
        "..,file",
        ".htaccess,htaccess",
        "a\u202efdp.exe,afdp.exe",
        "' spaces .txt ',spaces .txt",
        "'',file",
        "Überweisung é.pdf,Überweisung é.pdf",
      })
  void keepsOnlyTheName(String given, String kept) {
    assertThat(FileNames.clean(given, "file")).isEqualTo(kept);
  }

  @Test
  void neverLetsALineEndThrough() {
    String name = FileNames.clean("a\r\nBcc: x@y.example\u0000\u2028.pdf", "file");
    assertThat(name).isEqualTo("aBcc: x@y.example.pdf");
    assertThat(FileNames.attachment("a\r\nb\".pdf")).doesNotContain("\r").doesNotContain("\n");
  }

  @Test
  void namesTheFileInTwoForms() {
    assertThat(FileNames.attachment("plan.pdf")).isEqualTo("attachment; filename=\"plan.pdf\"");
    assertThat(FileNames.attachment("één \"plan\".pdf"))
        .isEqualTo(
            "attachment; filename=\"__n _plan_.pdf\";"
                + " filename*=UTF-8''%C3%A9%C3%A9n%20%22plan%22.pdf");
  }

  @Test
  void longNamesAreCutToFitALine() {
    assertThat(FileNames.attachment(FileNames.clean("é".repeat(5000), "file")).length())
        .isLessThan(998);
  }
}
