package io.postern.dispatch;

import io.postern.conversation.Contents;
import io.postern.conversation.CopyRow;
import io.postern.conversation.MessageRow;
import io.postern.conversation.Slots;
import io.postern.delivery.Outcome;
import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.directory.VerifiedDomain;
import io.postern.mime.HeaderSection;
import io.postern.notice.Dsn;
import io.postern.policy.Cleartext;
import io.postern.policy.ControlHeaders;
import io.postern.policy.Explanation;
import io.postern.policy.Verdict;
import io.postern.queue.OwnMails;
import io.postern.report.RecipientStatus;
import io.postern.seal.Addresses;
import io.postern.seal.DataKey;
import io.postern.seal.KeyService;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Envelope;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import io.postern.store.Database;
import io.postern.transport.Evidence;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the DSN about one recipient (SPEC 11), where one is wanted and may be sent. */
final class Reports {
  private static final Logger log = LoggerFactory.getLogger(Reports.class);
  private static final int MOST_HEADER = 256 * 1024;

  /** RFC 3463 section 3.5: delivery time is running out, and is not over. */
  private static final EnhancedStatus STILL_WAITING = EnhancedStatus.of("4.4.7");

  private final Database database;
  private final Directory directory;
  private final KeyService keys;
  private final Addresses addresses;
  private final Contents contents;
  private final Dsn dsn;
  private final OwnMails ownMails;
  private final Deployment deployment;

  Reports(
      Database database,
      Directory directory,
      KeyService keys,
      Addresses addresses,
      Contents contents,
      Dsn dsn,
      OwnMails ownMails,
      Deployment deployment) {
    this.database = database;
    this.directory = directory;
    this.keys = keys;
    this.addresses = addresses;
    this.contents = contents;
    this.dsn = dsn;
    this.ownMails = ownMails;
    this.deployment = deployment;
  }

  /** Why a copy failed. */
  record Failure(EnhancedStatus status, @Nullable Reply reply, List<Outcome.HostResult> hosts) {
    static Failure of(EnhancedStatus status, List<Outcome.HostResult> hosts) {
      return new Failure(status, null, List.copyOf(hosts));
    }
  }

  /**
   * The report, sealed and ready to be queued, or null when the sender wants none or none may be
   * sent: NOTIFY=NEVER, or a null reverse-path.
   *
   * @param key the message's, or null when it cannot be opened any more: then no header goes back
   */
  OwnMails.@Nullable Sealed failed(
      Case at, Explanation explanation, Failure failure, @Nullable DataKey key) {
    About about = at.about();
    if (!wants(about.copy(), Envelope.Notify.FAILURE)) {
      return null;
    }
    Reply reply = failure.reply;
    return write(
        about,
        new Dsn.Recipient(
            Dsn.Action.FAILED,
            about.recipient(),
            null,
            orcpt(about.copy()),
            failure.status,
            reply == null ? null : reply.toString(),
            lastHost(failure.hosts),
            about.now(),
            null,
            tried(explanation, language(about)),
            Advices.of(failure.status, reply != null),
            technical(failure.hosts)),
        header(about.message(), key));
  }

  /** The report that a copy went the way it should (SPEC 11.3), for who asked for it. */
  OwnMails.@Nullable Sealed succeeded(Case at, Dsn.Action action, Evidence evidence, DataKey key) {
    About about = at.about();
    if (!wants(about.copy(), Envelope.Notify.SUCCESS)) {
      return null;
    }
    return write(
        about,
        new Dsn.Recipient(
            action,
            about.recipient(),
            null,
            orcpt(about.copy()),
            EnhancedStatus.OK,
            null,
            evidence.host(),
            about.now(),
            null,
            List.of(),
            List.of(),
            List.of(EvidenceNote.of(evidence))),
        header(about.message(), key));
  }

  /**
   * The report that a copy still waits (SPEC 7.6), for who asked for it, once.
   *
   * @param why what this attempt found
   * @param until when it is given up
   */
  OwnMails.@Nullable Sealed delayed(Case at, Failure why, Instant until, DataKey key) {
    About about = at.about();
    if (!tellsDelay(at) || database.read(tx -> Endings.wasToldOfDelay(tx, about.copy().key()))) {
      return null;
    }
    return write(
        about,
        new Dsn.Recipient(
            Dsn.Action.DELAYED,
            about.recipient(),
            null,
            orcpt(about.copy()),
            why.status.klass() == 4 ? why.status : STILL_WAITING,
            why.reply == null ? null : why.reply.toString(),
            lastHost(why.hosts),
            about.now(),
            until,
            List.of(),
            Advices.DELAYED,
            technical(why.hosts)),
        header(about.message(), key));
  }

  /** Whether the sender asked to hear of delays. */
  static boolean tellsDelay(Case at) {
    return wants(at.copy(), Envelope.Notify.DELAY);
  }

  /** The report that something came back which had been handed over (SPEC 18). */
  OwnMails.@Nullable Sealed cameBack(About about, RecipientStatus said, Dsn.CameBack what) {
    if (!wants(about.copy(), Envelope.Notify.FAILURE)) {
      return null;
    }
    return write(
        about,
        new Dsn.Recipient(
            Dsn.Action.FAILED,
            about.recipient(),
            null,
            orcpt(about.copy()),
            said.status(),
            said.words().isEmpty() ? null : said.words(),
            said.remoteMta(),
            null,
            null,
            List.of(),
            Advices.of(said.status(), true),
            List.of(),
            what),
        returnedHeader(about));
  }

