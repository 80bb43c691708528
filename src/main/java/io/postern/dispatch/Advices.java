package io.postern.dispatch;

import io.postern.notice.Advice;
import io.postern.smtp.EnhancedStatus;
import java.util.List;

/** What a sender can do about a status, best first (SPEC 11.2). A table. */
final class Advices {
  private Advices() {}

  /** Nothing is lost yet. */
  static final List<Advice> DELAYED = List.of(Advice.WAIT, Advice.PHONE);

  /**
   * @param theirs whether a mail server said so, and not we: then another way of ours may not help
   */
  static List<Advice> of(EnhancedStatus status, boolean theirs) {
    return switch (status.subject()) {
      // The address, or its domain.
      case 1 -> List.of(Advice.CHECK_ADDRESS, Advice.ASK_RECIPIENT);
      case 2 ->
          switch (status.detail()) {
            case 2 -> List.of(Advice.ASK_RECIPIENT, Advice.SEND_AGAIN_LATER, Advice.PHONE);
            case 3 -> List.of(Advice.SMALLER, Advice.ASK_RECIPIENT);
            case 4 -> List.of(Advice.CHECK_ADDRESS, Advice.PHONE); // a list
            default -> List.of(Advice.ASK_RECIPIENT, Advice.PHONE);
          };
      case 3 ->
          status.detail() == 4
              ? List.of(Advice.SMALLER, Advice.ASK_RECIPIENT)
              : List.of(Advice.SEND_AGAIN_LATER, Advice.PHONE);
      case 4 ->
          switch (status.detail()) {
            case 4 -> List.of(Advice.CHECK_ADDRESS, Advice.ASK_RECIPIENT); // no route: no such host
            case 6 -> List.of(Advice.ASK_OWN_ADMIN, Advice.PHONE); // a loop
            default -> List.of(Advice.SEND_AGAIN_LATER, Advice.PHONE);
          };
      case 7 -> theirs ? List.of(Advice.ASK_RECIPIENT, Advice.PHONE) : ours(status);
      default -> List.of(Advice.ASK_RECIPIENT, Advice.PHONE);
    };
  }

  /** What we found not safe or not permitted: a number or a code opens the other rows. */
  private static List<Advice> ours(EnhancedStatus status) {
    return status.detail() == 1
        ? List.of(Advice.ADD_MOBILE_NUMBER, Advice.AGREE_ACCESS_CODE, Advice.ASK_OWN_ADMIN)
        : List.of(Advice.ADD_MOBILE_NUMBER, Advice.AGREE_ACCESS_CODE, Advice.ASK_ADMIN_TLS);
  }
}
