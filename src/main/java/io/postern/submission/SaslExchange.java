package io.postern.submission;

import io.postern.directory.SmtpCredential;

/** One sign-in by one mechanism (RFC 4422), without the wire. Used once. */
interface SaslExchange {

  /** What to say first when the client gave no initial response. */
  byte[] firstChallenge();

  /** Takes the client's next response. */
  Step answer(byte[] response);

  /** Where the exchange stands. */
  sealed interface Step {
    /** Another response is wanted. */
    @SuppressWarnings("ArrayRecordComponent")
    record Challenge(byte[] bytes) implements Step {}

    record Proven(SmtpCredential credential) implements Step {}

    /** Unknown login, wrong secret, credential suspended: nobody outside learns which. */
    record Denied() implements Step {}

    /** This login failed too often from there; the secret was not looked at. */
    record TooMany() implements Step {}

    /** No message of this mechanism. */
    record Malformed() implements Step {}
  }
}
