package io.postern.smtp;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One SMTP transaction's MAIL and RCPT, as accepted.
 *
 * @param recipients in the order given, each address once (SPEC 3.3)
 * @param declaredSize the SIZE parameter in octets (RFC 1870), or -1
 * @param ret RFC 3461 RET, or null
 * @param envid RFC 3461 ENVID decoded from xtext, or null
 */
public record Envelope(
    ReversePath from,
    List<Recipient> recipients,
    long declaredSize,
    boolean eightBit,
    boolean smtpUtf8,
    boolean requireTls,
    @Nullable Ret ret,
    @Nullable String envid) {

  public Envelope {
    recipients = List.copyOf(recipients);
  }

  /**
   * What of the message comes back in a DSN (RFC 3461 section 4.3). Postern returns headers only.
   */
  public enum Ret {
    FULL,
    HDRS
  }

  /** When the sender wants to hear (RFC 3461 section 4.1). */
  public enum Notify {
    NEVER,
    SUCCESS,
    FAILURE,
    DELAY
  }

  /**
   * One RCPT.
   *
   * @param reports the NOTIFY parameter; empty when the sender said nothing, which means failure
   *     and delay (RFC 3461 section 4.1)
   * @param orcpt the ORCPT parameter, type and decoded address as in {@code rfc822;a@b.example}, or
   *     null
   */
  public record Recipient(Mailbox mailbox, Set<Notify> reports, @Nullable String orcpt) {
    public Recipient {
      reports = Set.copyOf(reports);
    }
  }
}
