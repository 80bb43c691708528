package io.postern.delivery.client;

import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a transaction came. What the peer said before it was lost still counts.
 *
 * @param mail the reply to MAIL; null when none came
 * @param recipients the replies to RCPT, as far as they came
 * @param data the reply to DATA
 * @param end the reply to the final dot
 * @param endSent whether the final dot went out: without {@code end} the peer may or may not have
 *     the message
 * @param trouble what broke it off, or null
 */
public record Transaction(
    @Nullable Reply mail,
    Map<Mailbox, Reply> recipients,
    @Nullable Reply data,
    @Nullable Reply end,
    boolean endSent,
    @Nullable IOException trouble) {

  public Transaction {
    recipients = Map.copyOf(recipients);
  }
}
