package io.postern.notice;

import io.postern.directory.Brand;
import io.postern.smtp.Domain;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The delivery status notification (SPEC 11): RFC 3464 in a multipart/report of RFC 6522. First for
 * a person, in the sender's language: which recipient, what to do now, what was tried and why it
 * did not hold; then for programs; then the header section of what was sent, never more.
 *
 * <p>It goes out with the null reverse-path (RFC 3464 section 2); that, and never writing one about
 * a DSN, is the caller's part. Thread-safe.
 */
public final class Dsn {
  private final Stationery stationery;

  public Dsn(Stationery stationery) {
    this.stationery = stationery;
  }

  /** RFC 3464 section 2.3.3. */
  public enum Action {
    FAILED,
    DELAYED,
    /** Handed to the recipient's own server (SPEC 11.3). */
    DELIVERED,
    /** A notification went out; opening it is not reported here (SPEC 11.3). */
    RELAYED
  }

  /**
   * One report.
   *
   * @param reportingMta our name, as peers see it
   * @param from the daemon's address, such as {@code mailer-daemon@rp.stanna.example}
   * @param to where SPEC 11.4 sends it
   * @param envelopeId ENVID as the sender gave it, decoded, or null
   * @param arrivedAt when the submission got its 250
   * @param number how people name this message on the phone, such as P-7K4M-92QX, or null
   * @param link to the message in the web app, or null where the sender has none
   * @param others how many other recipients this does not concern
   * @param headers the original header section, raw, with or without its closing empty line
   * @param withheld header names, in lower case, that must not go back: control headers first of
   *     all. Bcc, Return-Path and our own marks are always withheld
   * @param withSubject whether the original Subject may go back (policy)
   */
  @SuppressWarnings("ArrayRecordComponent") // raw octets, read once
  public record Report(
      Brand brand,
      Domain reportingMta,
      Mailbox from,
      Mailbox to,
      @Nullable String envelopeId,
      Instant arrivedAt,
      @Nullable String number,
      @Nullable URI link,
      Locale language,
      ZoneId zone,
      List<Recipient> recipients,
      int others,
      byte[] headers,
      Predicate<String> withheld,
      boolean withSubject) {

    public Report {
      recipients = List.copyOf(recipients);
      if (recipients.isEmpty()) {
        throw new IllegalArgumentException("a report is about somebody");
      }
      if (recipients.stream().map(Recipient::action).distinct().count() != 1) {
        throw new IllegalArgumentException("one report tells one kind of news");
      }
    }

    @Override
    public String toString() {
      return "(report about " + recipients.size() + ")";
    }
  }

  /**
   * What became of one recipient.
   *
   * @param name the recipient's display name, or null
   * @param orcpt ORCPT as type and decoded address, {@code rfc822;a@b.example}, or null
   * @param peerWords the peer's reply, verbatim; shown and sent back as at most 500 printable
   *     characters, and marked as the peer's
   * @param remoteMta the host that said so, or null
   * @param lastAttempt when it was last tried, or null
   * @param retryUntil for {@link Action#DELAYED}: until when we try
   * @param tried what was tried, strongest first; may be empty
   * @param advice what the sender can do, best first
   * @param technical lines for the administrator: server, TLS version, certificate; no content
   */
  public record Recipient(
      Action action,
      Mailbox mailbox,
      @Nullable String name,
      @Nullable String orcpt,
      EnhancedStatus status,
      @Nullable String peerWords,
      @Nullable String remoteMta,
      @Nullable Instant lastAttempt,
      @Nullable Instant retryUntil,
      List<Tried> tried,
      List<Advice> advice,
      List<String> technical) {

    public Recipient {
      tried = List.copyOf(tried);
      advice = List.copyOf(advice);
      technical = List.copyOf(technical);
    }
  }

  /**
   * A row of the ladder.
   *
   * @param row its name in the reader's language, such as "Transport security"
   * @param sentence why it did not hold, in the reader's language, with a full stop
   */
  public record Tried(String row, Verdict verdict, String sentence) {}

  /** What a row came to. */
  public enum Verdict {
    DOES_NOT_APPLY,
    NOT_GOOD_ENOUGH,
    NOT_ALLOWED,
    /** Chosen, but delivery by it failed. */
    DID_NOT_WORK
  }

  /** Writes it. */
  public Composed write(Report report) {
    throw new UnsupportedOperationException(stationery + " is being printed");
  }
}
