package io.postern.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.directory.ScramKeys;
import io.postern.directory.SmtpCredential;
import io.postern.submission.SaslExchange.Step;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ScramExchangeTest {
  private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
  private final ScriptedCredentials credentials = new ScriptedCredentials();
  private final Authenticator authenticator =
      new Authenticator(
          credentials, ScriptedCredentials::digest, InstantSource.system(), new SecureRandom());

  /** RFC 7677 section 3, octet for octet. */
  @Test
  void speaksTheExampleOfTheStandard() {
    byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    ScramKeys keys = ScramKeys.derive("pencil".getBytes(UTF_8), salt, 4096);
    credentials.known.put(
        "user",
        new SmtpCredential(
            9,
            9,
            "user",
            "",
            new byte[32],
            salt,
            4096,
            keys.storedKey(),
            keys.serverKey(),
            Set.of(),
            true));
    ScramExchange exchange =
        new ScramExchange(authenticator, CLIENT, "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
    assertThat(said(exchange, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))
        .isEqualTo(
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
    assertThat(
            said(
                exchange,
                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                    + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="))
        .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    assertThat(exchange.answer(new byte[0])).isInstanceOf(Step.Proven.class);
  }

  @Test
  void answersForNobodyAsForSomebody() {
    String nobody = said(exchange(), "n,,n=nobody,r=abc");
    String again = said(exchange(), "n,,n=nobody,r=abc");
    String other = said(exchange(), "n,,n=nobody2,r=abc");
    String known = said(exchange(), "n,,n=" + ScriptedCredentials.LOGIN + ",r=abc");
    assertThat(salt(nobody)).as("the same at every try").isEqualTo(salt(again));
    assertThat(salt(nobody)).as("but each its own").isNotEqualTo(salt(other));
    assertThat(nobody).hasSameSizeAs(known);
    assertThat(nobody.substring(nobody.lastIndexOf(',')))
        .isEqualTo(known.substring(known.lastIndexOf(',')));
  }

  /** Who changes the first message on the way from y to n hides that we were downgraded. */
  @Test
  void refusesAnotherBindingThanAnnounced() {
    ScramClient client =
        ScramClient.of("y,,", ScriptedCredentials.LOGIN, ScriptedCredentials.SECRET);
    ScramExchange exchange = exchange();
    String first = said(exchange, "n,," + client.first().substring(3));
    assertThat(exchange.answer(client.answer(first).message().getBytes(UTF_8)))
        .isInstanceOf(Step.Malformed.class);
  }

  @Test
  void refusesAReplayedProof() {
    ScramClient client =
        ScramClient.of("n,,", ScriptedCredentials.LOGIN, ScriptedCredentials.SECRET);
    ScramExchange one = exchange();
    String proof = client.answer(said(one, client.first())).message();
    ScramExchange two = exchange();
    String unused = said(two, client.first());
    assertThat(unused).isNotEmpty();
    assertThat(two.answer(proof.getBytes(UTF_8))).isInstanceOf(Step.Malformed.class);
  }

  @Test
  void looksAtNoProofAfterTenFailuresOfThatLoginFromThere() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(
              authenticator.checkSecret(
                  CLIENT, ScriptedCredentials.LOGIN, "wrong".getBytes(UTF_8), true))
          .isInstanceOf(Step.Denied.class);
    }
    byte[] secret = ScriptedCredentials.SECRET.getBytes(UTF_8);
    assertThat(authenticator.checkSecret(CLIENT, ScriptedCredentials.LOGIN, secret, true))
        .isInstanceOf(Step.TooMany.class);
    assertThat(exchange().answer(("n,,n=" + ScriptedCredentials.LOGIN + ",r=a").getBytes(UTF_8)))
        .isInstanceOf(Step.TooMany.class);
    assertThat(
            authenticator.checkSecret(
                InetAddress.getByName("192.0.2.9"), ScriptedCredentials.LOGIN, secret, true))
        .as("the same login from elsewhere does not suffer")
        .isInstanceOf(Step.Proven.class);
  }

  private ScramExchange exchange() {
    return (ScramExchange) authenticator.exchange("SCRAM-SHA-256", CLIENT).orElseThrow();
  }

  private static String said(SaslExchange exchange, String response) {
    Step step = exchange.answer(response.getBytes(UTF_8));
    assertThat(step).isInstanceOf(Step.Challenge.class);
    return new String(((Step.Challenge) step).bytes(), UTF_8);
  }

  private static String salt(String serverFirst) {
    return serverFirst.split(",")[1];
  }
}
