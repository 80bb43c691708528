package io.postern.conversation;

import io.postern.directory.Account;
import io.postern.directory.Deployment;
import io.postern.directory.Directory;
import io.postern.directory.Organisation;
import io.postern.returnpath.BounceToken;
import io.postern.returnpath.ReturnPaths;
import io.postern.seal.Addresses;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.store.Tx;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says who our mails about a copy are from: its notification, and the codes after it. Thread-safe.
 */
public final class Letterheads {

  /** A code mail may be tried for an hour, and its report takes a while to come. */
  private static final Duration NEEDED = Duration.ofDays(3);

  private final Directory directory;
  private final Addresses addresses;
  private final ReturnPaths returnPaths;
  private final Deployment deployment;

  public Letterheads(
      Directory directory, Addresses addresses, ReturnPaths returnPaths, Deployment deployment) {
    this.directory = directory;
    this.addresses = addresses;
    this.returnPaths = returnPaths;
    this.deployment = deployment;
  }

  /**
   * @param kept what {@link #keep} kept with the copy, or null: greeted under the same address, a
   *     greylisting server lets the code in at once (SPEC 2.4)
   */
  public Letterhead of(
      Organisation organisation,
      CopyRow copy,
      MessageRow message,
      ConversationRow conversation,
      @Nullable Mailbox kept) {
    Mailbox sender = addresses.open(message.sender());
    BounceToken.Names names = new BounceToken.Names.Copy(copy.publicId());
    if (message.senderAccount() == null) {
      return ofAnswer(copy, conversation, sender, names, kept);
    }
    ReversePath own = message.reversePath().isEmpty() ? ReversePath.none() : ReversePath.of(sender);
    boolean usable = own instanceof ReversePath.Of && isUsable(kept);
    Mailbox replyTo =
        organisation.policy().correspondence().answersToSender()
            ? null
            : returnPaths
                .address(sender, new BounceToken.Names.Answer(copy.publicId()))
                .orElse(null);
    return new Letterhead(
        sender,
        kept != null && usable ? ReversePath.of(kept) : returnPaths.of(sender, own, names),
        replyTo);
  }

  /**
   * What a guest wrote is sent by the organisation: never From the guest's domain (SPEC 9.1). What
   * comes back is about our mail, not about theirs.
   */
  private Letterhead ofAnswer(
      CopyRow copy,
      ConversationRow conversation,
      Mailbox guest,
      BounceToken.Names names,
      @Nullable Mailbox kept) {
    Optional<Mailbox> made =
        kept != null && isUsable(kept)
            ? Optional.of(kept)
            : owner(copy, conversation).flatMap(owner -> returnPaths.address(owner, names));
    return new Letterhead(
        made.orElse(deployment.daemon()),
        made.map(ReversePath::of).orElse(ReversePath.none()),
        guest);
  }

  private Optional<Mailbox> owner(CopyRow copy, ConversationRow conversation) {
    if (copy.toOwner()) {
      return Optional.of(addresses.open(copy.recipient()));
    }
    Long owner = conversation.owner();
    return owner == null ? Optional.empty() : directory.account(owner).map(Account::address);
  }

  private boolean isUsable(@Nullable Mailbox kept) {
    return kept != null && returnPaths.isFresh(kept, NEEDED);
  }

  /** Keeps the reverse-path of a notification with its copy. */
  public static void keep(Tx tx, long copy, ReversePath path) {
    tx.update(
        "UPDATE copy SET return_path = ? WHERE key = ?",
        path.address().map(Mailbox::toString).orElse(null),
        copy);
  }

  /** What was kept with a copy. */
  public static Optional<Mailbox> kept(Tx tx, long copy) {
    return tx.one(
            "SELECT return_path FROM copy WHERE key = ?",
            r -> Optional.ofNullable(r.getString(1)),
            copy)
        .flatMap(path -> path)
        .map(Mailbox::of);
  }
}
