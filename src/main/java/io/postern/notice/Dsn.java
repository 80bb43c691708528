package io.postern.notice;

import io.postern.directory.Brand;
import io.postern.mime.Body;
import io.postern.mime.HeaderSection;
import io.postern.notice.Letter.Block;
import io.postern.smtp.Domain;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
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
   * @param headers the original header section
   * @param withheld header names, in lower case, that must not go back: control headers first of
   *     all. Bcc, Return-Path and our own marks are always withheld
   * @param withSubject whether the original Subject may go back (policy)
   */
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
      HeaderSection headers,
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
   * @param cameBack what a mail server took and reported on later, or null when it never was taken
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
      List<String> technical,
      @Nullable CameBack cameBack) {

    /** Of something that nobody took. */
    public Recipient(
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
      this(
          action,
          mailbox,
          name,
          orcpt,
          status,
          peerWords,
          remoteMta,
          lastAttempt,
          retryUntil,
          tried,
          advice,
          technical,
          null);
    }

    public Recipient {
      tried = List.copyOf(tried);
      advice = List.copyOf(advice);
      technical = List.copyOf(technical);
    }
  }

  /** What came back after it had been handed over (SPEC 18). */
  public enum CameBack {
    /** The link of the notification opens nothing any more. */
    NOTIFICATION,
    /** The recipient still finds the message after signing in. */
    NOTIFICATION_OF_ACCOUNT,
    /** The message itself. */
    MESSAGE
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
    Voice voice = stationery.texts().in(report.language());
    String organisation = Stationery.line(report.brand().name());
    Body body =
        Body.report(
            "delivery-status",
            stationery.print(letter(report, voice, organisation)),
            DeliveryStatus.part(report),
            ReturnedHeader.part(report));
    return stationery.post(
        stationery.head(
            Stationery.named(voice.say("postern.at", "organisation", organisation), report.from()),
            Stationery.named(null, report.to()),
            title(report, voice, "subject"),
            "auto-replied", // RFC 3834 section 5: because of a message, and with no person
            voice),
        body);
  }

  private static Letter letter(Report report, Voice voice, String organisation) {
    Recipient first = report.recipients().getFirst();
    List<Block> blocks = new ArrayList<>();
    String others =
        first.action() == Action.FAILED || first.action() == Action.DELAYED
            ? others(report, voice)
            : null;
    if (report.recipients().size() == 1) {
      blocks.add(new Letter.Lead(whatHappened(report, first, voice), others));
      blocks.add(sent(report, voice));
      about(report, first, voice, blocks);
    } else {
      if (others != null) {
        blocks.add(new Letter.Lead(others, null));
      }
      blocks.add(sent(report, voice));
      for (Recipient recipient : report.recipients()) {
        blocks.add(new Letter.Heading(recipient.mailbox().toString()));
        blocks.add(new Letter.Lead(whatHappened(report, recipient, voice), null));
        about(report, recipient, voice, blocks);
      }
    }
    blocks.add(
        new Letter.Paragraph(
            null,
            voice.say("dsn.headers")
                + " "
                + voice.say("dsn.questions", "organisation", organisation)));
    return new Letter(
        voice.language(),
        title(report, voice, "title"),
        null,
        null,
        null,
        first.action() == Action.FAILED,
        Palette.of(report.brand().accent()),
        blocks,
        null);
  }

  /** What to do now, what was tried, and the part for administrators, in this order (VISUAL 7). */
  private static void about(Report report, Recipient recipient, Voice voice, List<Block> blocks) {
    if (!recipient.advice().isEmpty()) {
      blocks.add(new Letter.Plaque(voice.say("dsn.do"), items(report, recipient, voice)));
    }
    if (!recipient.tried().isEmpty()) {
      List<Letter.Row> rows = new ArrayList<>();
      for (Tried tried : recipient.tried()) {
        rows.add(
            new Letter.Row(
                rows.size() + 1,
                Stationery.line(tried.row()),
                voice.say("verdict." + tried.verdict()),
                tried.verdict() != Verdict.DOES_NOT_APPLY,
                Stationery.line(tried.sentence())));
      }
      blocks.add(new Letter.Rows(voice.say("dsn.tried"), rows));
    }
    blocks.add(new Letter.Technical(voice.say("dsn.it"), technical(report, recipient, voice)));
  }

  private static List<Letter.Item> items(Report report, Recipient recipient, Voice voice) {
    String[] names = names(report, recipient);
    URI link = report.link();
    List<Letter.Item> items = new ArrayList<>();
    boolean hasButton = false;
    for (Advice advice : recipient.advice()) {
      String key = "advice." + advice;
      Letter.Button button = null;
      if (link == null && voice.knows(key + ".nolink")) {
        key += ".nolink";
      } else if (link != null && !hasButton && voice.knows(key + ".button")) {
        button = new Letter.Button(voice.say(key + ".button"), link.toASCIIString());
        hasButton = true;
      }
      String mark = Character.toString('A' + items.size());
      items.add(new Letter.Item(mark, voice.say(key, names), null, null, button));
    }
    return items;
  }

  private static List<String> technical(Report report, Recipient recipient, Voice voice) {
    List<String> lines = new ArrayList<>();
    recipient.technical().forEach(line -> lines.add(Stationery.line(line)));
    if (recipient.remoteMta() != null
        && lines.stream().noneMatch(line -> line.contains(recipient.remoteMta()))) {
      lines.add(voice.say("dsn.server", "server", Stationery.line(recipient.remoteMta())));
    }
    if (recipient.lastAttempt() != null) {
      lines.add(
          voice.say(
              "dsn.lastAttempt", "at", voice.dayAndTime(recipient.lastAttempt(), report.zone())));
    }
    lines.add(voice.say("dsn.status", "status", recipient.status().toString()));
    if (recipient.peerWords() != null) {
      lines.add(voice.say("dsn.peer", "words", DeliveryStatus.printable(recipient.peerWords())));
    }
    return lines;
  }

  private static String whatHappened(Report report, Recipient recipient, Voice voice) {
    String[] names = names(report, recipient);
    return switch (recipient.action()) {
      case FAILED ->
          voice.say("reason." + reason(recipient), names)
              + (recipient.cameBack() == null
                  ? ""
                  : " " + voice.say("dsn.cameBack." + recipient.cameBack(), names));
      case DELAYED ->
          voice.say("reason." + reason(recipient), names)
              + " "
              + (recipient.retryUntil() == null
                  ? voice.say("dsn.keepTrying")
                  : voice.say(
                      "dsn.retry",
                      "until",
                      voice.dayAndTime(recipient.retryUntil(), report.zone())));
      case DELIVERED -> voice.say("dsn.DELIVERED.lead", names);
      case RELAYED -> voice.say("dsn.RELAYED.lead", names);
    };
  }

  private static Reason reason(Recipient recipient) {
    return Reason.of(
        recipient.action(),
        recipient.status(),
        recipient.peerWords(),
        recipient.cameBack() != null);
  }

  private static String title(Report report, Voice voice, String kind) {
    Recipient first = report.recipients().getFirst();
    int count = report.recipients().size();
    long reasons = report.recipients().stream().map(Dsn::reason).distinct().count();
    return voice.say(
        "dsn." + first.action() + "." + kind + (count == 1 ? "" : "Many"),
        "address",
        first.mailbox().toString(),
        "count",
        Integer.toString(count),
        "short",
        voice.say("reason." + (reasons == 1 ? reason(first) : Reason.OTHER) + ".short"));
  }

  private static @Nullable String others(Report report, Voice voice) {
    return report.others() == 0 ? null : voice.count("dsn.others", report.others());
  }

  private static Letter.Small sent(Report report, Voice voice) {
    String at = voice.dayAndTime(report.arrivedAt(), report.zone());
    return new Letter.Small(
        report.number() == null
            ? voice.say("dsn.sent", "at", at)
            : voice.say("dsn.sentAndNumber", "at", at, "number", Stationery.line(report.number())));
  }

  private static String[] names(Report report, Recipient recipient) {
    String address = recipient.mailbox().toString();
    String name = recipient.name();
    return new String[] {
      "who",
      name == null || name.isBlank() ? address : Stationery.line(name),
      "address",
      address,
      "domain",
      recipient.mailbox().domain().unicode(),
      "organisation",
      Stationery.line(report.brand().name())
    };
  }
}
