package io.postern.spf;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A record, read whole: one error anywhere makes all of it invalid (RFC 7208 section 4.6).
 *
 * @param redirect used when no directive matches
 * @param explanation names the text for those who are refused
 */
record SpfRecord(
    List<Directive> directives, @Nullable MacroString redirect, @Nullable MacroString explanation) {
  private static final Pattern MODIFIER = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*)=(.*)");
  private static final Pattern MECHANISM = Pattern.compile("([+?~-]?)([A-Za-z0-9]+)([:/].*)?");

  /** {@code dual-cidr-length} at the end. */
  private static final Pattern CIDR =
      Pattern.compile("(.*?)(?:/(0|[1-9][0-9]{0,2}))?(?://(0|[1-9][0-9]{0,2}))?");

  private static final Pattern IP4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

  SpfRecord {
    directives = List.copyOf(directives);
  }

  /** Whether a TXT record is an SPF record at all (section 4.5). */
  static boolean isSpf(String text) {
    String start = text.substring(0, Math.min(7, text.length())).toLowerCase(Locale.ROOT);
    return start.equals("v=spf1") || start.equals("v=spf1 ");
  }

  static SpfRecord parse(String text) throws BadSpf {
    List<Directive> directives = new ArrayList<>();
    MacroString redirect = null;
    MacroString explanation = null;
    for (String term : text.substring("v=spf1".length()).split(" ", -1)) {
      if (term.isEmpty()) {
        continue;
      }
      Matcher modifier = MODIFIER.matcher(term);
      if (!modifier.matches()) {
        directives.add(directive(term));
        continue;
      }
      switch (modifier.group(1).toLowerCase(Locale.ROOT)) {
        case "redirect" -> {
          unless(redirect == null, "redirect stands twice");
          redirect = MacroString.domain(modifier.group(2));
        }
        case "exp" -> {
          unless(explanation == null, "exp stands twice");
          explanation = MacroString.domain(modifier.group(2));
        }
        default -> MacroString.any(modifier.group(2));
      }
    }
    return new SpfRecord(directives, redirect, explanation);
  }

  private static Directive directive(String term) throws BadSpf {
    Matcher match = MECHANISM.matcher(term);
    unless(match.matches(), "a term that is none");
    Spf.Result result =
        switch (match.group(1)) {
          case "-" -> Spf.Result.FAIL;
          case "~" -> Spf.Result.SOFTFAIL;
          case "?" -> Spf.Result.NEUTRAL;
          default -> Spf.Result.PASS;
        };
    String rest = match.group(3) == null ? "" : match.group(3);
    return new Directive(result, mechanism(match.group(2), rest), term);
  }

  private static Directive.Mechanism mechanism(String name, String rest) throws BadSpf {
    switch (name.toLowerCase(Locale.ROOT)) {
      case "all" -> {
        unless(rest.isEmpty(), "all takes nothing");
        return new Directive.All();
      }
      case "include" -> {
        return new Directive.Include(MacroString.domain(afterColon(rest)));
      }
      case "exists" -> {
        return new Directive.Exists(MacroString.domain(afterColon(rest)));
      }
      case "ptr" -> {
        return new Directive.Ptr(rest.isEmpty() ? null : MacroString.domain(afterColon(rest)));
      }
      case "a" -> {
        Matcher cidr = cidr(rest);
        return new Directive.A(target(cidr), bits(cidr.group(2), 32), bits(cidr.group(3), 128));
      }
      case "mx" -> {
        Matcher cidr = cidr(rest);
        return new Directive.Mx(target(cidr), bits(cidr.group(2), 32), bits(cidr.group(3), 128));
      }
      case "ip4" -> {
        String[] parts = afterColon(rest).split("/", 2);
        unless(IP4.matcher(parts[0]).matches(), "no IPv4 address");
        return ip(parts, Inet4Address.ofLiteral(parts[0]), 32);
      }
      case "ip6" -> {
        String[] parts = afterColon(rest).split("/", 2);
        unless(parts[0].matches("[0-9A-Fa-f:.]+") && parts[0].contains(":"), "no IPv6 address");
        try {
          return ip(parts, Inet6Address.ofLiteral(parts[0]), 128);
        } catch (IllegalArgumentException bad) {
          throw new BadSpf("no IPv6 address");
        }
      }
      default -> throw new BadSpf("an unknown mechanism");
    }
  }

  private static Directive.Ip ip(String[] parts, InetAddress network, int most) throws BadSpf {
    String length = parts.length == 1 ? null : parts[1];
    unless(length == null || length.matches("0|[1-9][0-9]{0,2}"), "no prefix length");
    return new Directive.Ip(network, bits(length, most));
  }

  private static Matcher cidr(String rest) throws BadSpf {
    Matcher cidr = CIDR.matcher(rest);
    unless(cidr.matches(), "no domain and prefix length");
    return cidr;
  }

  private static @Nullable MacroString target(Matcher cidr) throws BadSpf {
    String domain = cidr.group(1);
    return domain.isEmpty() ? null : MacroString.domain(afterColon(domain));
  }

  private static String afterColon(String rest) throws BadSpf {
    unless(rest.startsWith(":"), "a mechanism without its domain");
    return rest.substring(1);
  }

  private static int bits(@Nullable String digits, int most) throws BadSpf {
    int bits = digits == null ? most : Integer.parseInt(digits);
    unless(bits <= most, "a prefix longer than an address");
    return bits;
  }

  private static void unless(boolean good, String why) throws BadSpf {
    if (!good) {
      throw new BadSpf(why);
    }
  }
}
