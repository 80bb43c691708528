package io.postern.submission;

import java.net.InetAddress;
import java.util.Arrays;

/** PLAIN (RFC 4616): {@code authzid NUL authcid NUL secret}. */
final class PlainExchange implements SaslExchange {
  private final Authenticator authenticator;
  private final InetAddress client;

  PlainExchange(Authenticator authenticator, InetAddress client) {
    this.authenticator = authenticator;
    this.client = client;
  }

  @Override
  public byte[] firstChallenge() {
    return new byte[0];
  }

  @Override
  public Step answer(byte[] response) {
    int first = indexOfNul(response, 0);
    int second = first < 0 ? -1 : indexOfNul(response, first + 1);
    if (second < 0 || indexOfNul(response, second + 1) >= 0 || second + 1 == response.length) {
      return new Step.Malformed();
    }
    String actAs = SaslText.login(response, 0, first);
    String login = SaslText.login(response, first + 1, second);
    if (actAs == null || login == null || login.isEmpty()) {
      return new Step.Malformed();
    }
    byte[] secret = Arrays.copyOfRange(response, second + 1, response.length);
    // A credential acts for itself alone: to act as another is refused like a wrong secret.
    return authenticator.checkSecret(client, login, secret, actAs.isEmpty() || actAs.equals(login));
  }

  private static int indexOfNul(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return -1;
  }
}
