package io.postern.directory;

import io.postern.policy.AccountFact;
import io.postern.smtp.Mailbox;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A person's or functional mailbox's identity.
 *
 * @param key row key; never shown outside the server
 * @param organisation row key, or null for a personal account
 * @param address the primary one
 * @param aliases the others, in the order of their keys
 * @param language null: the organisation's
 * @param secondFactor whether signing in takes more than the password
 */
public record Account(
    long key,
    @Nullable Long organisation,
    Mailbox address,
    List<Mailbox> aliases,
    String name,
    @Nullable Locale language,
    boolean active,
    boolean secondFactor) {

  public Account {
    aliases = List.copyOf(aliases);
  }

  /**
   * What the ladder is told of it.
   *
   * @param satisfied whether, being personal, it has proven what the sender's organisation knows
   *     ({@link Directory#satisfied})
   */
  public AccountFact fact(boolean satisfied) {
    if (!active) {
      return new AccountFact.Inactive();
    }
    if (!secondFactor) {
      return new AccountFact.WithoutSecondFactor();
    }
    return organisation == null ? new AccountFact.Personal(satisfied) : new AccountFact.Member();
  }
}
