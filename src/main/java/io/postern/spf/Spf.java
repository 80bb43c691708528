package io.postern.spf;

import io.postern.dns.Resolver;
import io.postern.smtp.Domain;
import io.postern.smtp.ReversePath;
import java.net.InetAddress;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Evaluates SPF (RFC 7208). Thread-safe; a check blocks on the DNS, for 20 seconds at most. */
public final class Spf {

  /** RFC 7208 section 2.6. */
  public enum Result {
    NONE,
    NEUTRAL,
    PASS,
    FAIL,
    SOFTFAIL,
    TEMPERROR,
    PERMERROR
  }

  /** In whose record the directive stood that matched. */
  public enum Place {
    /** In the domain's own. */
    OWN,
    /** In one that it includes, at whatever depth. */
    INCLUDE,
    /** In the one it is redirected to. */
    REDIRECT
  }

  /** What kind of directive it was. */
  public enum Kind {
    ALL,
    INCLUDE,
    A,
    MX,
    PTR,
    IP4,
    IP6,
    EXISTS
  }

  /**
   * The directive that decided.
   *
   * @param text as it stands in the record
   * @param record whose record it is
   * @param bits the prefix length of its network; 0 where it has none
   */
  public record Match(Kind kind, Place place, String text, String record, int bits) {}

  /**
   * What came out.
   *
   * @param match null when no directive decided
   * @param lookups how many terms that look something up were used, of ten
   * @param why for an administrator, where something is wrong with the record; otherwise empty
   * @param explanation what the domain has to say to those it refuses, or null
   */
  public record Verdict(
      Result result,
      @Nullable Match match,
      int lookups,
      String why,
      @Nullable String explanation) {}

  /**
   * Who is asked about.
   *
   * @param client the address that connected
   * @param helo what it called itself
   * @param sender local part and domain of the reverse-path
   * @param domain whose record is looked at
   * @param local for macros
   */
  record Identity(InetAddress client, String helo, String local, String domain, String sender) {}

  private final SpfDns dns;
  private final String host;
  private final InstantSource clock;

  /**
   * @param host our own name, for explanations
   */
  public Spf(Resolver resolver, Domain host, InstantSource clock) {
    this(SpfDns.of(resolver), host.ascii(), clock);
  }

  Spf(SpfDns dns, String host, InstantSource clock) {
    this.dns = dns;
    this.host = host;
    this.clock = clock;
  }

  /**
   * Checks the reverse-path; the HELO name in place of a null one (section 2.4).
   *
   * @param helo as the client gave it, whatever it is
   */
  public Verdict check(InetAddress client, String helo, ReversePath from) {
    return from.address()
        .map(mailbox -> check(client, helo, mailbox.local(), mailbox.domain().ascii()))
        .orElseGet(() -> check(client, helo, "", helo));
  }

  /** Whether a TXT record is an SPF record, good or bad (section 4.5). */
  public static boolean isRecord(String text) {
    return SpfRecord.isSpf(text);
  }

  /** Whether a client may send for a domain, whatever the local part. */
  public Verdict check(InetAddress client, Domain domain) {
    return check(client, domain.ascii(), "", domain.ascii());
  }

  Verdict check(InetAddress client, String helo, String local, String domain) {
    String user = local.isEmpty() ? "postmaster" : local; // section 4.3
    return new Evaluation(
            dns, host, clock, new Identity(client, helo, user, domain, user + "@" + domain))
        .run();
  }
}
