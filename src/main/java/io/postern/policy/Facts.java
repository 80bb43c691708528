package io.postern.policy;

/** All that a decision is made from (SPEC 6.6). */
public record Facts(
    RecipientFacts recipient,
    MessagePolicy message,
    OrganisationPolicy organisation,
    Findings findings) {

  /** The same facts after one more attempt at a row. */
  public Facts found(Row row, Finding finding) {
    return new Facts(recipient, message, organisation, findings.with(row, finding));
  }
}
