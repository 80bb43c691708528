package io.postern.dkim;

import io.postern.mime.HeaderField;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A DKIM-Signature field, read (RFC 6376 section 3.5).
 *
 * @param names what {@code h=} lists, in lower case
 * @param identity the domain of {@code i=}
 * @param keyName where the public key stands
 * @param unsigned the field's octets with {@code b=} emptied
 */
@SuppressWarnings("ArrayRecordComponent")
record SignatureField(
    Algorithm algorithm,
    Canonical header,
    Canonical body,
    Domain domain,
    String selector,
    Domain identity,
    Domain keyName,
    List<String> names,
    byte[] bodyHash,
    byte[] signature,
    @Nullable Instant signedAt,
    @Nullable Instant expiresAt,
    byte[] unsigned) {

  /** The field cannot be used; the message says why and repeats nothing of it. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String why) {
      super(why, null, false, false);
    }
  }

  static SignatureField parse(HeaderField field) throws Unusable {
    TagList tags = TagList.parse(value(field)).orElseThrow(() -> new Unusable("no list of tags"));
    if (!need(tags, "v").equals("1")) {
      throw new Unusable("of another version");
    }
    Algorithm algorithm =
        Algorithm.ofTag(need(tags, "a"))
            .orElseThrow(() -> new Unusable("made with an algorithm that is not allowed"));
    if (tags.get("l").isPresent()) {
      throw new Unusable("leaves an end of the body unsigned (l=)");
    }
    if (!Arrays.asList(tags.compact("q").orElse("dns/txt").split(":")).contains("dns/txt")) {
      throw new Unusable("its key is not in the DNS");
    }
    String[] forms = tags.compact("c").orElse("simple/simple").split("/", -1);
    Domain domain = domain(need(tags, "d"));
    String selector = need(tags, "s").toLowerCase(Locale.ROOT);
    String i = tags.compact("i").orElse("@" + domain);
    Domain identity = domain(i.substring(i.lastIndexOf('@') + 1));
    if (!identity.equals(domain) && !identity.ascii().endsWith("." + domain.ascii())) {
      throw new Unusable("its identity lies outside its domain");
    }
    List<String> names =
        Arrays.stream(need(tags, "h").split(":", -1))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList();
    if (!names.contains("from")) {
      throw new Unusable("does not cover From");
    }
    Instant signedAt = time(tags, "t");
    Instant expiresAt = time(tags, "x");
    if (signedAt != null && expiresAt != null && !expiresAt.isAfter(signedAt)) {
      throw new Unusable("expires before it was made");
    }
    return new SignatureField(
        algorithm,
        form(forms[0]),
        forms.length == 1 ? Canonical.SIMPLE : form(forms[1]),
        domain,
        selector,
        identity,
        domain(selector + "._domainkey." + domain),
        names,
        octets(need(tags, "bh")),
        octets(need(tags, "b")),
        signedAt,
        expiresAt,
        withoutB(field.raw()));
  }

  private static String value(HeaderField field) {
    String raw = new String(field.raw(), StandardCharsets.ISO_8859_1);
    return raw.substring(raw.indexOf(':') + 1);
  }

  private static String need(TagList tags, String name) throws Unusable {
    Optional<String> value = tags.compact(name).filter(text -> !text.isEmpty());
    return value.orElseThrow(() -> new Unusable("lacks " + name + "="));
  }

  private static Domain domain(String text) throws Unusable {
    try {
      return Domain.of(text);
    } catch (BadAddress bad) {
      throw new Unusable("names something that is no domain");
    }
  }

  private static Canonical form(String name) throws Unusable {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "simple" -> Canonical.SIMPLE;
      case "relaxed" -> Canonical.RELAXED;
      default -> throw new Unusable("of an unknown canonical form");
    };
  }

  private static byte[] octets(String base64) throws Unusable {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException bad) {
      throw new Unusable("holds something that is no base64");
    }
  }

  private static @Nullable Instant time(TagList tags, String name) throws Unusable {
    String text = tags.get(name).orElse(null);
    if (text == null) {
      return null;
    }
    // RFC 6376 section 3.5 allows twelve digits and more; no clock goes that far.
    if (!text.matches("[0-9]{1,11}")) {
      throw new Unusable("has a time that is none");
    }
    return Instant.ofEpochSecond(Long.parseLong(text));
  }

  /** The raw field with everything between {@code b=} and the next semicolon taken out. */
  private static byte[] withoutB(byte[] raw) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
    int at = 0;
    while (at < raw.length && raw[at] != ':') {
      at++;
    }
    at = Math.min(at + 1, raw.length);
    out.write(raw, 0, at);
    while (at < raw.length) {
      int end = at;
      int equals = -1;
      while (end < raw.length && raw[end] != ';') {
        if (equals < 0 && raw[end] == '=') {
          equals = end;
        }
        end++;
      }
      boolean b =
          equals >= 0
              && new String(raw, at, equals - at, StandardCharsets.ISO_8859_1).strip().equals("b");
      out.write(raw, at, (b ? equals + 1 : end) - at);
      if (end < raw.length) {
        out.write(';');
      }
      at = end + 1;
    }
    return out.toByteArray();
  }
}
