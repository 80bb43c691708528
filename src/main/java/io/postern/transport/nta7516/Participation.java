package io.postern.transport.nta7516;

import io.postern.transport.MxHost;
import java.util.List;

/** Whether a mail domain takes part in the norm, as its record says. */
public sealed interface Participation {

  /**
   * It does.
   *
   * @param hosts where such mail goes, in the order to try them; empty: the domain's MX hosts
   */
  record Takes(NormRecord record, List<MxHost> hosts) implements Participation {
    public Takes {
      hosts = List.copyOf(hosts);
    }
  }

  /** It does not. */
  record Not(Why why) implements Participation {}

  /** The DNS gave no answer to rely on: it may, so nothing weaker may be chosen now. */
  record Unknown(String why) implements Participation {}

  /** Why a domain does not take part. Stable codes. */
  enum Why {
    NO_RECORD,
    /** There is a record, in an answer that no signature vouches for. */
    INSECURE,
    MALFORMED,
    /** More than one record is in force. */
    SEVERAL,
    NOT_YET,
    OVER
  }
}
