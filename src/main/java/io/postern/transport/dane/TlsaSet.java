package io.postern.transport.dane;

import io.postern.dns.Tlsa;
import io.postern.smtp.Domain;
import java.util.List;

/** What the DNSSEC-secure TLSA records of a host amount to. */
public sealed interface TlsaSet {

  TlsaSet ABSENT = new Absent();

  /** No secure record. */
  record Absent() implements TlsaSet {}

  /**
   * Records, none of which can be used: the host is known to speak TLS, and who it is stays
   * unproven (RFC 7672 section 2.2).
   *
   * @param base the TLSA base domain
   * @param records all of them, as they stand in the DNS
   */
  record Unusable(Domain base, List<Tlsa> records) implements TlsaSet {
    public Unusable {
      records = List.copyOf(records);
    }
  }

  /**
   * At least one usable record: the certificates match one of them, or the host is not the one the
   * domain means.
   *
   * @param base the TLSA base domain: what goes into SNI (RFC 7672 section 8.1)
   * @param records the usable ones; several while a key is rolled over
   */
  record Usable(Domain base, List<UsableTlsa> records) implements TlsaSet {
    public Usable {
      records = List.copyOf(records);
      if (records.isEmpty()) {
        throw new IllegalArgumentException("usable means a usable record");
      }
    }
  }

  /**
   * Reads a set of records that came from a secure answer.
   *
   * @param base the domain below which they were found
   */
  static TlsaSet of(Domain base, List<Tlsa> records) {
    if (records.isEmpty()) {
      return ABSENT;
    }
    List<UsableTlsa> usable = UsableTlsa.among(records);
    return usable.isEmpty() ? new Unusable(base, records) : new Usable(base, usable);
  }
}
