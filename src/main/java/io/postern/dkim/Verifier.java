package io.postern.dkim;

import io.postern.dns.Answer;
import io.postern.dns.Resolver;
import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Verifies signatures with keys from the DNS (RFC 6376 section 6). Thread-safe; what it begins
 * belongs to one thread.
 */
public final class Verifier {
  /** More signatures than this cost more than they tell; the first ones are the newest. */
  private static final int MOST = 8;

  private static final int HEADER_LIMIT = 256 * 1024;

  /** How far clocks may differ. */
  private static final Duration SKEW = Duration.ofMinutes(10);

  private final Resolver resolver;
  private final InstantSource clock;

  public Verifier(Resolver resolver, InstantSource clock) {
    this.resolver = resolver;
    this.clock = clock;
  }

  /** Verifies a whole message; blocks on the DNS. No signature, no verdict. */
  public List<Verdict> verify(InputStream message) throws IOException {
    try (InputStream in = new BufferedInputStream(message);
        Verification verification = begin(HeaderSection.read(in, HEADER_LIMIT))) {
      in.transferTo(verification);
      return verification.verdicts();
    }
  }

  /** Begins with a message whose body is still to stream past. */
  public Verification begin(HeaderSection header) {
    return new Verification(header);
  }

  /** Takes the body, then gives the verdicts in the order of the signatures. */
  public final class Verification extends OutputStream {
    private final HeaderSection header;
    private final List<SignatureField> fields = new ArrayList<>();
    private final List<Verdict> unusable = new ArrayList<>();
    private final Map<Canonical, BodyHash> bodies = new EnumMap<>(Canonical.class);

    private Verification(HeaderSection header) {
      this.header = header;
      for (HeaderField field : header.all(Signer.HEADER)) {
        if (fields.size() + unusable.size() == MOST) {
          break;
        }
        try {
          SignatureField one = SignatureField.parse(field);
          fields.add(one);
          bodies.computeIfAbsent(one.body(), BodyHash::of);
        } catch (SignatureField.Unusable bad) {
          unusable.add(new Verdict.Unusable("the signature " + bad.getMessage()));
        }
      }
    }

    @Override
    public void write(int octet) {
      bodies.values().forEach(body -> body.write(octet));
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
      bodies.values().forEach(body -> body.write(octets, offset, length));
    }

    /** Ask once, when the body is over; blocks on the DNS. Those that cannot be used come last. */
    public List<Verdict> verdicts() {
      Map<Canonical, byte[]> hashes = new EnumMap<>(Canonical.class);
      bodies.forEach((form, body) -> hashes.put(form, body.digest()));
      List<Verdict> verdicts = new ArrayList<>();
      for (SignatureField field : fields) {
        verdicts.add(judge(field, Objects.requireNonNull(hashes.get(field.body()))));
      }
      verdicts.addAll(unusable);
      return verdicts;
    }

    private Verdict judge(SignatureField field, byte[] bodyHash) {
      Instant now = clock.instant();
      Instant signedAt = field.signedAt();
      Instant expiresAt = field.expiresAt();
      if (signedAt != null && signedAt.isAfter(now.plus(SKEW))) {
        return new Verdict.Fail(field.domain(), "it was signed in the future");
      }
      if (expiresAt != null && now.isAfter(expiresAt.plus(SKEW))) {
        return new Verdict.Fail(field.domain(), "its time is over");
      }
      if (!MessageDigest.isEqual(bodyHash, field.bodyHash())) {
        return new Verdict.Fail(field.domain(), "the body was changed");
      }
      Answer<String> found = resolver.txt(field.keyName());
      return switch (found.status()) {
        case FAILED -> new Verdict.NotNow(field.domain(), found.why());
        case NO_DATA, NO_SUCH_NAME -> new Verdict.Unusable("there is no key at " + field.keyName());
        case FOUND ->
            found.records().size() == 1
                ? with(field, KeyRecord.parse(found.records().getFirst()))
                : new Verdict.Unusable("there are several records at " + field.keyName());
      };
    }

    private Verdict with(SignatureField field, KeyRecord.Parsed parsed) {
      return switch (parsed) {
        case KeyRecord.Unusable(String why) -> new Verdict.Unusable(why);
        case KeyRecord.Revoked() -> new Verdict.Unusable("the key was revoked");
        case KeyRecord.Usable(KeyRecord key) -> with(field, key);
      };
    }

    private Verdict with(SignatureField field, KeyRecord key) {
      if (key.algorithm() != field.algorithm()) {
        return new Verdict.Unusable("the key is of another type than the signature");
      }
      if (key.strict() && !field.identity().equals(field.domain())) {
        return new Verdict.Unusable("the key is for its own domain only");
      }
      byte[] fields = Signer.canonical(header, field.names(), field.header());
      byte[] own = field.header().signature(field.unsigned());
      byte[] signed = new byte[fields.length + own.length];
      System.arraycopy(fields, 0, signed, 0, fields.length);
      System.arraycopy(own, 0, signed, fields.length, own.length);
      return field.algorithm().verifies(key.key(), signed, field.signature())
          ? new Verdict.Pass(
              field.domain(), field.selector(), field.algorithm(), field.signedAt(), key.testing())
          : new Verdict.Fail(field.domain(), "the header was changed");
    }
  }
}
