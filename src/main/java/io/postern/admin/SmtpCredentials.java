package io.postern.admin;

import io.postern.admin.NotDone.Why;
import io.postern.conversation.PublicId;
import io.postern.directory.CredentialUse;
import io.postern.directory.Organisation;
import io.postern.directory.ScramKeys;
import io.postern.directory.SmtpCredential;
import io.postern.smtp.Domain;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * What mail servers sign in with (SPEC 1.4, 13.1). Login and secret are generated; the secret is
 * returned once and kept as a keyed digest and SCRAM keys.
 */
public final class SmtpCredentials {
  /** Nothing that a shell, a command line or a password map reads as its own: no dash first. */
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private static final int SECRET_LETTERS = 43;
  private final Administration.World world;

  SmtpCredentials(Administration.World world) {
    this.world = world;
  }

  /**
   * A credential with its secret, which nobody can show again.
   *
   * @param secret 256 random bits, 43 letters and digits
   */
  public record Issued(SmtpCredential credential, String secret) {
    @Override
    public String toString() {
      return credential.toString();
    }
  }

  /**
   * @param label what it is for, so that people know which to rotate
   * @param domains From domains it is limited to; empty for all of the organisation
   */
  public Issued create(Organisation organisation, String label, Set<Domain> domains)
      throws NotDone {
    if (label.isBlank()
        || label.length() > 100
        || label.chars().anyMatch(Character::isISOControl)) {
      throw new NotDone(Why.INVALID, "a label has 1 to 100 characters, none of them control");
    }
    for (Domain domain : domains) {
      if (world
          .directory()
          .domain(domain)
          .filter(owned -> owned.organisation() == organisation.key())
          .isEmpty()) {
        throw new NotDone(Why.INVALID, "the organisation has not verified the domain " + domain);
      }
    }
    Issued issued =
        issue(
            world.database().newKey(),
            organisation.key(),
            "smtp-" + PublicId.fresh(world.random()),
            label.strip(),
            domains,
            true);
    world.directory().add(issued.credential());
    return issued;
  }

  /** A new secret in the old one's place: the old one signs in no more. */
  public Issued rotate(SmtpCredential old) {
    Issued issued =
        issue(old.key(), old.organisation(), old.login(), old.label(), old.domains(), old.active());
    world.directory().replaceSecret(issued.credential());
    return issued;
  }

  /**
   * New submissions are refused at once, undelivered copies held (SPEC 1.10).
   *
   * @return how many copies are held
   */
  public int suspend(SmtpCredential credential) {
    world.directory().setActive(credential, false);
    return world.held().hold(new HeldCopies.Cause.OfCredential(credential.key()));
  }

  /** Lets it submit again. Held copies stay held until an admin releases them. */
  public void activate(SmtpCredential credential) {
    world.directory().setActive(credential, true);
  }

  public SmtpCredential withLogin(String login) throws NotDone {
    return world
        .directory()
        .byLogin(login)
        .orElseThrow(() -> new NotDone(Why.NOT_FOUND, "no credential has the login " + login));
  }

  public List<CredentialUse> list(Organisation organisation) {
    return world.directory().credentials(organisation.key());
  }

  private Issued issue(
      long key,
      long organisation,
      String login,
      String label,
      Set<Domain> domains,
      boolean active) {
    String secret = freshSecret();
    byte[] octets = secret.getBytes(StandardCharsets.US_ASCII);
    byte[] salt = new byte[ScramKeys.SALT_OCTETS];
    world.random().nextBytes(salt);
    ScramKeys scram = ScramKeys.derive(octets, salt, ScramKeys.ITERATIONS);
    return new Issued(
        new SmtpCredential(
            key,
            organisation,
            login,
            label,
            world.keys().digest(SmtpCredential.DIGEST, octets),
            salt,
            ScramKeys.ITERATIONS,
            scram.storedKey(),
            scram.serverKey(),
            domains,
            active),
        secret);
  }

  private String freshSecret() {
    StringBuilder secret = new StringBuilder(SECRET_LETTERS);
    for (int i = 0; i < SECRET_LETTERS; i++) {
      secret.append(LETTERS.charAt(world.random().nextInt(LETTERS.length())));
    }
    return secret.toString();
  }
}
