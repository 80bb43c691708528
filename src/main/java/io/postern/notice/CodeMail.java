package io.postern.notice;

import io.postern.directory.Brand;
import io.postern.smtp.Mailbox;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The mail with the six digits (SPEC 8.3). Its subject has the organisation and the time, so that
 * one finds the newest; the digits stand large, and in the text half on a line of their own. No
 * link at all, no sender, no subject of the message. Thread-safe.
 */
public final class CodeMail {
  private final Stationery stationery;

  public CodeMail(Stationery stationery) {
    this.stationery = stationery;
  }

  /**
   * What it says.
   *
   * @param from an address of the organisation's that this may be sent from
   * @param code six digits
   * @param askedAt when the code was asked for
   * @param validUntil when it stops working
   */
  public record Facts(
      Brand brand,
      @Nullable Logo logo,
      Mailbox from,
      Mailbox to,
      String code,
      Instant askedAt,
      Instant validUntil,
      Locale language,
      ZoneId zone) {

    public Facts {
      if (!code.matches("[0-9]{6}")) {
        throw new IllegalArgumentException("a one-time code has six digits");
      }
    }

    @Override
    public String toString() {
      return "(code mail facts)";
    }
  }

  /** Writes it. */
  public Composed write(Facts facts) {
    throw new UnsupportedOperationException(stationery + " is being printed");
  }
}
