package io.postern.report;

import io.postern.smtp.EnhancedStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a report says about one recipient (RFC 3464 section 2.3).
 *
 * @param finalRecipient the address it failed for, as far as it could be read; perhaps one that a
 *     forward leads to
 * @param originalRecipient the address we gave, where the report tells it apart
 * @param words what the mail server said: one line, printable, at most {@link #MOST_WORDS}
 *     characters; empty when it said nothing. Nobody vouches for them
 * @param remoteMta the host that said so, or null
 */
public record RecipientStatus(
    @Nullable String finalRecipient,
    @Nullable String originalRecipient,
    Action action,
    EnhancedStatus status,
    String words,
    @Nullable String remoteMta) {

  /** SPEC 2.6. */
  public static final int MOST_WORDS = 500;

  /** RFC 3464 section 2.3.3. */
  public enum Action {
    FAILED,
    DELAYED,
    DELIVERED,
    RELAYED,
    EXPANDED;

    /** What an action without a proper name is, going by its status. */
    static Action of(EnhancedStatus status) {
      return switch (status.klass()) {
        case 2 -> DELIVERED;
        case 4 -> DELAYED;
        default -> FAILED;
      };
    }

    EnhancedStatus plainStatus() {
      return switch (this) {
        case FAILED -> new EnhancedStatus(5, 0, 0);
        case DELAYED -> new EnhancedStatus(4, 0, 0);
        case DELIVERED, RELAYED, EXPANDED -> EnhancedStatus.OK;
      };
    }
  }

  /** Never the addresses and words: one may be a Bcc recipient's. */
  @Override
  public String toString() {
    return action + " " + status;
  }
}
