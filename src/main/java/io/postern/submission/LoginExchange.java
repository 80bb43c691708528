package io.postern.submission;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** LOGIN: no standard, but what old mail programs and appliances speak. */
final class LoginExchange implements SaslExchange {
  private static final byte[] USERNAME = "Username:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PASSWORD = "Password:".getBytes(StandardCharsets.US_ASCII);

  private final Authenticator authenticator;
  private final InetAddress client;
  private @Nullable String login;

  LoginExchange(Authenticator authenticator, InetAddress client) {
    this.authenticator = authenticator;
    this.client = client;
  }

  @Override
  public byte[] firstChallenge() {
    return USERNAME;
  }

  @Override
  public Step answer(byte[] response) {
    if (login != null) {
      return response.length == 0
          ? new Step.Malformed()
          : authenticator.checkSecret(client, login, response, true);
    }
    login = SaslText.login(response, 0, response.length);
    return login == null || login.isEmpty() ? new Step.Malformed() : new Step.Challenge(PASSWORD);
  }
}
