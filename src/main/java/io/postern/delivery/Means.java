package io.postern.delivery;

import io.postern.delivery.client.SmtpClient;
import io.postern.transport.ProofFinder;
import io.postern.transport.SessionResult;
import io.postern.transport.Verifier;
import io.postern.transport.mtasts.StsLookup;

/**
 * What all walks of a courier work with.
 *
 * @param ways how to connect and talk
 * @param proofs looks up what a host is held against
 * @param sts knows the policies of mail domains
 * @param verifier holds a session against both
 * @param listener hears what each session came to
 */
record Means(
    SmtpClient.Ways ways,
    ProofFinder proofs,
    StsLookup sts,
    Verifier verifier,
    SessionResult.Listener listener) {}
