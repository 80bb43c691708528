package io.postern.spf;

import io.postern.dns.Answer;
import io.postern.dns.Answer.Status;
import io.postern.dns.Mx;
import io.postern.dns.Resolver.Family;
import io.postern.smtp.Domain;
import io.postern.spf.Spf.Kind;
import io.postern.spf.Spf.Match;
import io.postern.spf.Spf.Place;
import io.postern.spf.Spf.Result;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation of {@code check_host} (RFC 7208 section 4), with all its includes and redirects.
 * For one thread, once.
 */
final class Evaluation {
  private static final int MOST_LOOKUPS = 10; // section 4.6.4, as the next three
  private static final int MOST_VOID = 2;
  private static final int MOST_MX = 10;
  private static final int MOST_PTR = 10;
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final SpfDns dns;
  private final String host;
  private final InstantSource clock;
  private final Instant end;
  private final Spf.Identity about;
  private final Family family;
  private int lookups;
  private int voids;

  Evaluation(SpfDns dns, String host, InstantSource clock, Spf.Identity about) {
    this.dns = dns;
    this.host = host;
    this.clock = clock;
    this.end = clock.instant().plus(LONGEST);
    this.about = about;
    this.family = about.client() instanceof Inet4Address ? Family.V4 : Family.V6;
  }

  /** The evaluation ends here, with an error. */
  private static final class Stop extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Result result;

