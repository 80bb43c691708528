package io.postern.cli;

import io.postern.admin.Tracking;
import io.postern.conversation.CopyState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Codes of queue and timeline, as an operator reads them. */
final class Words {
  private Words() {}

  static String state(CopyState state) {
    return switch (state) {
      case QUEUED -> "queued";
      case DELIVERED -> "delivered";
      case NOTIFIED -> "notified";
      case OPENED -> "opened";
      case ANSWERED -> "answered";
      case HELD -> "held";
      case FAILED -> "failed";
      case EXPIRED -> "expired";
      case REVOKED -> "revoked";
      case BOUNCED -> "notification bounced";
    };
  }

  /** Why a copy is held. */
  static String held(@Nullable String cause) {
    return switch (cause) {
      case "account" -> "its sender's account is suspended";
      case "credential" -> "the credential it came with is suspended";
      case "domain" -> "its sender's domain is not the organisation's any more";
      case "admin" -> "an administrator said so";
      case "bounce" -> "an administrator returns it";
      case null, default -> "";
    };
  }

  static String event(Tracking.Event event) {
    String detail = event.detail();
    String told = detail == null ? "" : ": " + detail;
    return switch (event.what()) {
      case "delivered" -> "delivered to " + detail;
      case "notified" -> "notification handed to " + detail;
      case "deferred" -> "not now" + told;
      case "delayed" -> "the sender was told of the delay";
      case "failed" -> "failed" + told;
      case "held" -> "held: " + held(detail);
      case "released" -> "released by an administrator";
      case "revoked" -> "revoked";
      case "locked" -> "locked" + told;
      case "trouble" -> "its recipient needs help" + told;
      case "code-asked" -> "its recipient asked for a code" + told;
      case "answered" -> "answered";
      default -> event.what() + told;
    };
  }

  /** A span in its two largest units. */
  static String span(Instant from, Instant to) {
    Duration span = Duration.between(from, to);
    if (span.isNegative()) {
      return "0 s";
    }
    if (span.toDays() > 0) {
      return span.toDays() + " d " + span.toHoursPart() + " h";
    }
    if (span.toHours() > 0) {
      return span.toHours() + " h " + span.toMinutesPart() + " min";
    }
    return span.toMinutes() > 0
        ? span.toMinutes() + " min " + span.toSecondsPart() + " s"
        : span.toSeconds() + " s";
  }
}
