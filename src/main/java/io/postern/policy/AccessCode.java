package io.postern.policy;

/** An access code, 4 to 64 printable characters (SPEC 5.2). Never prints itself. */
public final class AccessCode {
  private final String text;

  public AccessCode(String text) {
    if (text.length() < 4 || text.length() > 64 || !text.chars().allMatch(c -> c > 32 && c < 127)) {
      throw new IllegalArgumentException("an access code has 4 to 64 printable characters");
    }
    this.text = text;
  }

  /** The code itself. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccessCode that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "(access code)";
  }
}
