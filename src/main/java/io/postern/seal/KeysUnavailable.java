package io.postern.seal;

/** The key service cannot do it now (its file or KMS is away); try again later. */
public final class KeysUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeysUnavailable(String what, Throwable cause) {
    super(what, cause);
  }
}
