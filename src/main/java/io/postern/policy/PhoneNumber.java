package io.postern.policy;

/**
 * A phone number in E.164, checked by {@link ControlHeaders} or administration before it gets here.
 * Never prints itself: a number is a secret (SPEC 5). {@link #e164} is the door to search for.
 */
public final class PhoneNumber {
  private final String e164;

  public PhoneNumber(String e164) {
    if (!e164.matches("\\+[1-9][0-9]{6,14}")) {
      throw new IllegalArgumentException("not an E.164 number");
    }
    this.e164 = e164;
  }

  /** The whole number, with plus. */
  public String e164() {
    return e164;
  }

  /** The last two digits: what pages may show. */
  public String lastTwo() {
    return e164.substring(e164.length() - 2);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PhoneNumber that && e164.equals(that.e164);
  }

  @Override
  public int hashCode() {
    return e164.hashCode();
  }

  @Override
  public String toString() {
    return "(number)";
  }
}
