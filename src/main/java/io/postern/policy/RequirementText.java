package io.postern.policy;

import io.postern.transport.TlsRequirement;
import io.postern.transport.TlsRequirement.Proof;
import io.postern.transport.TlsRequirement.Version;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A TLS requirement as a word: {@code tls1.2:pkix+dane}, {@code tls1.3:dane:mx}. */
public final class RequirementText {
  private RequirementText() {}

  public static String encode(TlsRequirement requirement) {
    String version =
        switch (requirement.version()) {
          case TLS1_2 -> "tls1.2";
          case TLS1_3 -> "tls1.3";
        };
    String proofs =
        requirement.proofs().stream()
            .map(proof -> proof.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining("+"));
    return version + ":" + proofs + (requirement.authenticatedMx() ? ":mx" : "");
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException for anything else: a requirement is never guessed
   */
  public static TlsRequirement decode(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length < 2 || parts.length > 3 || parts.length == 3 && !parts[2].equals("mx")) {
      throw new IllegalArgumentException("not a TLS requirement");
    }
    Version version =
        switch (parts[0]) {
          case "tls1.2" -> Version.TLS1_2;
          case "tls1.3" -> Version.TLS1_3;
          default -> throw new IllegalArgumentException("not a TLS version");
        };
    List<Proof> proofs =
        Arrays.stream(parts[1].split("\\+", -1))
            .map(word -> Proof.valueOf(word.toUpperCase(Locale.ROOT)))
            .toList();
    return new TlsRequirement(version, proofs, parts.length == 3);
  }
}
