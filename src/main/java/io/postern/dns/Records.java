package io.postern.dns;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;

/** Records as they come off the wire, in our words. */
final class Records {
  private Records() {}

  static Mx mx(MXRecord record) {
    Name target = record.getTarget();
    // The root prints as a dot even without its last dot.
    String host = target.equals(Name.root) ? "" : target.toString(true).toLowerCase(Locale.ROOT);
    return new Mx(record.getPriority(), host);
  }

  static Tlsa tlsa(TLSARecord record) {
    return new Tlsa(
        record.getCertificateUsage(),
        record.getSelector(),
        record.getMatchingType(),
        record.getCertificateAssociationData());
  }

  static String joined(TXTRecord record) {
    StringBuilder text = new StringBuilder();
    for (byte[] piece : record.getStringsAsByteArrays()) {
      text.append(new String(piece, StandardCharsets.UTF_8));
    }
    return text.toString();
  }
}
