package io.postern.delivery;

import io.postern.delivery.client.SmtpClient;
import io.postern.transport.ProofFinder;
import io.postern.transport.Verifier;

/**
 * What all walks of a courier work with.
 *
 * @param ways how to connect and talk
 * @param proofs looks up what a host is held against
 * @param verifier holds a session against it
 */
record Means(SmtpClient.Ways ways, ProofFinder proofs, Verifier verifier) {}
