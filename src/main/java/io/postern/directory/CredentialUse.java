package io.postern.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A credential as administration lists it.
 *
 * @param usedAt to the minute, or null when never
 */
public record CredentialUse(
    SmtpCredential credential, Instant createdAt, @Nullable Instant usedAt) {}
