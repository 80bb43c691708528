package io.postern.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** SPEC 2.6: an automatic reply is passed on without what it quotes and without our secrets. */
class ForeignWordsTest {
  private static final String HOST = "post.stanna.example";
  private static final String SECRET = "Zm9vYmFyYmF6LXF1eF9jb3JnZV9ncmF1bHRfZ2FycGx";

  private static String of(String words) {
    return ForeignWords.of(words, HOST, false);
  }

  @Test
  void whatTheySayThemselvesStays() {
    String words =
        "I am away until 7 December.\nCall 020 555 0177 or https://elsewhere.example/me.";
    assertThat(of(words)).isEqualTo(words);
  }

  @Test
  void quotationsGoHoweverTheyBegin() {
    for (String quote :
        new String[] {
          "> the mail",
          "-----Original Message-----\nthe mail",
          "-------- Oorspronkelijk bericht --------\nthe mail",
          "On Mon, 23 Nov 2026 at 10:42, M. Bakker wrote:\nthe mail",
          "Op ma 23 nov 2026 om 10:42 schreef M. Bakker:\nthe mail",
          "From: M. Bakker <m.bakker@stanna.example>\nthe mail",
          "________________________________\nthe mail",
        }) {
      assertThat(of("Away.\n\n" + quote)).as(quote).isEqualTo("Away.");
    }
  }

  @Test
  void ourLinksAndSecretsAreStruckOutWrappedOrNot() {
    for (String leak :
        new String[] {
          "https://" + HOST + "/m/" + SECRET,
          "https://" + HOST + ":8443/m/" + SECRET,
          HOST.toUpperCase(java.util.Locale.ROOT) + "/m/" + SECRET,
          "https://" + HOST + "/m/" + SECRET.substring(0, 20) + "\n" + SECRET.substring(20),
          SECRET,
        }) {
      assertThat(of("Away. " + leak + " Bye."))
          .as(leak)
          .contains("Away.")
          .doesNotContain(SECRET.substring(0, 20), SECRET.substring(20));
    }
  }

  @Test
  void codesAreStruckOutWhereOneWasMailed() {
    assertThat(ForeignWords.of("Your code: 123 456, or 123456.", HOST, true))
        .isEqualTo("Your code: […], or […].");
    assertThat(ForeignWords.of("Call 020 555 0177.", HOST, true)).contains("0177");
  }
}
