package io.postern.dkim;

import io.postern.dns.Answer;
import io.postern.dns.ScriptedDns;
import io.postern.smtp.Domain;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A pair of keys of a domain, and the DNS that publishes them. */
final class Keys {
  static final Domain DOMAIN = Domain.of("sender.example");
  static final KeyPair RSA = Algorithm.RSA_SHA256.newKeyPair(new SecureRandom());
  static final KeyPair ED25519 = Algorithm.ED25519_SHA256.newKeyPair(new SecureRandom());
  static final List<SigningKey> BOTH =
      List.of(
          new SigningKey(DOMAIN, "p1r", Algorithm.RSA_SHA256, RSA.getPrivate()),
          new SigningKey(DOMAIN, "p1e", Algorithm.ED25519_SHA256, ED25519.getPrivate()));

  private Keys() {}

  static Map<String, String> records() {
    Map<String, String> records = new LinkedHashMap<>();
    records.put(
        "p1r._domainkey.sender.example", KeyRecord.text(Algorithm.RSA_SHA256, RSA.getPublic()));
    records.put(
        "p1e._domainkey.sender.example",
        KeyRecord.text(Algorithm.ED25519_SHA256, ED25519.getPublic()));
    return records;
  }

  static ScriptedDns dns(Map<String, String> records) {
    ScriptedDns dns = new ScriptedDns();
    records.forEach((name, text) ->
        dns.txt(name, Answer.found(Answer.Security.UNKNOWN, List.of(text), Duration.ofMinutes(1))));
    return dns;
  }
}
