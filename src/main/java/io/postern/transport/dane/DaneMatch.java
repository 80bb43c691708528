package io.postern.transport.dane;

import io.postern.smtp.Domain;
import io.postern.transport.certificate.HostNames;
import io.postern.transport.certificate.ServerChain;
import java.security.PublicKey;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the certificates a host showed match its domain's usable TLSA records. */
public final class DaneMatch {

  private DaneMatch() {}

  /**
   * @param chain as sent, leaf first
   * @param names what a certificate below a trust anchor may be made out to (RFC 7672 section
   *     3.2.2)
   * @param cipher of the session, as the JDK names it
   */
  public static boolean holds(
      TlsaSet.Usable set,
      List<X509Certificate> chain,
      Collection<Domain> names,
      String cipher,
      Date now) {
    if (chain.isEmpty()) {
      return false;
    }
    X509Certificate leaf = chain.getFirst();
    // RFC 7671 section 5.1: for DANE-EE neither names nor dates of the certificate count; the
    // record's own signature says whose key it is and until when.
    boolean endEntity =
        set.records().stream().anyMatch(r -> !r.isTrustAnchor() && r.speaksOf(leaf));
    return endEntity
        || names.stream().anyMatch(name -> HostNames.names(leaf, name))
            && belowAnAnchor(set, chain, cipher, now);
  }

  private static boolean belowAnAnchor(
      TlsaSet.Usable set, List<X509Certificate> chain, String cipher, Date now) {
    Set<TrustAnchor> anchors = new HashSet<>();
    for (UsableTlsa record : set.records()) {
      if (record.isTrustAnchor()) {
        PublicKey key = record.key();
        if (key != null && ServerChain.belowKey(key, chain, now)) {
          return true;
        }
        addAnchors(record, chain, anchors);
      }
    }
    return !anchors.isEmpty()
        && ServerChain.against(anchors, chain, cipher, now) == ServerChain.Verdict.HOLDS;
  }

  /**
   * RFC 7671 section 5.2: the anchor is a certificate above the leaf that the host has to show
   * itself, for its digest says nothing else; or it stands whole in the record. Its dates do not
   * count (RFC 5280 section 6.1.1). Never the leaf: the validator would take that unseen.
   */
  private static void addAnchors(
      UsableTlsa record, List<X509Certificate> chain, Set<TrustAnchor> anchors) {
    X509Certificate leaf = chain.getFirst();
    for (X509Certificate shown : chain.subList(1, chain.size())) {
      if (record.speaksOf(shown) && !shown.equals(leaf)) {
        anchors.add(new TrustAnchor(shown, null));
      }
    }
    X509Certificate whole = record.certificate();
    if (whole != null && !whole.equals(leaf)) {
      anchors.add(new TrustAnchor(whole, null));
    }
  }
}
