package io.postern.intake;

import io.postern.conversation.LoopMarker;
import io.postern.conversation.PublicId;
import io.postern.directory.Account;
import io.postern.directory.Directory;
import io.postern.directory.Organisation;
import io.postern.directory.VerifiedDomain;
import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.mime.HeaderTooLarge;
import io.postern.mime.NamedMailbox;
import io.postern.policy.ControlHeaders;
import io.postern.seal.DataKey;
import io.postern.smtp.Domain;
import io.postern.smtp.Envelope;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.standing.Seen;
import io.postern.standing.SendRule;
import io.postern.standing.Standing;
import io.postern.standing.Standings;
import io.postern.store.ContentStore;
import io.postern.store.StoreException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door for submissions, in five stages: read the header, check it, clean it, seal while
 * streaming, write everything in one transaction. Thread-safe; each call belongs to its session.
 */
public final class SealedIntake implements Intake {
  private static final Logger log = LoggerFactory.getLogger(SealedIntake.class);
  private static final int BLOCK = 64 * 1024;
  private static final Reply STORE_DOWN =
      Reply.of(451, "4.3.0", "The message cannot be stored now, please try again later");

  private final Directory directory;
  private final ContentStore contents;
  private final SubmissionRecords records;
  private final Standings standings;
  private final LoopMarker loopMarker;
  private final CleanHeader cleanHeader;
  private final int headerLimit;
  private final InstantSource clock;
  private final SecureRandom random;

