package io.postern.portal;

import io.postern.conversation.Doorstep;
import io.postern.policy.Verification;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The models of the templates in {@code src/main/jte/guest}. */
public final class GuestPages {
  private GuestPages() {}

  /**
   * {@code landing.jte}: who wrote, and what the button will do.
   *
   * @param knownUntil until when this device needs no code here, or null
   */
  public record Landing(
      Scene s, Doorstep.Door door, boolean accounts, @Nullable Instant knownUntil) {

    /** Key of the sentence and the button: what proves that it is you. */
    public String way() {
      return switch (door.verification()) {
        case SMS -> "sms";
        case EMAIL -> "email";
        case ACCESS_CODE -> "access";
        case ACCOUNT -> "account";
      };
    }

    public String icon() {
      return switch (door.verification()) {
        case SMS -> "mobile";
        case EMAIL -> "mail";
        case ACCESS_CODE -> "key";
        case ACCOUNT -> "user";
      };
    }
  }

  /**
   * {@code code.jte}: the field for a one-time code.
   *
   * @param problem what was wrong with the last press, or null
   * @param typed what was typed, to be mended, or empty
   * @param rememberDays for how long this device may be remembered; 0 where that is not offered
   */
  public record Code(
      Scene s,
      Doorstep.Door door,
      Doorstep.CodeState code,
      String csrf,
      @Nullable Trouble problem,
      String typed,
      int rememberDays) {

    /** Of the keys: {@code code.sms.…} or {@code code.email.…}. */
    public String way() {
      return door.verification() == Verification.EMAIL ? "email" : "sms";
    }

    /** Whether a code is out that still works. */
    public boolean sent() {
      return code.newestAskedAt().isPresent() && code.validUntil().isPresent();
    }
  }

  /** {@code access.jte}: the field for an access code. */
  public record Access(
      Scene s, Doorstep.Door door, String csrf, @Nullable Trouble problem, String typed) {}

  /**
   * A problem above a form.
   *
   * @param heading in bold
   * @param title for the page's title, after "Problem:"
   */
  public record Trouble(String heading, String what, String title) {}

  /** {@code locked.jte}. */
  public record Locked(Scene s, Doorstep.Door door, Instant until) {

    /** Whether waiting does not help: only the sender or an admin can open it again. */
    public boolean forGood() {
      return !until.isBefore(door.readableUntil());
    }

    public String heading() {
      return forGood() ? s.t("locked.good.heading") : s.t("locked.heading", "until", s.when(until));
    }
  }

  /**
   * {@code gone.jte}.
   *
   * @param asked null before asking again; then whether the sender was told
   */
  public record Gone(Scene s, Doorstep.Gone gone, @Nullable Boolean asked) {

    public String why() {
      return switch (gone.why()) {
        case EXPIRED -> "expired";
        case REVOKED -> "revoked";
        case BOUNCED -> "bounced";
        case SUPERSEDED -> "superseded";
        case RIGHT_DELETED -> "right";
      };
    }

    public String icon() {
      return switch (gone.why()) {
        case EXPIRED -> "hourglass";
        case REVOKED -> "x";
        case RIGHT_DELETED -> "key";
        case BOUNCED, SUPERSEDED -> "mail";
      };
    }
  }

  /** {@code trouble.jte}: shall we tell the sender? */
  public record Tell(Scene s, Doorstep.Door door, String csrf) {

    public String way() {
      return switch (door.verification()) {
        case SMS -> "sms";
        case EMAIL -> "email";
        case ACCESS_CODE, ACCOUNT -> "access";
      };
    }
  }

  /** {@code told.jte}: the sender knows. */
  public record Told(Scene s, Doorstep.Door door) {}

  /**
   * {@code read.jte}.
   *
   * @param knownUntil until when this device needs no code for the reader's messages, or null
   */
  public record Read(Scene s, Conversation c, Verification by, @Nullable Instant knownUntil) {
    public String way() {
      return switch (by) {
        case SMS -> "sms";
        case EMAIL -> "email";
        case ACCESS_CODE -> "access";
        case ACCOUNT -> "account";
      };
    }
  }

  /** {@code sent.jte}. */
  public record Sent(
      Scene s,
      String senderName,
      String senderAddress,
      Instant at,
      int files,
      boolean toAll,
      String csrf) {}

  /** {@code closed.jte}: closed by the reader, or ended by itself. */
  public record Closed(Scene s) {}
}
