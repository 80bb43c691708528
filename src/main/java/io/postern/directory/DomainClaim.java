package io.postern.directory;

import io.postern.smtp.Domain;
import java.time.Instant;

/**
 * An organisation says that a domain is its own; the challenge in a TXT record proves it.
 *
 * @param challenge what the record has to say
 */
public record DomainClaim(long organisation, Domain name, String challenge, Instant claimedAt) {}
