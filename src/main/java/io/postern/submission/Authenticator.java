package io.postern.submission;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.directory.Credentials;
import io.postern.directory.ScramKeys;
import io.postern.directory.SmtpCredential;
import io.postern.smtp.Reply;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may submit (SPEC 1.4). A login that nobody has is answered by a decoy: the same
 * steps, the same salt at every try, and a failure at the end that looks like a wrong secret.
 * Thread-safe.
 */
final class Authenticator {

  /** As announced by EHLO, most common first. */
  static final List<String> MECHANISMS = List.of("PLAIN", "LOGIN", "SCRAM-SHA-256");

  private final Credentials credentials;
  private final Function<byte[], byte[]> secretDigest;
  private final SecureRandom random;
  private final Tries tries;

  /**
   * A credential, or its decoy.
   *
   * @param usable whether a right secret would be enough
   */
  record Found(SmtpCredential credential, boolean usable) {}

  Authenticator(
      Credentials credentials,
      Function<byte[], byte[]> secretDigest,
      InstantSource clock,
      SecureRandom random) {
    this.credentials = credentials;
    this.secretDigest = secretDigest;
    this.random = random;
    this.tries = new Tries(clock);
  }

  /** Begins a sign-in; empty for a mechanism we do not have. */
  Optional<SaslExchange> exchange(String mechanism, InetAddress client) {
    return switch (mechanism) {
      case "PLAIN" -> Optional.of(new PlainExchange(this, client));
      case "LOGIN" -> Optional.of(new LoginExchange(this, client));
      case "SCRAM-SHA-256" -> Optional.of(new ScramExchange(this, client, nonce()));
      default -> Optional.empty();
    };
  }

  /**
   * Whether a transaction may begin now. A credential is looked up again: one that was suspended
   * while the session lasts refuses the next message (SPEC 1.10). Without any proof, this is where
   * SPF will be asked (SPEC 1.4b).
   *
   * @throws io.postern.store.StoreException when nobody can say
   */
  Admission admit(@Nullable Proof proof) {
    return switch (proof) {
      case null -> new Admission.Refused(Reply.of(530, "5.7.0", "Authentication required"));
      case Proof.BySecret(SmtpCredential shown) ->
          credentials
              .byLogin(shown.login())
              .filter(now -> now.active() && now.key() == shown.key())
              .<Admission>map(now -> new Admission.Admitted(new Proof.BySecret(now)))
              .orElseGet(() ->
                  new Admission.Refused(
                      Reply.of(530, "5.7.0", "Sign in again: the credential has changed")));
    };
  }

  /** The one place where a secret is compared (SPEC 14.3). */
  SaslExchange.Step checkSecret(
      InetAddress client, String login, byte[] secret, boolean actsForItself) {
    if (triedTooOften(client, login)) {
      return new SaslExchange.Step.TooMany();
    }
    Found found = find(login, actsForItself);
    boolean knows = MessageDigest.isEqual(found.credential().digest(), secretDigest.apply(secret));
    return verdict(client, login, found, knows)
        ? new SaslExchange.Step.Proven(found.credential())
        : new SaslExchange.Step.Denied();
  }

  boolean triedTooOften(InetAddress client, String login) {
    return tries.tooMany(client, login);
  }

  Found find(String login, boolean actsForItself) {
    SmtpCredential decoy = decoy(login); // made in either case: equal time
    Optional<SmtpCredential> known = credentials.byLogin(login);
    return new Found(
        known.orElse(decoy), known.isPresent() && known.get().active() && actsForItself);
  }

  /** Counts the try, and says whether it succeeded. */
  boolean verdict(InetAddress client, String login, Found found, boolean knowsSecret) {
    boolean proven = knowsSecret & found.usable();
    if (proven) {
      tries.succeeded(client, login);
      credentials.used(found.credential());
    } else {
      tries.failed(client, login);
    }
    return proven;
  }

  /** Its salt depends on the login and a key of this deployment, so that it never changes. */
  private SmtpCredential decoy(String login) {
    byte[] seed = secretDigest.apply(("decoy\0" + login).getBytes(UTF_8));
    byte[] salt = Arrays.copyOf(seed, ScramKeys.SALT_OCTETS);
    byte[] nothing = new byte[32];
    return new SmtpCredential(
        -1, -1, login, "", nothing, salt, ScramKeys.ITERATIONS, nothing, nothing, Set.of(), false);
  }

  private String nonce() {
    byte[] octets = new byte[18];
    random.nextBytes(octets);
    return Base64.getEncoder().encodeToString(octets);
  }
}
