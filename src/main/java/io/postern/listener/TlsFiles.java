package io.postern.listener;

import java.nio.file.Path;
import java.util.List;

/** Where a certificate and its key are kept. */
public sealed interface TlsFiles {

  /**
   * Two PEM files.
   *
   * @param chain the certificate, then those that signed it
   * @param key its private key, not encrypted: PKCS#8, or RSA or EC in their older forms
   */
  record Pem(Path chain, Path key) implements TlsFiles {}

  /**
   * A PKCS#12 or JKS file with one key.
   *
   * @param password a file whose first line is the password
   */
  record Store(Path file, Path password) implements TlsFiles {}

  /** The files that, once changed, are read again. */
  default List<Path> files() {
    return switch (this) {
      case Pem(Path chain, Path key) -> List.of(chain, key);
      case Store(Path file, Path password) -> List.of(file, password);
    };
  }
}
