package io.postern.dispatch;

import io.postern.conversation.Card;
import io.postern.conversation.Contents;
import io.postern.conversation.DoorCard;
import io.postern.conversation.Letterhead;
import io.postern.conversation.Letterheads;
import io.postern.conversation.Slots;
import io.postern.delivery.Courier;
import io.postern.delivery.Outcome;
import io.postern.directory.Account;
import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.directory.ProvenRight;
import io.postern.notice.AnswerNotice;
import io.postern.notice.Notification;
import io.postern.policy.Choice;
import io.postern.policy.PhoneNumber;
import io.postern.policy.RequirementText;
import io.postern.policy.Right;
import io.postern.policy.Row;
import io.postern.policy.Verification;
import io.postern.seal.DataKey;
import io.postern.seal.HpkePublicKey;
import io.postern.seal.KeyGone;
import io.postern.seal.KeyService;
import io.postern.seal.KeySlots;
import io.postern.seal.LinkSecret;
import io.postern.seal.PepperExhausted;
import io.postern.seal.SecretBox;
import io.postern.seal.SlotContext;
import io.postern.seal.SlotKind;
import io.postern.smtp.Mailbox;
import io.postern.store.Database;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes link, slot and notification, keeps them, and sends the notification. What was kept is sent
 * again when an attempt fails, so that a link once on its way stays the right one.
 */
final class NotifyStep {
  private final Database database;
  private final Directory directory;
  private final KeyService keys;
  private final FactFinder facts;
  private final CodeKeys codeKeys;
  private final Contents contents;
  private final Courier courier;
  private final Notification notification;
  private final AnswerNotice answerNotice;
  private final Letterheads letterheads;
  private final Deployment deployment;
  private final SecureRandom random;

  NotifyStep(
      Database database,
      Directory directory,
      KeyService keys,
      FactFinder facts,
      CodeKeys codeKeys,
      Contents contents,
      Courier courier,
      Notification notification,
      AnswerNotice answerNotice,
      Letterheads letterheads,
      Deployment deployment,
      SecureRandom random) {
    this.database = database;
    this.directory = directory;
    this.keys = keys;
    this.facts = facts;
    this.codeKeys = codeKeys;
    this.contents = contents;
    this.courier = courier;
    this.notification = notification;
    this.answerNotice = answerNotice;
    this.letterheads = letterheads;
    this.deployment = deployment;
    this.random = random;
  }

  /** What proves the recipient, as this copy will keep it. */
  private record Means(
      @Nullable PhoneNumber number,
      @Nullable HpkePublicKey codeKey,
      @Nullable Instant specifiedAt,
      String hint) {}

  Outcome notify(Case at, DataKey key, Choice.Notify choice, String explanation)
      throws KeyGone, PepperExhausted {
    byte[] mail = kept(at, choice);
    Letterhead head = letterhead(at, mail != null);
    if (mail == null) {
      mail = prepare(at, key, choice, explanation, head);
    }
    Courier.Errand errand =
        new Courier.Errand(
            at.copy().publicId(),
            at.recipient().domain(),
            head.reversePath(),
            List.of(at.recipient()),
            new OwnLetter(mail, at.recipient().needsSmtpUtf8() || at.sender().needsSmtpUtf8()),
            choice.onlyOver(),
            choice.cleartext());
    return Objects.requireNonNull(courier.carry(errand).get(at.recipient()));
  }

  private Letterhead letterhead(Case at, boolean again) {
    Optional<Mailbox> kept =
        again
            ? database.read(tx -> Letterheads.kept(tx, at.copy().key()))
            : Optional.<Mailbox>empty();
    return letterheads.of(
        at.organisation(), at.copy(), at.message(), at.conversation(), kept.orElse(null));
  }

  /** The notification of an earlier attempt, while the decision is still the same. */
  private byte @Nullable [] kept(Case at, Choice.Notify choice) throws KeyGone {
    byte[] pending = at.copy().pending();
    String keyId = at.copy().pendingKey();
    boolean same =
        choice.row().code().equals(at.copy().rowTaken())
            && choice.verification() == at.copy().verification();
    return pending == null || keyId == null || !same
        ? null
        : keys.openFromQueue(
            new KeyService.Queued(keyId, pending), Slots.pending(at.copy().publicId()));
  }

  private byte[] prepare(
      Case at, DataKey key, Choice.Notify choice, String explanation, Letterhead head)
      throws PepperExhausted {
    Means means = means(at, choice);
    Card card = contents.card(at.message(), key);
    String senderName = card.fromName().isEmpty() ? at.sender().toString() : card.fromName();
    LinkSecret link =
        choice.verification() == Verification.ACCOUNT ? null : LinkSecret.fresh(random);
    byte[] slot = slot(at, key, link, means);
    String copyId = at.copy().publicId();
    byte[] door =
        link == null
            ? null
            : SecretBox.seal(
                link.reveal(),
                new DoorCard(senderName, at.sender().toString(), means.hint).encode(),
                Slots.door(copyId));
    PhoneNumber number = means.number;
    byte[] sealedNumber =
        number == null
            ? null
            : keys.sealSecret(number.e164().getBytes(StandardCharsets.UTF_8), Slots.number(copyId));
    byte[] mail = mail(at, choice, senderName, link, at.now(), head);
    KeyService.Queued pending = keys.sealForQueue(mail, Slots.pending(copyId));
    HpkePublicKey codeKey = means.codeKey;
    var onlyOver = choice.onlyOver();
    database.write(tx -> {
      at.lease().check(tx);
      Letterheads.keep(tx, at.copy().key(), head.reversePath());
      return tx.update(
          """
          UPDATE copy SET row_taken = ?, verification = ?, explanation = ?, slot = ?,
            link_digest = ?, door = ?, number_sealed = ?, code_key = ?, right_at = ?,
            only_over = ?, cleartext = ?, pending_key = ?, pending = ? WHERE key = ?
          """,
          choice.row().code(),
          choice.verification().name(),
          explanation,
          slot,
          link == null ? null : link.digest(),
          door,
          sealedNumber,
          codeKey == null ? null : codeKey.bytes(),
          means.specifiedAt,
          onlyOver == null ? null : RequirementText.encode(onlyOver),
          choice.cleartext(),
          pending.keyId(),
          pending.bytes(),
          at.copy().key());
    });
    return mail;
  }

