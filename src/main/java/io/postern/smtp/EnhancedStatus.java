package io.postern.smtp;

/**
 * An enhanced status code (RFC 3463): class, subject, detail.
 *
 * @param klass 2 success, 4 for now, 5 for good
 */
public record EnhancedStatus(int klass, int subject, int detail) {

  public static final EnhancedStatus OK = new EnhancedStatus(2, 0, 0);

  public EnhancedStatus {
    if (klass != 2 && klass != 4 && klass != 5
        || subject < 0
        || subject > 999
        || detail < 0
        || detail > 999) {
      throw new IllegalArgumentException(
          "not an enhanced status: " + klass + "." + subject + "." + detail);
    }
  }

  /**
   * Reads {@code 5.7.1}.
   *
   * @throws IllegalArgumentException when the text is no status
   */
  public static EnhancedStatus of(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not an enhanced status");
    }
    return new EnhancedStatus(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  @Override
  public String toString() {
    return klass + "." + subject + "." + detail;
  }
}
