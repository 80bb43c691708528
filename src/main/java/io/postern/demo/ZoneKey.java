package io.postern.demo;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.DNSSECException;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;

/** The key of a zone: one for everything, ECDSA P-256 (RFC 6605). */
final class ZoneKey {
  private static final int ZONE_AND_ENTRY_POINT = 257;

  private final KeyPair pair;
  private final DNSKEYRecord record;

  ZoneKey(Name zone, long ttl) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      pair = generator.generateKeyPair();
      record =
          new DNSKEYRecord(
              zone,
              DClass.IN,
              ttl,
              ZONE_AND_ENTRY_POINT,
              DNSKEYRecord.Protocol.DNSSEC,
              DNSSEC.Algorithm.ECDSAP256SHA256,
              pair.getPublic());
    } catch (GeneralSecurityException | DNSSECException impossible) {
      throw new IllegalStateException("every JDK has P-256", impossible);
    }
  }

  DNSKEYRecord record() {
    return record;
  }

  /** What the parent publishes about it. */
  DSRecord digest(long ttl) {
    return new DSRecord(record.getName(), DClass.IN, ttl, DNSSEC.Digest.SHA256, record);
  }

  RRSIGRecord sign(RRset set, Instant from, Instant until) {
    return sign(set, this, from, until);
  }

  /** A signature that names this key and was made with another. */
  RRSIGRecord forge(RRset set, ZoneKey other, Instant from, Instant until) {
    return sign(set, other, from, until);
  }

  private RRSIGRecord sign(RRset set, ZoneKey by, Instant from, Instant until) {
    try {
      return DNSSEC.sign(set, record, by.pair.getPrivate(), from, until);
    } catch (DNSSECException impossible) {
      throw new IllegalStateException("a set of our own can be signed", impossible);
    }
  }
}
