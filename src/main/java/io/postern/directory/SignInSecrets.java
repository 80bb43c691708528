package io.postern.directory;

import org.jspecify.annotations.Nullable;

/**
 * What an account signs in against.
 *
 * @param password Argon2id in PHC form, or null when none was set
 * @param totp the sealed seed, or null without second factor
 */
@SuppressWarnings("ArrayRecordComponent")
public record SignInSecrets(@Nullable String password, byte @Nullable [] totp) {
  /** The context a TOTP seed stands sealed under, to the deployment key. */
  public static final String TOTP = "totp seed";

  @Override
  public String toString() {
    return "(sign-in secrets)";
  }
}
