package io.postern.store;

/** The store did not do what was asked. Nothing of the failed work remains. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String what, Throwable cause) {
    super(what, cause);
  }

  public StoreException(String what) {
    super(what);
  }

  /** A unique key was taken already: the one failure that callers tell apart. */
  public static final class Taken extends StoreException {
    private static final long serialVersionUID = 1L;

    public Taken(String what, Throwable cause) {
      super(what, cause);
    }
  }
}
