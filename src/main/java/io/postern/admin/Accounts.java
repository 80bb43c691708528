package io.postern.admin;

import io.postern.admin.NotDone.Why;
import io.postern.directory.Account;
import io.postern.directory.Organisation;
import io.postern.directory.SignInSecrets;
import io.postern.directory.Totp;
import io.postern.seal.SealBusy;
import io.postern.smtp.Mailbox;
import io.postern.store.StoreException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Accounts of an organisation: their addresses lie in domains that it verified (SPEC 2.1). */
public final class Accounts {
  private static final int SHORTEST_PASSWORD = 12;
  private static final int LONGEST_PASSWORD = 256;
  private static final int SHORTEST_SEED = 16;
  private final Administration.World world;

  Accounts(Administration.World world) {
    this.world = world;
  }

  /**
   * A second factor, as it is shown once.
   *
   * @param secret base32, to type
   * @param uri {@code otpauth://}, to scan
   */
  public record Enrolment(String secret, String uri) {
    @Override
    public String toString() {
      return "(enrolment)";
    }
  }

  /**
   * Creates an account that may send at once, and sign in once it has a password.
   *
   * @param language null: the organisation's
   */
  public Account create(
      Organisation organisation, Mailbox address, String name, @Nullable Locale language)
      throws NotDone {
    requireOwn(organisation.key(), address);
    String clean = name.strip();
    if (clean.isEmpty()
        || clean.length() > 100
        || clean.chars().anyMatch(Character::isISOControl)) {
      throw new NotDone(Why.INVALID, "a name has 1 to 100 characters, none of them control");
    }
    Account account =
        new Account(
            world.database().newKey(),
            organisation.key(),
            address,
            List.of(),
            clean,
            language == null ? null : Organisations.checkedLanguage(language),
            true,
            false);
    try {
      world.directory().add(account);
      return account;
    } catch (StoreException.Taken taken) {
      throw addressTaken(address);
    }
  }

  /** The account with this address, primary or alias. */
  public Account at(Mailbox address) throws NotDone {
    return world
        .directory()
        .accountByAddress(address)
        .orElseThrow(() -> new NotDone(Why.NOT_FOUND, "no account has the address " + address));
  }

  public List<Account> list(Organisation organisation) {
    return world.directory().accounts(organisation.key());
  }

  /**
   * New submissions are refused at once, undelivered copies held, signing in ends (SPEC 1.10).
   *
   * @return how many copies are held
   */
  public int suspend(Account account) {
    world.directory().setActive(account, false);
    return world.held().hold(new HeldCopies.Cause.OfAccount(account.key()));
  }

  /** Lets it send and sign in again. Held copies stay held until an admin releases them. */
  public void activate(Account account) {
    world.directory().setActive(account, true);
  }

  public void addAlias(Account account, Mailbox alias) throws NotDone {
    Long organisation = account.organisation();
    if (organisation == null) {
      throw new NotDone(Why.INVALID, "a personal account proves its addresses itself");
    }
    requireOwn(organisation, alias);
    try {
      world.directory().addAlias(account.key(), alias);
    } catch (StoreException.Taken taken) {
      throw addressTaken(alias);
    }
  }

  public void removeAlias(Account account, Mailbox alias) throws NotDone {
    if (!world.directory().removeAlias(account.key(), alias)) {
      throw new NotDone(Why.NOT_FOUND, alias + " is no alias of this account");
    }
  }

  /** Sets a password; blocks for a derivation. */
  public void password(Account account, String password) throws NotDone {
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) {
      throw new NotDone(
          Why.INVALID,
          "a password has " + SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD + " characters");
    }
    try {
      world.directory().setPassword(account.key(), world.passwords().hash(password));
    } catch (SealBusy busy) {
      throw new NotDone(Why.NOT_YET, "too many passwords are being set; try again");
    }
  }

  /** Gives the account a new second factor in place of any other; with it comes ladder row 1. */
  public Enrolment enrolTotp(Account account) {
    return keep(account, Totp.seed(world.random()));
  }

  /**
   * The same with a seed that exists already, as when accounts are moved here.
   *
   * @param base32 at least 128 bits
   */
  public Enrolment importTotp(Account account, String base32) throws NotDone {
    byte[] seed;
    try {
      seed = Totp.seedOf(base32);
    } catch (IllegalArgumentException notBase32) {
      throw new NotDone(Why.INVALID, "the secret is not base32");
    }
    if (seed.length < SHORTEST_SEED) {
      throw new NotDone(Why.INVALID, "the secret is shorter than 128 bits (RFC 4226)");
    }
    return keep(account, seed);
  }

  /** Takes the second factor away: row 1 is suspended until one is set up again (SPEC 6.9). */
  public void resetTotp(Account account) {
    world.directory().setTotp(account.key(), null);
  }

  private Enrolment keep(Account account, byte[] seed) {
    world.directory().setTotp(account.key(), world.keys().sealSecret(seed, SignInSecrets.TOTP));
    String secret = Totp.base32(seed);
    String label = encode("Postern:" + account.address());
    return new Enrolment(
        secret, "otpauth://totp/" + label + "?secret=" + secret + "&issuer=Postern");
  }

  private void requireOwn(long organisation, Mailbox address) throws NotDone {
    if (world
        .directory()
        .domain(address.domain())
        .filter(domain -> domain.organisation() == organisation)
        .isEmpty()) {
      throw new NotDone(
          Why.INVALID, "the organisation has not verified the domain " + address.domain());
    }
  }

  private static NotDone addressTaken(Mailbox address) {
    return new NotDone(Why.TAKEN, address + " belongs to an account already");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
