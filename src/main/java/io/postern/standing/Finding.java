package io.postern.standing;

import io.postern.smtp.Domain;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * One record of a domain: wanted, found, and what that means (SPEC 2.2).
 *
 * @param name where it stands, or should
 * @param type such as TXT or MX
 * @param wanted what it should say; empty where there is no one answer
 * @param found what stands there now
 * @param words what the sentence names, such as a directive or an address
 */
public record Finding(
    Subject subject,
    Domain name,
    String type,
    String wanted,
    List<String> found,
    Verdict verdict,
    Says says,
    List<String> words) {
  private static final String BUNDLE = "io.postern.standing.findings";

  /** What the record is for. */
  public enum Subject {
    OWNERSHIP,
    SPF,
    DKIM,
    DMARC,
    RETURN_PATH,
    MX,
    NTA7516,
    TLSA,
    MTA_STS
  }

  /** From good to bad. */
  public enum Verdict {
    /** As it should be. */
    GOOD,
    /** Works as it is, and could do more. */
    ADVICE,
    /** Nobody knows: the DNS gave no answer to rely on. */
    UNKNOWN,
    /** Not there. */
    MISSING,
    /** There, and not as it should be. */
    WRONG
  }

  /** The sentence; each has one in every language. */
  public enum Says {
    OWNERSHIP_THERE,
    OWNERSHIP_MISSING,
    OWNERSHIP_ASSUMED,
    SPF_PASSES,
    SPF_NONE,
    SPF_NOT_OURS,
    SPF_BROKEN,
    SPF_NO_ADDRESS,
    DKIM_SIGNS,
    DKIM_MISSING,
    DKIM_OTHER,
    DKIM_WAITS,
    DKIM_RETIRING,
    DMARC_HOLDS,
    DMARC_ABOVE,
    DMARC_WEAK,
    DMARC_NONE,
    RETURN_PATH_THERE,
    RETURN_PATH_MISSING,
    RETURN_PATH_OFF,
    MX_THERE,
    MX_NULL,
    MX_NONE,
    NTA_TAKES,
    NTA_NONE,
    NTA_INSECURE,
    NTA_MALFORMED,
    NTA_SEVERAL,
    NTA_NOT_YET,
    NTA_OVER,
    TLSA_THERE,
    TLSA_INSECURE,
    TLSA_NONE,
    MTA_STS_THERE,
    MTA_STS_NONE,
    NO_ANSWER;

    String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public Finding {
    found = List.copyOf(found);
    words = List.copyOf(words);
  }

  static Finding of(
      Subject subject, Domain name, String type, String wanted, Verdict verdict, Says says) {
    return new Finding(subject, name, type, wanted, List.of(), verdict, says, List.of());
  }

  /** Nobody knows. */
  static Finding noAnswer(Subject subject, Domain name, String type, String wanted, String why) {
    return of(subject, name, type, wanted, Verdict.UNKNOWN, Says.NO_ANSWER).naming(why);
  }

  Finding found(List<String> records) {
    return new Finding(subject, name, type, wanted, records, verdict, says, words);
  }

  Finding naming(String... named) {
    return new Finding(subject, name, type, wanted, found, verdict, says, List.of(named));
  }

  /** What it means and what to do, in one or two plain sentences. */
  public String sentence(Locale language) {
    ResourceBundle sentences =
        ResourceBundle.getBundle(
            BUNDLE,
            language,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    return MessageFormat.format(sentences.getString(says.key()), words.toArray());
  }
}
