package io.postern.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A right that its recipient has opened a message with (SPEC 6.7).
 *
 * @param recipientHash keyed hash of the address, as {@code seal.Addresses} makes it
 * @param recipient the sealed address
 * @param detail the sealed number, or the public key of the access code
 * @param specifiedAt when the sender gave it; the newest counts
 * @param hint which code is meant, or null
 */
@SuppressWarnings("ArrayRecordComponent")
public record ProvenRight(
    long organisation,
    byte[] recipientHash,
    Method method,
    byte[] recipient,
    byte[] detail,
    Instant specifiedAt,
    Instant provenAt,
    @Nullable String hint) {

  /** The context a number stands sealed under, to the deployment key. */
  public static final String NUMBER = "number of a proven right";

  /** How the recipient proves. */
  public enum Method {
    SMS,
    ACCESS_CODE
  }

  @Override
  public String toString() {
    return "(proven " + method + ")";
  }
}
