package io.postern.portal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC 8.6: what an editor may bring, and how it reads without formatting. */
class RichTextTest {

  @Test
  void paragraphsListsQuotesAndLinksReadWellAsPlainText() {
    RichText read =
        RichText.read(
            """
            <p>Dear <b>doctor</b>,</p><div>two<br>lines</div>\
            <ul><li>one</li><li>two <i>and</i> more<ul><li>inner</li></ul></li></ul>\
            <ol><li>first</li><li>second</li></ol>\
            <blockquote><p>You wrote:</p><p>rest</p></blockquote>\
            <p>See <a href="https://knee.example/x">the page</a> or \
            <a href="https://knee.example">knee.example</a></p>\
            """);

    assertThat(read.text())
        .isEqualTo(
            """
            Dear doctor,

            two
            lines

            - one
            - two and more
              - inner

            1. first
            2. second

            > You wrote:
            >
            > rest

            See the page <https://knee.example/x> or knee.example\
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script><p>x</p>",
        "<p onclick=alert(1) style='position:fixed' class=btn id=main>x</p>",
        "<a href='javascript:alert(1)'>x</a>",
        "<img src=x onerror=alert(1)>x",
        "<form action=/leave><button>x</button></form>",
        "<iframe src=//evil.example></iframe>x",
        "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
        "</div></form><form action='//evil.example'>x",
        "<input name=csrf value=y>x",
        "<base href=//evil.example>x",
        "<style>body{display:none}</style>x",
        "<meta http-equiv=refresh content='0;url=//evil.example'>x"
      })
  void nothingButFormattingPasses(String hostile) {
    RichText read = RichText.read(hostile);

    assertThat(read.text()).isEqualTo("x");
    assertThat(read.html().replaceAll("</?(p|b|i|a)>|x|\\n", "")).isEmpty();
  }

  @Test
  void cleaningWhatIsCleanChangesNothing() {
    String once =
        RichText.clean(
            "<div>a &amp; b &lt;c&gt; \u00e9<br><a href='http://e.example/?q=1&amp;r=2'>l</a></div>");

    assertThat(RichText.clean(once)).isEqualTo(once);
  }

  @Test
  void whatIsNotFormattedIsKnownForIt() {
    assertThat(RichText.isFormatted("<p>plain</p><p>text<br>lines</p>")).isFalse();
    assertThat(RichText.isFormatted("<p>with <b>bold</b></p>")).isTrue();
    assertThat(RichText.isFormatted("<ul><li>x</li></ul>")).isTrue();
  }

  @Test
  void anEmptyEditorIsNothing() {
    assertThat(RichText.read("<p><br></p>")).isEqualTo(RichText.NONE);
    assertThat(RichText.read("<p>&nbsp;</p><ul><li></li></ul>")).isEqualTo(RichText.NONE);
  }
}
