package io.postern.submission;

import io.postern.directory.SmtpCredential;

/**
 * What a session has proven about who submits (SPEC 1.4). Only {@link Authenticator} makes one. SPF
 * (SPEC 1.4b) will be a second kind: whoever handles a proof finds by the compiler what to add.
 */
sealed interface Proof {

  /** The organisation that messages are submitted for. */
  long organisation();

  /** It showed that it knows a credential's secret (SPEC 1.4a). */
  record BySecret(SmtpCredential credential) implements Proof {
    @Override
    public long organisation() {
      return credential.organisation();
    }
  }
}
