package io.postern.transport;

import io.postern.smtp.Domain;

/**
 * One host of a walk.
 *
 * @param name what its certificate must be made out to
 * @param trust how that name was learned
 */
public record MxHost(Domain name, Evidence.MxTrust trust) {}
