package io.postern.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A public key as it stands in the DNS (RFC 6376 section 3.6.1, RFC 8463 section 4).
 *
 * @param strict {@code t=s}: the signature's identity must be of the very domain
 * @param testing {@code t=y}: the domain only tries it out
 */
public record KeyRecord(Algorithm algorithm, PublicKey key, boolean strict, boolean testing) {
  private static final int LEAST_RSA_BITS = 1024; // RFC 8301 section 3.2
  private static final int MOST_RSA_BITS = 8192;
  private static final int LONGEST = 4 * 1024;

  /** What stands before the 32 octets of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410). */
  private static final byte[] ED25519_INFO = HexFormat.of().parseHex("302a300506032b6570032100");

  /** What a record turned out to be. */
  public sealed interface Parsed {}

  public record Usable(KeyRecord record) implements Parsed {}

  /** An empty {@code p=}: the domain took the key back. */
  public record Revoked() implements Parsed {}

  /**
   * Nothing to verify with.
   *
   * @param why for an administrator
   */
  public record Unusable(String why) implements Parsed {}

  /** Reads the text of a TXT record. Never throws. */
  public static Parsed parse(String text) {
    if (text.length() > LONGEST) {
      return new Unusable("the key record is too long");
    }
    Optional<TagList> list = TagList.parse(text);
    if (list.isEmpty()) {
      return new Unusable("the key record is no list of tags");
    }
    TagList tags = list.get();
    if (!tags.get("v").orElse("DKIM1").equals("DKIM1")) {
      return new Unusable("the key record is of another version");
    }
    if (!oneOf(tags, "h", "sha256") || !oneOf(tags, "s", "email")) {
      return new Unusable("the key is not for mail with SHA-256");
    }
    Optional<String> p = tags.compact("p");
    if (p.isEmpty()) {
      return new Unusable("the key record holds no key");
    }
    if (p.get().isEmpty()) {
      return new Revoked();
    }
    Optional<Algorithm> algorithm = Algorithm.ofKeyType(tags.get("k").orElse("rsa"));
    if (algorithm.isEmpty()) {
      return new Unusable("the key is of an unknown type");
    }
    List<String> flags = list(tags, "t");
    return key(algorithm.get(), p.get())
        .<Parsed>map(key ->
            new Usable(
                new KeyRecord(algorithm.get(), key, flags.contains("s"), flags.contains("y"))))
        .orElseGet(() -> new Unusable("the key cannot be read, or is too weak"));
  }

  /** The text of the record that publishes a key. */
  public static String text(Algorithm algorithm, PublicKey key) {
    byte[] info = key.getEncoded();
    byte[] octets =
        algorithm == Algorithm.ED25519_SHA256
            ? Arrays.copyOfRange(info, ED25519_INFO.length, info.length)
            : info;
    return "v=DKIM1; k="
        + algorithm.keyType()
        + "; p="
        + Base64.getEncoder().encodeToString(octets);
  }

  private static Optional<PublicKey> key(Algorithm algorithm, String base64) {
    try {
      byte[] octets = Base64.getDecoder().decode(base64);
      return switch (algorithm) {
        case RSA_SHA256 -> {
          PublicKey key =
              KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(octets));
          int bits = key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 0;
          yield bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS
              ? Optional.of(key)
              : Optional.empty();
        }
        case ED25519_SHA256 -> {
          if (octets.length != 32) {
            yield Optional.empty();
          }
          byte[] info = Arrays.copyOf(ED25519_INFO, ED25519_INFO.length + 32);
          System.arraycopy(octets, 0, info, ED25519_INFO.length, 32);
          yield Optional.of(
              KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info)));
        }
      };
    } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  private static boolean oneOf(TagList tags, String name, String wanted) {
    List<String> all = list(tags, name);
    return all.isEmpty() || all.contains(wanted) || name.equals("s") && all.contains("*");
  }

  private static List<String> list(TagList tags, String name) {
    return tags.compact(name).map(text -> List.of(text.split(":"))).orElse(List.of());
  }
}