  private Means means(Case at, Choice.Notify choice) throws PepperExhausted {
    return switch (choice.verification()) {
      case ACCOUNT -> new Means(null, null, null, "");
      case EMAIL -> new Means(null, null, null, at.recipient().local() + "@…");
      case SMS -> {
        PhoneNumber number = number(at, choice.row());
        yield new Means(number, null, specifiedAt(at, choice), number.lastTwo());
      }
      case ACCESS_CODE ->
          new Means(null, codeKey(at, choice.row()), specifiedAt(at, choice), hint(at, choice));
    };
  }

  private @Nullable Instant specifiedAt(Case at, Choice.Notify choice) {
    return choice.row() == Row.CUSTOM_RIGHT
        ? at.copy().rightAt()
        : proven(at, choice).map(ProvenRight::specifiedAt).orElse(null);
  }

  private String hint(Case at, Choice.Notify choice) {
    String hint =
        proven(at, choice)
            .map(right -> Optional.ofNullable(right.hint()))
            .flatMap(h -> h)
            .orElse(null);
    return hint == null ? "" : hint;
  }

  private Optional<ProvenRight> proven(Case at, Choice.Notify choice) {
    return facts.proven(
        at,
        choice.verification() == Verification.SMS
            ? ProvenRight.Method.SMS
            : ProvenRight.Method.ACCESS_CODE);
  }

  private PhoneNumber number(Case at, Row row) {
    if (at.given() instanceof Right.Sms(PhoneNumber number) && row == Row.CUSTOM_RIGHT) {
      return number;
    }
    byte[] inherited = at.copy().numberSealed();
    byte[] plain =
        row == Row.CUSTOM_RIGHT && inherited != null
            ? keys.openSecret(inherited, Slots.number(at.copy().publicId()))
            : keys.openSecret(
                facts.proven(at, ProvenRight.Method.SMS).orElseThrow().detail(),
                ProvenRight.NUMBER);
    return new PhoneNumber(new String(plain, StandardCharsets.UTF_8));
  }

  private HpkePublicKey codeKey(Case at, Row row) throws PepperExhausted {
    if (at.given() instanceof Right.Code(var code) && row == Row.CUSTOM_RIGHT) {
      return codeKeys.of(at.organisation().key(), at.recipient(), code);
    }
    byte[] inherited = at.copy().codeKey();
    return HpkePublicKey.of(
        row == Row.CUSTOM_RIGHT && inherited != null
            ? inherited
            : facts.proven(at, ProvenRight.Method.ACCESS_CODE).orElseThrow().detail());
  }

  private byte @Nullable [] slot(Case at, DataKey key, @Nullable LinkSecret link, Means means) {
    String conversation = at.conversation().publicId();
    String copy = at.copy().publicId();
    if (link == null) {
      // The original sender opens answers with the conversation's own slot.
      return at.copy().toOwner() ? null : accountSlot(at, key, conversation, copy);
    }
    HpkePublicKey codeKey = means.codeKey;
    return codeKey == null
        ? KeySlots.toLink(key, link, Slots.recipient(conversation, copy, SlotKind.LINK))
        : KeySlots.toLinkAndCode(
            key, link, codeKey, Slots.recipient(conversation, copy, SlotKind.LINK_CODE));
  }

  private byte[] accountSlot(Case at, DataKey key, String conversation, String copy) {
    Account account = facts.accountOf(at).orElseThrow();
    Long organisation = account.organisation();
    HpkePublicKey to =
        organisation == null
            ? keys.deploymentKey()
            : HpkePublicKey.of(
                directory.organisation(organisation).orElseThrow().keys().publicKey());
    SlotContext context = Slots.recipient(conversation, copy, SlotKind.ACCOUNT);
    return KeySlots.toKey(key, to, context);
  }

  private byte[] mail(
      Case at,
      Choice.Notify choice,
      String senderName,
      @Nullable LinkSecret link,
      Instant now,
      Letterhead head) {
    Locale language = Locale.forLanguageTag(at.message().language());
    URI url =
        deployment.url(
            link == null ? "/c/" + at.conversation().publicId() : "/m/" + link.segment());
    if (at.copy().toOwner()) {
      return answerNotice
          .write(
              new AnswerNotice.Facts(
                  at.organisation().brand(),
                  null,
                  senderName.equals(at.sender().toString()) ? null : senderName,
                  at.sender(),
                  head.from(),
                  at.recipient(),
                  null,
                  url,
                  now,
                  at.message().expiresAt(),
                  language,
                  deployment.zone(),
                  at.conversation().publicId()))
          .bytes();
    }
    return notification
        .write(
            new Notification.Facts(
                at.organisation().brand(),
                null,
                senderName,
                head.from(),
                head.replyTo(),
                at.recipient(),
                null,
                url,
                at.message().acceptedAt(),
                at.message().expiresAt(),
                choice.verification(),
                language,
                deployment.zone(),
                at.conversation().publicId(),
                null,
                null))
        .bytes();
  }
}
