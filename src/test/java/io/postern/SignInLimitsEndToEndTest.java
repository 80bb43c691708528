package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever tries many accounts from one place is stopped, and later may go on. */
class SignInLimitsEndToEndTest {
  @RegisterExtension static final Town town = new Town();

  private static Visitor.Page tries(Visitor visitor, String address) throws IOException {
    Visitor.Page form = visitor.get(URI.create(town.gateway().portal() + "/sign-in"));
    return visitor.press(
        form, form.form("/sign-in"), null, Map.of("username", address, "password", "guess"));
  }

  @Test
  void aClientThatTriesManyAddressesMustWaitAndPeopleWhoSignInRightAreNotCounted()
      throws IOException {
    Visitor visitor = town.visitor();
    for (int people = 0; people < 12; people++) {
      Visitor colleague = town.visitor();
      town.signIn(colleague, Letter.SENDER, town.gateway().portal() + "/inbox");
      town.clock().advance(Duration.ofMinutes(2));
    }
    for (int guesses = 0; guesses < 100; guesses++) {
      assertThat(tries(visitor, "nobody" + guesses + "@stanna.example").status())
          .as("guess %d", guesses)
          .isEqualTo(422);
    }

    assertThat(tries(visitor, "one.more@stanna.example").status()).isEqualTo(429);
    assertThat(tries(town.visitor(), Letter.SENDER).status()).isEqualTo(429);

    town.pass(Duration.ofMinutes(16));
    assertThat(tries(visitor, "one.more@stanna.example").status()).isEqualTo(422);
  }
}
