package io.postern.conversation;

import io.postern.mime.HeaderSection;
import io.postern.seal.DataKey;
import io.postern.smtp.Mailbox;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one door, as answers come to it: {@code intake} implements it (SPEC 9.1). */
public interface AnswerIntake {

  /**
   * Seals and stores an answer with its copies in one transaction; durable when it returns.
   *
   * @throws TooBig when the body is longer than {@code limit}
   * @throws IOException when the body cannot be written or read
   */
  void store(Draft draft) throws IOException;

  /** The answer is larger than allowed; nothing was stored. */
  final class TooBig extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * An answer on its way in.
   *
   * @param author who wrote it
   * @param authorAccount the account that wrote it, or null for a guest
   * @param authorCopy the copy the author answered from, which becomes "answered"; null for the
   *     owner
   * @param header From, To, Subject, Date, Message-ID; the body adds the content fields
   * @param language of its notifications
   * @param limit octets
   * @param links what shall open the answer besides its slots, once its key is known
   */
  record Draft(
      ConversationRow conversation,
      Mailbox author,
      String authorName,
      @Nullable Long authorAccount,
      @Nullable Long authorCopy,
      List<Recipient> recipients,
      boolean toAll,
      HeaderSection header,
      Answer.Body body,
      String subject,
      String language,
      Instant expiresAt,
      long limit,
      Links links) {}

  /**
   * Whom it goes to.
   *
   * @param toOwner the original sender, who opens it by signing in
   * @param inherits an earlier copy of this recipient in the conversation whose given right holds
   *     for this one too, or null
   */
  record Recipient(Mailbox mailbox, boolean toOwner, @Nullable CopyRow inherits) {}

  /** Makes the key links. */
  @FunctionalInterface
  interface Links {
    List<Link> make(DataKey answer, long answerKey, String answerId);
  }

  /** A row of {@code key_link}. */
  @SuppressWarnings("ArrayRecordComponent")
  record Link(long holder, long held, @Nullable Long author, byte[] bytes) {}
}
