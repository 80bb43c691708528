package io.postern.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.postern.policy.AccessCode;
import io.postern.seal.AccessCodeKey;
import io.postern.seal.HpkePublicKey;
import io.postern.seal.KeyService;
import io.postern.seal.PepperExhausted;
import io.postern.smtp.Mailbox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Public keys of newly given access codes (SPEC 14.3). What was derived is remembered for a day
 * under a keyed digest of the code: a sender who gives the same code with each of fifty messages
 * costs one derivation. None of them counts as a guess.
 */
final class CodeKeys {
  private final KeyService keys;
  private final Cache<String, HpkePublicKey> derived =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofDays(1)).build();

  CodeKeys(KeyService keys) {
    this.keys = keys;
  }

  HpkePublicKey of(long organisation, Mailbox recipient, AccessCode code) throws PepperExhausted {
    String name = name(organisation, recipient, code);
    HpkePublicKey known = derived.getIfPresent(name);
    if (known != null) {
      return known;
    }
    byte[] pepper = keys.pepper(Long.toString(organisation), recipient.key());
    keys.noGuess(Long.toString(organisation), recipient.key());
    HpkePublicKey key = AccessCodeKey.derive(code.reveal(), pepper).publicKey();
    derived.put(name, key);
    return key;
  }

  private String name(long organisation, Mailbox recipient, AccessCode code) {
    byte[] text =
        (organisation + "\n" + recipient.key() + "\n" + code.reveal())
            .getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(keys.digest("derived code keys", text));
  }
}
