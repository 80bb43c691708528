package io.postern.dkim;

import io.postern.smtp.Domain;
import java.security.PrivateKey;

/**
 * A private key under the name by which its public half is found.
 *
 * @param domain goes into {@code d=}
 * @param selector one label, goes into {@code s=}
 */
public record SigningKey(Domain domain, String selector, Algorithm algorithm, PrivateKey key) {

  /** Never the key. */
  @Override
  public String toString() {
    return selector + "._domainkey." + domain + " (" + algorithm.tag() + ")";
  }
}
