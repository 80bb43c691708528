package io.postern.policy;

/** A verification method with its detail, for one address (SPEC 5.1, 5.2). */
public sealed interface Right {

  /** A code by text message to this number. */
  record Sms(PhoneNumber number) implements Right {}

  /** This access code. */
  record Code(AccessCode code) implements Right {}

  default Verification verification() {
    return switch (this) {
      case Sms _ -> Verification.SMS;
      case Code _ -> Verification.ACCESS_CODE;
    };
  }
}