    Stop(Result result, String why) {
      super(why, null, false, false);
      this.result = result;
    }
  }

  /**
   * @param from the record that decided, for its explanation; null when none did
   */
  private record Outcome(
      Result result, @Nullable Match match, String domain, @Nullable SpfRecord from) {}

  Spf.Verdict run() {
    try {
      Outcome outcome = check(about.domain(), Place.OWN);
      return new Spf.Verdict(
          outcome.result,
          outcome.match,
          lookups,
          outcome.result == Result.NONE ? "there is no SPF record" : "",
          outcome.result == Result.FAIL ? explanation(outcome) : null);
    } catch (Stop stop) {
      return new Spf.Verdict(stop.result, null, lookups, String.valueOf(stop.getMessage()), null);
    }
  }

  private Outcome check(String domain, Place place) throws Stop {
    if (!isDomain(domain)) {
      return new Outcome(Result.NONE, null, domain, null);
    }
    SpfRecord record = record(domain);
    if (record == null) {
      return new Outcome(Result.NONE, null, domain, null);
    }
    for (Directive directive : record.directives()) {
      Match match = match(directive, domain, place);
      if (match != null) {
        return new Outcome(directive.result(), match, domain, record);
      }
    }
    if (record.redirect() == null) {
      return new Outcome(Result.NEUTRAL, null, domain, record);
    }
    count();
    Outcome there =
        check(record.redirect().name(values(domain)), place == Place.OWN ? Place.REDIRECT : place);
    if (there.result == Result.NONE) {
      throw new Stop(Result.PERMERROR, "redirect leads to a domain without a record");
    }
    return there;
  }

  /** Null when there is none (section 4.4, 4.5). */
  private @Nullable SpfRecord record(String domain) throws Stop {
    Answer<String> answer = dns.txt(domain);
    intime();
    if (answer.status() == Status.FAILED) {
      throw new Stop(Result.TEMPERROR, "the record of " + domain + " cannot be looked up now");
    }
    List<String> records = answer.records().stream().filter(SpfRecord::isSpf).toList();
    if (records.isEmpty()) {
      return null;
    }
    if (records.size() > 1) {
      throw new Stop(Result.PERMERROR, domain + " has more than one SPF record");
    }
    try {
      return SpfRecord.parse(records.getFirst());
    } catch (BadSpf bad) {
      throw new Stop(
          Result.PERMERROR, "the SPF record of " + domain + " holds " + bad.getMessage());
    }
  }

  private @Nullable Match match(Directive directive, String domain, Place place) throws Stop {
    return switch (directive.mechanism()) {
      case Directive.All() -> here(Kind.ALL, place, directive, domain, 0);
      case Directive.Ip(InetAddress network, int bits) -> {
        Kind kind = network instanceof Inet4Address ? Kind.IP4 : Kind.IP6;
        yield in(network, bits) ? here(kind, place, directive, domain, bits) : null;
      }
      case Directive.Include(MacroString target) -> {
        count();
        Outcome there = check(target.name(values(domain)), Place.INCLUDE);
        if (there.result == Result.NONE) {
          throw new Stop(
              Result.PERMERROR, directive.text() + " leads to a domain without a record");
        }
        // The directive that decides is the innermost one; without one it was the include itself.
        yield there.result != Result.PASS
            ? null
            : there.match == null
                ? here(Kind.INCLUDE, Place.INCLUDE, directive, domain, 0)
                : there.match;
      }
      case Directive.A(MacroString target, int bits4, int bits6) -> {
        count();
        int bits = family == Family.V4 ? bits4 : bits6;
        yield hosts(target(target, domain), bits)
            ? here(Kind.A, place, directive, domain, bits)
            : null;
      }
      case Directive.Mx(MacroString target, int bits4, int bits6) -> {
        count();
        int bits = family == Family.V4 ? bits4 : bits6;
        yield mx(target(target, domain), bits)
            ? here(Kind.MX, place, directive, domain, bits)
            : null;
      }
      case Directive.Ptr(MacroString target) -> {
        count();
        String wanted = target(target, domain);
        yield validated().stream().anyMatch(name -> isBelow(name, wanted))
            ? here(Kind.PTR, place, directive, domain, 0)
            : null;
      }
      case Directive.Exists(MacroString target) -> {
        count();
        // Section 5.7: an A record, whatever the client's family.
        yield look(dns.addresses(target.name(values(domain)), Family.V4)).isEmpty()
            ? null
            : here(Kind.EXISTS, place, directive, domain, 0);
      }
    };
  }

  private static Match here(Kind kind, Place place, Directive directive, String domain, int bits) {
    return new Match(kind, place, directive.text(), domain, bits);
  }

  private String target(@Nullable MacroString spec, String domain) {
    return spec == null ? domain : spec.name(values(domain));
  }

  private boolean hosts(String name, int bits) throws Stop {
    return look(dns.addresses(name, family)).stream().anyMatch(address -> in(address, bits));
  }

  private boolean mx(String name, int bits) throws Stop {
    List<Mx> hosts = look(dns.mx(name));
    if (hosts.size() > MOST_MX) {
      throw new Stop(Result.PERMERROR, name + " has more than ten MX records");
    }
    for (Mx mx : hosts) {
      if (!mx.isRoot() && hosts(mx.host(), bits)) {
        return true;
      }
    }
    return false;
  }

  /** The client's names that lead back to it (section 5.5); trouble means none. */
  private List<String> validated() throws Stop {
    Answer<Domain> answer = dns.names(about.client());
    intime();
    if (answer.status() == Status.FAILED) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (Domain name : look(answer).stream().limit(MOST_PTR).toList()) {
      Answer<InetAddress> back = dns.addresses(name.ascii(), family);
      intime();
      if (back.records().contains(about.client())) {
        names.add(name.ascii());
      }
    }
    return names;
  }

  /** What was found; a void look-up is counted, trouble ends it. */
  private <T> List<T> look(Answer<T> answer) throws Stop {
    intime();
    return switch (answer.status()) {
      case FOUND -> answer.records();
      case NO_DATA, NO_SUCH_NAME -> {
        if (++voids > MOST_VOID) {
          throw new Stop(Result.PERMERROR, "more than two look-ups find nothing");
        }
        yield List.of();
      }
      case FAILED -> throw new Stop(Result.TEMPERROR, "the DNS gives no answer now");
    };
  }

  private void count() throws Stop {
    if (++lookups > MOST_LOOKUPS) {
      throw new Stop(Result.PERMERROR, "more than ten look-ups are needed");
    }
  }

  private void intime() throws Stop {
    if (clock.instant().isAfter(end)) {
      throw new Stop(Result.TEMPERROR, "the look-ups take too long");
    }
  }

  private boolean in(InetAddress network, int bits) {
    byte[] one = network.getAddress();
    byte[] other = about.client().getAddress();
    if (one.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % 8;
      if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** Section 4.3: what is no domain name of several labels has no result. */
  private static boolean isDomain(String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    String[] labels = bare.split("\\.", -1);
    if (labels.length < 2 || bare.length() > 253) {
      return false;
    }
    for (String label : labels) {
      if (label.isEmpty() || label.length() > 63) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBelow(String name, String domain) {
    String one = name.toLowerCase(Locale.ROOT);
    String other = domain.toLowerCase(Locale.ROOT);
    return one.equals(other) || one.endsWith("." + other);
  }

  private MacroString.Values values(String domain) {
    return letter ->
        switch (letter) {
          case 's' -> about.sender();
          case 'l' -> about.local();
          case 'o' -> about.sender().substring(about.sender().lastIndexOf('@') + 1);
          case 'd' -> domain;
          case 'i' -> dotted();
          case 'p' -> name(domain);
          case 'v' -> family == Family.V4 ? "in-addr" : "ip6";
          case 'h' -> about.helo();
          case 'c' -> AddressText.of(about.client());
          case 'r' -> host;
          case 't' -> Long.toString(clock.instant().getEpochSecond());
          default -> throw new IllegalStateException("no such macro");
        };
  }

  /** Section 7.3: IPv4 as ever, IPv6 as 32 single digits. */
  private String dotted() {
    byte[] octets = about.client().getAddress();
    List<String> parts = new ArrayList<>();
    for (byte octet : octets) {
      if (octets.length == 4) {
        parts.add(Integer.toString(octet & 0xff));
      } else {
        parts.add(Integer.toHexString(octet >> 4 & 0xf).toUpperCase(Locale.ROOT));
        parts.add(Integer.toHexString(octet & 0xf).toUpperCase(Locale.ROOT));
      }
    }
    return String.join(".", parts);
  }

  /** The validated name, that of the domain before others. */
  private String name(String domain) {
    List<String> names;
    try {
      names = validated();
    } catch (Stop trouble) {
      return "unknown";
    }
    return names.stream()
        .filter(name -> name.equalsIgnoreCase(domain))
        .findFirst()
        .or(() -> names.stream().filter(name -> isBelow(name, domain)).findFirst())
        .or(() -> names.stream().findFirst())
        .orElse("unknown");
  }

  /** Section 6.2: whatever is wrong with it, there is none then. */
  private @Nullable String explanation(Outcome outcome) {
    SpfRecord from = outcome.from;
    MacroString where = from == null ? null : from.explanation();
    if (where == null) {
      return null;
    }
    Answer<String> answer = dns.txt(where.name(values(outcome.domain)));
    if (answer.records().size() != 1) {
      return null;
    }
    try {
      return MacroString.explanation(answer.records().getFirst()).expand(values(outcome.domain));
    } catch (BadSpf bad) {
      return null;
    }
  }
}
