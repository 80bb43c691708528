package io.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.SharedData;
import io.postern.dns.Answer;
import io.postern.dns.Answer.Security;
import io.postern.dns.Answer.Status;
import io.postern.dns.Mx;
import io.postern.dns.Resolver.Family;
import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import java.io.IOException;
import java.io.Reader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

/** The OpenSPF suite for RFC 7208, all of it. */
class SpfSuiteTest {
  private static final int CASES = 203;

  @TestFactory
  Stream<DynamicTest> theSuite() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Reader in = Files.newBufferedReader(SharedData.file("spf/rfc7208-tests.yml"))) {
      for (Object document : new Yaml().loadAll(in)) {
        Map<String, Object> section = map(document);
        Zone zone = new Zone(map(Objects.requireNonNullElse(section.get("zonedata"), Map.of())));
        map(Objects.requireNonNull(section.get("tests")))
            .forEach((name, test) ->
                tests.add(
                    DynamicTest.dynamicTest(
                        section.get("description") + ": " + name, () -> holds(zone, map(test)))));
      }
    }
    assertThat(tests).hasSize(CASES);
    return tests.stream();
  }

  private static void holds(Zone zone, Map<String, Object> test) {
    Spf spf = new Spf(zone, "receiver.example", InstantSource.fixed(Instant.EPOCH));
    String from = String.valueOf(test.get("mailfrom"));
    String helo = String.valueOf(test.get("helo"));
    int at = from.lastIndexOf('@');
    Spf.Verdict verdict =
        spf.check(
            InetAddress.ofLiteral(String.valueOf(test.get("host"))),
            helo,
            at < 0 ? "" : from.substring(0, at),
            from.isEmpty() ? helo : from.substring(at + 1));
    List<?> wanted =
        test.get("result") instanceof List<?> several ? several : List.of(test.get("result"));
    assertThat(verdict.result().name().toLowerCase(Locale.ROOT))
        .as("%s", verdict)
        .isIn(wanted.toArray());
    Object explanation = test.get("explanation");
    if (explanation != null) {
      assertThat(Objects.requireNonNullElse(verdict.explanation(), "DEFAULT"))
          .isEqualTo(explanation);
    }
    if (verdict.result() == Spf.Result.PASS || verdict.result() == Spf.Result.FAIL) {
      assertThat(verdict.match()).isNotNull();
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  /** The suite's zone data, with its rules: SPF stands for TXT too where there is no TXT. */
  private static final class Zone implements SpfDns {
    private final Map<String, List<Object>> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Zone(Map<String, Object> data) {
      data.forEach((name, records) -> names.put(name, new ArrayList<>((List<?>) records)));
    }

    @Override
    public Answer<String> txt(String name) {
      List<Object> here = at(name, 0);
      boolean own =
          here.stream().anyMatch(one -> one instanceof Map<?, ?> r && r.containsKey("TXT"));
      return find(
          name,
          own ? "TXT" : "SPF",
          text ->
              text instanceof List<?> pieces
                  ? String.join("", pieces.stream().map(Object::toString).toList())
                  : text.toString());
    }

    @Override
    public Answer<InetAddress> addresses(String name, Family family) {
      return find(
          name, family == Family.V4 ? "A" : "AAAA", text -> InetAddress.ofLiteral(text.toString()));
    }

    @Override
    public Answer<Mx> mx(String name) {
      return find(
          name,
          "MX",
          text -> {
            List<?> pair = (List<?>) text;
            return new Mx((Integer) pair.get(0), pair.get(1).toString());
          });
    }

    @Override
    public Answer<Domain> names(InetAddress address) {
      StringBuilder name = new StringBuilder();
      byte[] octets = address.getAddress();
      for (int i = octets.length - 1; i >= 0; i--) {
        name.append(
            octets.length == 4
                ? (octets[i] & 0xff) + "."
                : "%x.%x.".formatted(octets[i] & 0xf, octets[i] >> 4 & 0xf));
      }
      name.append(address instanceof Inet4Address ? "in-addr.arpa" : "ip6.arpa");
      Answer<String> found = find(name.toString(), "PTR", Object::toString);
      List<Domain> domains = new ArrayList<>();
      for (String one : found.records()) {
        try {
          domains.add(Domain.of(one));
        } catch (BadAddress left) {
          continue;
        }
      }
      return new Answer<>(
          domains.isEmpty() && found.status() == Status.FOUND ? Status.NO_DATA : found.status(),
          found.security(),
          domains,
          found.ttl(),
          found.why());
    }

    private List<Object> at(String name, int aliases) {
      if (aliases > 8) {
        return List.of("TIMEOUT"); // as the resolver ends a loop
      }
      String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      List<Object> here = names.getOrDefault(bare, List.of());
      for (Object one : here) {
        if (one instanceof Map<?, ?> record && record.get("CNAME") != null) {
          return at(record.get("CNAME").toString(), aliases + 1);
        }
      }
      return here;
    }

    private <T> Answer<T> find(String name, String type, Function<Object, T> reading) {
      List<T> found = new ArrayList<>();
      List<Object> here = at(name, 0);
      for (Object one : here) {
        if (one instanceof Map<?, ?> record && record.get(type) != null) {
          if (record.get(type).equals("TIMEOUT")) {
            return Answer.failed(Security.UNKNOWN, "timeout");
          }
          if (!record.get(type).equals("NONE")) {
            found.add(reading.apply(record.get(type)));
          }
        }
      }
      if (found.isEmpty() && here.contains("TIMEOUT")) {
        return Answer.failed(Security.UNKNOWN, "timeout");
      }
      return found.isEmpty()
          ? Answer.none(
              here.isEmpty() ? Status.NO_SUCH_NAME : Status.NO_DATA,
              Security.UNKNOWN,
              Duration.ZERO)
          : Answer.found(Security.UNKNOWN, found, Duration.ZERO);
    }
  }
}
