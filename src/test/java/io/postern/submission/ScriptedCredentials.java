package io.postern.submission;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.directory.Credentials;
import io.postern.directory.ScramKeys;
import io.postern.directory.SmtpCredential;
import io.postern.store.StoreException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A directory that a test writes. */
final class ScriptedCredentials implements Credentials {
  static final String LOGIN = "clinic-mta";
  static final String SECRET = "correct-horse-battery";
  private static final byte[] SALT = "sixteen-octets!!".getBytes(UTF_8);
  private static final ScramKeys KEYS =
      ScramKeys.derive(SECRET.getBytes(UTF_8), SALT, ScramKeys.ITERATIONS);

  final Map<String, SmtpCredential> known = new ConcurrentHashMap<>();
  final AtomicInteger uses = new AtomicInteger();
  volatile boolean down;

  ScriptedCredentials() {
    add(LOGIN, true);
    add("suspended-mta", false);
  }

  void add(String login, boolean active) {
    known.put(
        login,
        new SmtpCredential(
            known.size() + 1,
            7,
            login,
            "label",
            digest(SECRET.getBytes(UTF_8)),
            SALT,
            ScramKeys.ITERATIONS,
            KEYS.storedKey(),
            KEYS.serverKey(),
            Set.of(),
            active));
  }

  @Override
  public Optional<SmtpCredential> byLogin(String login) {
    if (down) {
      throw new StoreException("the scripted store is down");
    }
    return Optional.ofNullable(known.get(login));
  }

  @Override
  public void used(SmtpCredential credential) {
    uses.incrementAndGet();
  }

  static byte[] digest(byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("a key for tests".getBytes(UTF_8), "HmacSHA256"));
      return mac.doFinal(secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