  public SealedIntake(
      Directory directory,
      ContentStore contents,
      SubmissionRecords records,
      Standings standings,
      LoopMarker loopMarker,
      Domain host,
      int headerLimit,
      InstantSource clock,
      SecureRandom random) {
    this.directory = directory;
    this.contents = contents;
    this.records = records;
    this.standings = standings;
    this.loopMarker = loopMarker;
    this.cleanHeader = new CleanHeader(host);
    this.headerLimit = headerLimit;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Receipt receive(Envelope envelope, Submitter submitter, InputStream data)
      throws IOException {
    Marked source = new Marked(data);
    try {
      return taken(envelope, submitter, source);
    } catch (Refusal refusal) {
      return new Receipt.Refused(refusal.reply());
    } catch (StoreException storeDown) {
      log.error("a submission could not be stored", storeDown);
      return new Receipt.Refused(STORE_DOWN);
    } catch (IOException failed) {
      if (source.failed) {
        throw failed;
      }
      log.error("a content could not be written", failed);
      return new Receipt.Refused(STORE_DOWN);
    }
  }

  private Receipt taken(Envelope envelope, Submitter submitter, InputStream data)
      throws IOException, Refusal {
    Instant now = clock.instant();
    String messageId = PublicId.fresh(random);
    HeaderSection raw = header(data);
    Checked checked = check(raw, envelope, submitter);
    HeaderSection clean = cleanHeader.of(raw, submitter, messageId, now);
    try (DataKey key = DataKey.fresh(random);
        SealingStream sealing = new SealingStream(contents, key, messageId, clean)) {
      byte[] block = new byte[BLOCK];
      int read;
      while ((read = data.read(block)) > 0) {
        sealing.write(block, 0, read);
      }
      records.store(
          new SubmissionRecords.Submission(
              messageId,
              envelope,
              submitter,
              checked.organisation,
              checked.account,
              checked.from,
              HeaderChecks.named(raw),
              checked.toAndCc,
              raw,
              checked.asked,
              sealing.finish(),
              key,
              now));
    }
    return new Receipt.Accepted(messageId);
  }

  private HeaderSection header(InputStream data) throws IOException, Refusal {
    try {
      return HeaderSection.read(data, headerLimit);
    } catch (HeaderTooLarge tooLarge) {
      throw new Refusal(
          552, "5.3.4", "The header section is longer than " + headerLimit + " octets");
    }
  }

  private record Checked(
      Organisation organisation,
      Account account,
      NamedMailbox from,
      Set<Mailbox> toAndCc,
      ControlHeaders asked) {}

  private Checked check(HeaderSection header, Envelope envelope, Submitter submitter)
      throws Refusal {
    HeaderChecks.singletons(header);
    NamedMailbox from = HeaderChecks.from(header);
    Organisation organisation =
        directory
            .organisation(submitter.organisation())
            .orElseThrow(() -> new Refusal(451, "4.3.0", "The organisation cannot be found now"));
    allowed(submitter, from.mailbox().domain());
    maySend(organisation, from.mailbox().domain());
    Account account = account(organisation, from.mailbox());
    Set<Mailbox> recipients = new LinkedHashSet<>();
    envelope.recipients().forEach(recipient -> recipients.add(recipient.mailbox()));
    HeaderChecks.loop(header, recipients, loopMarker);
    Set<Mailbox> toAndCc = HeaderChecks.toAndCc(header);
    return new Checked(
        organisation,
        account,
        from,
        toAndCc,
        controlHeaders(header, recipients, toAndCc, organisation));
  }

  /** A credential can be limited to domains (SPEC 1.5). */
  private static void allowed(Submitter submitter, Domain domain) throws Refusal {
    if (!submitter.domains().isEmpty() && !submitter.domains().contains(domain)) {
      throw new Refusal(
          550,
          "5.7.1",
          "This credential may not send from the From domain;"
              + " an administrator changes its limits under SMTP credentials");
    }
  }

  /** SPEC 2.5 and 16. */
  private void maySend(Organisation organisation, Domain domain) throws Refusal {
    Optional<VerifiedDomain> verified =
        directory.domain(domain).filter(found -> found.organisation() == organisation.key());
    if (verified.isEmpty()) {
      throw new Refusal(
          550,
          "5.7.1",
          "The From domain is not a verified domain of your organisation;"
              + " an administrator adds it under Domains");
    }
    if (!verified.get().maySend()) {
      throw new Refusal(
          451,
          "4.7.1",
          "The From domain may not send now: "
              + why(standings.of(verified.get()))
              + "; an administrator finds more under Domains");
    }
  }

  private static String why(Standing standing) {
    if (standing.rule() == SendRule.NO) {
      return "an administrator has switched it off";
    }
    if (standing.lacks().isEmpty()) {
      return "its DNS records were not seen yet";
    }
    List<String> lacking = new ArrayList<>();
    for (Seen.Lack lack : EnumSet.copyOf(standing.lacks())) {
      lacking.add(
          switch (lack) {
            case OWNERSHIP -> "the ownership record";
            case DKIM -> "a DKIM record";
            case PATH -> "SPF for this gateway or a return-path record";
          });
    }
    return "its DNS lacks " + String.join(", and ", lacking);
  }

  private Account account(Organisation organisation, Mailbox from) throws Refusal {
    return directory
        .accountByAddress(from)
        .filter(account -> account.active() && isOf(organisation, account))
        .orElseThrow(() ->
            new Refusal(
                550,
                "5.7.1",
                "There is no active account for the From address;"
                    + " an administrator makes or activates it under Accounts"));
  }

  private static boolean isOf(Organisation organisation, Account account) {
    Long owner = account.organisation();
    return owner != null && owner == organisation.key();
  }

  private static ControlHeaders controlHeaders(
      HeaderSection header,
      Set<Mailbox> recipients,
      Set<Mailbox> toAndCc,
      Organisation organisation)
      throws Refusal {
    ControlHeaders.Parsed parsed =
        ControlHeaders.parse(
            header.fields().stream().map(SealedIntake::field).toList(),
            recipients,
            toAndCc,
            organisation.headerRules());
    return switch (parsed) {
      case ControlHeaders.Valid(ControlHeaders headers) -> headers;
      case ControlHeaders.Invalid(String name, String why) ->
          throw new Refusal(550, "5.6.0", name + " " + why);
    };
  }

  private static ControlHeaders.Field field(HeaderField field) {
    return new ControlHeaders.Field(field.name(), field.unfolded());
  }

  /**
   * Tells a client that stopped from a store that did: only the first is the session's business.
   */
  private static final class Marked extends FilterInputStream {
    private boolean failed;
    private final byte[] ahead = new byte[8 * 1024];
    private int next;
    private int end;

    Marked(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      if (next == end) {
        end = readIn(ahead, 0, ahead.length);
        next = 0;
        if (end <= 0) {
          end = 0;
          return -1;
        }
      }
      return ahead[next++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (next < end) {
        int some = Math.min(length, end - next);
        System.arraycopy(ahead, next, into, offset, some);
        next += some;
        return some;
      }
      return readIn(into, offset, length);
    }

    private int readIn(byte[] into, int offset, int length) throws IOException {
      try {
        return in.read(into, offset, length);
      } catch (IOException | RuntimeException broken) {
        failed = true;
        throw broken;
      }
    }
  }
}
