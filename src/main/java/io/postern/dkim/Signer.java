package io.postern.dkim;

import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Writes DKIM-Signature fields (RFC 6376 section 5), relaxed/relaxed with SHA-256, without {@code
 * l=}. Pure; the body comes as its hash, so that whoever streams the message decides when.
 */
public final class Signer {
  /** The name of the field. */
  public static final String HEADER = "DKIM-Signature";

  /** How long a signature may be believed; as long as a retired key stays published. */
  public static final Duration VALID = Duration.ofDays(7);

  private static final int PIECE = 72;

  /**
   * Signed whether they are there or not, and once more than they are there: nobody can add a
   * second one below our signature (RFC 6376 section 8.15). The list is closed, so that a control
   * header is never named in {@code h=} (SPEC 2.3).
   */
  private static final List<String> ALWAYS =
      List.of(
          "from",
          "to",
          "cc",
          "subject",
          "date",
          "message-id",
          "reply-to",
          "sender",
          "in-reply-to",
          "references",
          "mime-version",
          "content-type",
          "content-transfer-encoding",
          "content-disposition",
          "content-id",
          "content-description",
          "disposition-notification-to",
          "auto-submitted");

  /** Signed likewise, when there: mailing lists and relays add these by right. */
  private static final List<String> WHEN_THERE =
      List.of(
          "tls-required",
          "list-id",
          "list-help",
          "list-unsubscribe",
          "list-unsubscribe-post",
          "list-subscribe",
          "list-post",
          "list-owner",
          "list-archive");

  private Signer() {}

  /**
   * One field per key, in their order, to be put before all others.
   *
   * @param header as it leaves, but for these fields: nothing may be changed after this
   * @param bodyHash of {@link BodyHash#relaxed}, over the body as it leaves
   * @param now the time of signing
   */
  public static List<HeaderField> sign(
      HeaderSection header, byte[] bodyHash, List<SigningKey> keys, Instant now) {
    List<String> names = names(header);
    byte[] fields = canonical(header, names);
    List<HeaderField> signatures = new ArrayList<>(keys.size());
    for (SigningKey key : keys) {
      signatures.add(sign(fields, names, bodyHash, key, now));
    }
    return signatures;
  }

  private static HeaderField sign(
      byte[] fields, List<String> names, byte[] bodyHash, SigningKey key, Instant now) {
    String value =
        "v=1; a="
            + key.algorithm().tag()
            + "; c=relaxed/relaxed; d="
            + key.domain()
            + "; s="
            + key.selector()
            + "; t="
            + now.getEpochSecond()
            + "; x="
            + now.plus(VALID).getEpochSecond()
            // Blanks, so that the long list can be folded.
            + "; h="
            + String.join(": ", names)
            + "; bh="
            + base64(bodyHash)
            + "; b=";
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes(fields);
    signed.writeBytes(Canonical.RELAXED.signature(HeaderField.of(HEADER, value).raw()));
    String b = base64(key.algorithm().sign(key.key(), signed.toByteArray()));
    StringBuilder folded = new StringBuilder(value);
    for (int at = 0; at < b.length(); at += PIECE) {
      folded.append(at == 0 ? "" : " ").append(b, at, Math.min(b.length(), at + PIECE));
    }
    return HeaderField.of(HEADER, folded.toString());
  }

  private static List<String> names(HeaderSection header) {
    List<String> names = new ArrayList<>();
    for (String name : ALWAYS) {
      add(names, name, header.all(name).size() + 1);
    }
    for (String name : WHEN_THERE) {
      int there = header.all(name).size();
      add(names, name, there == 0 ? 0 : there + 1);
    }
    return names;
  }

  private static void add(List<String> names, String name, int times) {
    for (int i = 0; i < times; i++) {
      names.add(name);
    }
  }

  /** The named fields, each name taken from below (RFC 6376 section 5.4.2). */
  static byte[] canonical(HeaderSection header, List<String> names) {
    return canonical(header, names, Canonical.RELAXED);
  }

  static byte[] canonical(HeaderSection header, List<String> names, Canonical form) {
    List<HeaderField> left = new ArrayList<>(header.fields().reversed());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String name : names) {
      for (int i = 0; i < left.size(); i++) {
        if (left.get(i).is(name)) {
          out.writeBytes(form.field(left.remove(i)));
          break;
        }
      }
    }
    return out.toByteArray();
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }
}
