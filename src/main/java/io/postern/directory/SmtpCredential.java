package io.postern.directory;

import io.postern.smtp.Domain;
import java.util.Set;

/**
 * What a mail server signs in with. The secret is 256 random bits, so its keyed digest suffices
 * (SPEC 14.3); the SCRAM keys of RFC 5802 stand beside it.
 *
 * @param login the user name, as generated
 * @param digest keyed digest of the secret
 * @param salt SCRAM salt
 * @param iterations SCRAM iteration count
 * @param storedKey SCRAM StoredKey
 * @param serverKey SCRAM ServerKey
 * @param domains From domains it is limited to; empty means all of its organisation
 */
@SuppressWarnings("ArrayRecordComponent")
public record SmtpCredential(
    long key,
    long organisation,
    String login,
    String label,
    byte[] digest,
    byte[] salt,
    int iterations,
    byte[] storedKey,
    byte[] serverKey,
    Set<Domain> domains,
    boolean active) {

  /** The purpose of {@code digest}, for {@code seal.KeyService.digest}. */
  public static final String DIGEST = "smtp secret";

  @Override
  public String toString() {
    return "(credential " + login + ")";
  }
}
