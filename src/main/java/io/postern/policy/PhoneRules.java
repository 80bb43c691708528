package io.postern.policy;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.Set;

/**
 * Which numbers may get a code (SPEC 5.1, 8.3): E.164 with an existing country code and a possible
 * length, in an allowed country, outside premium ranges. Thread-safe.
 */
public final class PhoneRules {
  private static final PhoneNumberUtil PLAN = PhoneNumberUtil.getInstance();

  private PhoneRules() {}

  /**
   * Checks a number.
   *
   * @param text plus and digits only
   * @param countries ISO 3166 codes; empty for all
   * @throws IllegalArgumentException saying what is wrong, never the number
   */
  public static PhoneNumber check(String text, Set<String> countries) {
    if (!text.matches("\\+[0-9]{1,20}")) {
      throw new IllegalArgumentException("the number is not in E.164 form (+, country, digits)");
    }
    Phonenumber.PhoneNumber number;
    try {
      number = PLAN.parse(text, null);
    } catch (NumberParseException unreadable) {
      // The library's message quotes the number: it goes no further.
      throw new IllegalArgumentException(
          unreadable.getErrorType() == NumberParseException.ErrorType.INVALID_COUNTRY_CODE
              ? "the number's country code does not exist"
              : "the number has an impossible length");
    }
    if (PLAN.isPossibleNumberWithReason(number) != ValidationResult.IS_POSSIBLE) {
      throw new IllegalArgumentException("the number has an impossible length");
    }
    PhoneNumberType type = PLAN.getNumberType(number);
    if (type == PhoneNumberType.PREMIUM_RATE || type == PhoneNumberType.SHARED_COST) {
      throw new IllegalArgumentException("the number is a premium rate number");
    }
    if (!countries.isEmpty() && !countries.contains(country(number))) {
      throw new IllegalArgumentException(
          "the number's country is not among those the organisation allows");
    }
    // Not the library's formatting: what the sender wrote is the number, but for a trunk zero.
    return new PhoneNumber(PLAN.format(number, PhoneNumberUtil.PhoneNumberFormat.E164));
  }

  /** A number in no known range counts for the main country of its code. */
  private static String country(Phonenumber.PhoneNumber number) {
    String exact = PLAN.getRegionCodeForNumber(number);
    return exact != null ? exact : PLAN.getRegionCodeForCountryCode(number.getCountryCode());
  }
}
