package io.postern.policy;

/** Whether sender and recipient qualify for NTA 7516 (SPEC 7.4). */
public enum NtaFact {
  /** The sender's organisation or domain does not. */
  SENDER_DOES_NOT,
  /** The recipient's domain does not. */
  RECIPIENT_DOES_NOT,
  BOTH_DO,
  /**
   * The DNS gave no answer to rely on about one of them: they may, so nothing weaker is chosen now.
   */
  UNKNOWN
}
