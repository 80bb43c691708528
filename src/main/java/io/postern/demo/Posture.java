package io.postern.demo;

/** How a mail host out there behaves. */
public enum Posture {
  VALID_CERTIFICATE("a certificate that holds"),
  SELF_SIGNED("a certificate signed by nobody"),
  EXPIRED("a certificate past its date"),
  WRONG_NAME("a certificate for somebody else"),
  NO_STARTTLS("no encryption"),
  TLS1_1_ONLY("TLS 1.1 and nothing newer"),
  UNREACHABLE("nobody answers"),
  REPLIES_4XX("says not now to every recipient"),
  REPLIES_5XX("knows none of its recipients"),
  SMALL_SIZE("takes at most 100 kB");

  private final String words;

  Posture(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
