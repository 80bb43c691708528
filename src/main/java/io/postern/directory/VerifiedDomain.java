package io.postern.directory;

import io.postern.smtp.Domain;
import java.time.Instant;

/**
 * A domain and its one owner (SPEC 2.1).
 *
 * @param assumed an operator's word stands in for the ownership record
 * @param maySend messages From it are accepted (SPEC 2.5)
 */
public record VerifiedDomain(
    Domain name, long organisation, boolean assumed, boolean maySend, Instant verifiedAt) {}
