package io.postern.policy;

import io.postern.transport.TlsRequirement;
import io.postern.transport.TlsRequirement.Proof;
import io.postern.transport.TlsRequirement.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The value of {@code zivver-direct-delivery}: {@code key value} pairs in any order (SPEC 5.3). */
final class DirectDelivery {
  private DirectDelivery() {}

  static TlsRequirement read(String text) throws BadHeader {
    Map<String, String> pairs = pairs(text.toLowerCase(Locale.ROOT));
    Version version =
        switch (pairs.getOrDefault("tls", "tls1.2")) {
          case "tls1.2" -> Version.TLS1_2;
          case "tls1.3" -> Version.TLS1_3;
          default -> throw new BadHeader("tls is neither tls1.2 nor tls1.3");
        };
    Proof proof =
        switch (pairs.getOrDefault("auth", "certificate-validation")) {
          case "certificate-validation" -> Proof.PKIX;
          case "dane" -> Proof.DANE;
          default -> throw new BadHeader("auth is neither certificate-validation nor dane");
        };
    return new TlsRequirement(version, List.of(proof), false);
  }

  private static Map<String, String> pairs(String text) throws BadHeader {
    List<String> words = new ArrayList<>();
    for (String word : text.split("[ \t]+", -1)) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        words.add(word);
      } else if (words.size() % 2 == 0) {
        words.add(word.substring(0, equals));
        words.add(word.substring(equals + 1));
      } else {
        throw new BadHeader("a key stands without a value");
      }
    }
    if (words.size() % 2 != 0) {
      throw new BadHeader("a key stands without a value");
    }
    Map<String, String> pairs = new TreeMap<>();
    for (int i = 0; i < words.size(); i += 2) {
      String key = words.get(i);
      if (!key.equals("tls") && !key.equals("auth")) {
        throw new BadHeader("has a key that is neither tls nor auth");
      }
      String before = pairs.put(key, words.get(i + 1));
      if (before != null && !before.equals(words.get(i + 1))) {
        throw new BadHeader("says " + key + " twice, differently");
      }
    }
    return pairs;
  }
}
