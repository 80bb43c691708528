package io.postern.portal;

import io.postern.conversation.SessionSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Addresses for the pictures in a message's frame (SPEC 8.5). The frame is sandboxed: it has an
 * origin of its own, so the browser sends no cookie with what it fetches, and the picture must be
 * opened by its address alone.
 *
 * <p>A ticket is the session's secret, the message and the part, and a time, sealed with AES-GCM
 * under a key that is made at the start and only ever in memory. So nothing is kept per ticket, no
 * opened key waits anywhere, the picture is opened with the session's own right at the moment it is
 * fetched, and a ticket ends with its session, with its {@value #MINUTES} minutes, or with the
 * process. Whoever sees the address can fetch that one picture that long; they learn nothing of the
 * session from it. The address stands in no log ({@link LinkVeil}).
 */
final class ImageTickets {

  private static final int MINUTES = 10;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  /**
   * What a ticket is for.
   *
   * @param type one of the types that {@link Reading} shows
   * @param size decoded octets
   */
  record Ticket(
      SessionSecret session,
      String conversation,
      String message,
      String part,
      String type,
      long size) {}

  private final SecretKeySpec key;
  private final SecureRandom random;
  private final InstantSource clock;

  ImageTickets(SecureRandom random, InstantSource clock) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, "AES");
    this.random = random;
    this.clock = clock;
  }

  /** The path segment for a picture. */
  String issue(Ticket ticket) {
    long until = clock.instant().plus(Duration.ofMinutes(MINUTES)).getEpochSecond();
    String words =
        String.join(
            "\n",
            Long.toString(until),
            ticket.session.cookie(),
            ticket.conversation,
            ticket.message,
            ticket.part,
            ticket.type,
            Long.toString(ticket.size));
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(words.getBytes(StandardCharsets.UTF_8));
      byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
      System.arraycopy(sealed, 0, all, NONCE, sealed.length);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("AES-GCM seals", impossible);
    }
  }

  /** What a path segment opens; empty when it is none of ours or too old. */
  Optional<Ticket> redeem(String segment) {
    try {
      byte[] all = Base64.getUrlDecoder().decode(segment);
      if (all.length <= NONCE || all.length > 4096) {
        return Optional.empty();
      }
      byte[] opened =
          cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE))
              .doFinal(all, NONCE, all.length - NONCE);
      List<String> words = List.of(new String(opened, StandardCharsets.UTF_8).split("\n", -1));
      Instant until = Instant.ofEpochSecond(Long.parseLong(words.get(0)));
      if (words.size() != 7 || clock.instant().isAfter(until)) {
        return Optional.empty();
      }
      return SessionSecret.parse(words.get(1))
          .map(session ->
              new Ticket(
                  session,
                  words.get(2),
                  words.get(3),
                  words.get(4),
                  words.get(5),
                  Long.parseLong(words.get(6))));
    } catch (IllegalArgumentException | GeneralSecurityException notOurs) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }
}
