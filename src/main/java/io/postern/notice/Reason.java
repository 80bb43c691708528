package io.postern.notice;

import io.postern.smtp.EnhancedStatus;
import org.jspecify.annotations.Nullable;

/** Why a message did not arrive, in the words a person gets for a status code (SPEC 11.2). */
enum Reason {
  NO_SAFE_WAY,
  NOT_PERMITTED,
  ADDRESS_UNKNOWN,
  DOMAIN_UNKNOWN,
  NO_MAIL,
  MAILBOX_FULL,
  MAILBOX_CLOSED,
  TOO_BIG,
  TIMED_OUT,
  LETTERS,
  LOOP,
  REFUSED,
  NO_ANSWER,
  NOT_NOW,
  OTHER;

  /**
   * Reads the status (RFC 3463, RFC 7505 for x.1.10, RFC 6531 for x.6.7, RFC 8689 for x.7.30).
   *
   * @param peerWords the peer's reply: a security status in its own 5xx is a refusal, not our
   *     finding
   * @param reported whether a mail server said so later: then the status is all its own
   */
  static Reason of(
      Dsn.Action action, EnhancedStatus status, @Nullable String peerWords, boolean reported) {
    boolean theirs = reported || peerWords != null && peerWords.startsWith("5");
    return switch (status.subject()) {
      case 1 ->
          switch (status.detail()) {
            case 2, 8 -> DOMAIN_UNKNOWN;
            case 10 -> NO_MAIL;
            default -> ADDRESS_UNKNOWN;
          };
      case 2 ->
          switch (status.detail()) {
            case 2 -> MAILBOX_FULL;
            case 3 -> TOO_BIG;
            default -> MAILBOX_CLOSED;
          };
      case 3 -> status.detail() == 4 ? TOO_BIG : other(action, peerWords);
      case 4 ->
          switch (status.detail()) {
            case 1, 2, 3 -> NO_ANSWER;
            case 4 -> DOMAIN_UNKNOWN;
            case 6 -> LOOP;
            case 7 -> action == Dsn.Action.DELAYED ? NOT_NOW : TIMED_OUT;
            default -> other(action, peerWords);
          };
      case 6 -> status.detail() == 7 ? LETTERS : other(action, peerWords);
      case 7 -> {
        if (action == Dsn.Action.DELAYED || theirs) {
          yield action == Dsn.Action.DELAYED ? NOT_NOW : REFUSED;
        }
        yield switch (status.detail()) {
          case 1 -> NOT_PERMITTED;
          case 4, 5, 10, 30 -> NO_SAFE_WAY;
          default -> OTHER;
        };
      }
      default -> other(action, peerWords);
    };
  }

  private static Reason other(Dsn.Action action, @Nullable String peerWords) {
    if (action == Dsn.Action.DELAYED) {
      return NOT_NOW;
    }
    return peerWords == null ? OTHER : REFUSED;
  }
}