  private OwnMails.@Nullable Sealed write(
      About about, Dsn.Recipient recipient, HeaderSection header) {
    Optional<Mailbox> to = to(about);
    if (to.isEmpty()) {
      return null;
    }
    MessageRow message = about.message();
    return ownMails.mail(
        OwnMails.Kind.REPORT,
        about.organisation().key(),
        about.copy().key(),
        ReversePath.none(),
        to.get(),
        dsn.write(
            new Dsn.Report(
                about.organisation().brand(),
                deployment.host(),
                deployment.daemon(),
                to.get(),
                message.envid(),
                message.acceptedAt(),
                message.publicId(),
                // Null until a sender can change the method in the web app (SPEC 12.1).
                null,
                language(about),
                deployment.zone(),
                List.of(recipient),
                others(message),
                header,
                // Control headers were stripped at intake; the writer withholds our own marks.
                ControlHeaders::isControlHeader,
                about.organisation().policy().correspondence().subjectInReports())),
        about.organisation().policy().cleartext() == Cleartext.ALL,
        null);
  }

  private @Nullable String orcpt(CopyRow copy) {
    byte[] sealed = copy.orcpt();
    return sealed == null ? null : addresses.openText(sealed);
  }

  private static Locale language(About about) {
    return Locale.forLanguageTag(about.message().language());
  }

  private static @Nullable String lastHost(List<Outcome.HostResult> hosts) {
    // Remote-MTA is a name (RFC 3464 section 2.3.5); ours bears the port that was asked.
    return hosts.isEmpty() ? null : hosts.getLast().host().replaceFirst(":[0-9]+$", "");
  }

  private static List<String> technical(List<Outcome.HostResult> hosts) {
    return hosts.stream()
        .map(host -> host.host() + ": " + host.finding() + " " + host.detail())
        .distinct()
        .toList();
  }

  /** SPEC 11.4: the reverse-path if its domain is the organisation's, else From. */
  private Optional<Mailbox> to(About about) {
    if (about.message().reversePath().isEmpty()) {
      return Optional.empty();
    }
    Mailbox path = Mailbox.of(about.message().reversePath());
    boolean ours =
        directory
            .domain(path.domain())
            .map(VerifiedDomain::organisation)
            .filter(owner -> owner == about.organisation().key())
            .isPresent();
    return Optional.of(ours ? path : about.sender());
  }

  /**
   * RFC 3461 section 4.1: without NOTIFY, failures are reported; delays when they were asked for
   * (SPEC 7.6).
   */
  private static boolean wants(CopyRow copy, Envelope.Notify what) {
    String asked = copy.reportOn();
    return asked.isEmpty()
        ? what == Envelope.Notify.FAILURE
        : List.of(asked.split("[ ,]")).contains(what.name());
  }

  private int others(MessageRow message) {
    return database.read(tx -> CopyRow.ofMessage(tx, message.key())).size() - 1;
  }

  /** Long after, the header can be read by the sender's own slot, where copies are kept. */
  private HeaderSection returnedHeader(About about) {
    byte[] slot = about.message().senderSlot();
    if (slot == null || about.message().content() == null) {
      return HeaderSection.of(List.of());
    }
    try (DataKey key =
        keys.openWith(
            about.organisation().keys().wrappedPrivate(),
            slot,
            Slots.sender(about.message().publicId()))) {
      return header(about.message(), key);
    }
  }

  private HeaderSection header(MessageRow message, @Nullable DataKey key) {
    if (key == null) {
      return HeaderSection.of(List.of());
    }
    try (InputStream in = new BufferedInputStream(contents.from(message, key, 0, message.size()))) {
      return HeaderSection.read(in, MOST_HEADER);
    } catch (IOException unreadable) {
      log.warn("the header of {} cannot be read for a report", message.publicId(), unreadable);
      return HeaderSection.of(List.of());
    }
  }

  private static List<Dsn.Tried> tried(Explanation explanation, Locale language) {
    List<Dsn.Tried> tried = new ArrayList<>();
    for (Explanation.Sentence sentence : explanation.render(language)) {
      tried.add(new Dsn.Tried(sentence.title(), verdict(sentence.verdict()), sentence.text()));
    }
    return tried;
  }

  private static Dsn.Verdict verdict(Verdict verdict) {
    return switch (verdict) {
      case CHOSEN, WAITING, NTA_UNKNOWN -> Dsn.Verdict.DID_NOT_WORK;
      case UNPROTECTED, UNSUITABLE, FOUR_HOURS, CLEAR_ONLY -> Dsn.Verdict.NOT_GOOD_ENOUGH;
      case BELOW_FLOOR,
          FORBIDDEN_BY_HEADER,
          MINIMUM_NOT_MET,
          FOUR_HOURS_PATH,
          REQUIRE_TLS,
          GROUP_ADDRESS ->
          Dsn.Verdict.NOT_ALLOWED;
      case NO_INBOUND_DIRECT,
          NO_ACCOUNT,
          ACCOUNT_INACTIVE,
          NO_SECOND_FACTOR,
          NTA_SENDER,
          NTA_RECIPIENT,
          NO_HEADER,
          NO_RIGHT_GIVEN,
          TRANSPORT_OFF,
          TRANSPORT_NOT_LISTED,
          NO_PROVEN_NUMBER,
          NO_PROVEN_CODE ->
          Dsn.Verdict.DOES_NOT_APPLY;
    };
  }
}
