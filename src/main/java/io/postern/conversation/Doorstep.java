package io.postern.conversation;

import io.postern.directory.Brand;
import io.postern.policy.Verification;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands behind a link or session. */
public sealed interface Doorstep {

  /** No such link or session. One page for every cause. */
  record Unknown() implements Doorstep {}

  /** It was there and opens no more: SPEC 16's 410. */
  record Gone(Brand host, Instant since, Why why, Locale language) implements Doorstep {}

  /** Too many wrong codes. */
  record Locked(Door door, Instant until) implements Doorstep {}

  /** Waiting for a proof. */
  record Closed(Door door, CodeState code) implements Doorstep {}

  /** Proven in this session. */
  record Open(Door door) implements Doorstep {}

  /** Why a link opens no more. */
  enum Why {
    EXPIRED,
    REVOKED,
    BOUNCED,
    SUPERSEDED,
    /** The number or code behind it was deleted (SPEC 6.7). */
    RIGHT_DELETED
  }

  /**
   * What a recipient may know before proof.
   *
   * @param senderName display name, or the address where there is none
   * @param hint the last two digits, the recipient's masked address, or the sender's hint for an
   *     access code; null when there is none
   * @param sentAt when it was submitted
   * @param readableUntil retention's or the sender's end
   */
  record Door(
      Brand host,
      String senderName,
      String senderAddress,
      Verification verification,
      @Nullable String hint,
      Instant sentAt,
      Instant readableUntil,
      Locale language) {}

  /**
   * The codes of this door.
   *
   * @param newestAskedAt when the newest unexpired code was sent, if any
   * @param validUntil until when that code works
   * @param nextAskAt when another may be asked for; empty means now
   */
  record CodeState(
      Optional<Instant> newestAskedAt,
      Optional<Instant> validUntil,
      Optional<Instant> nextAskAt,
      int triesLeft) {}
}
