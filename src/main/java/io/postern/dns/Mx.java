package io.postern.dns;

/**
 * One MX record (RFC 1035 section 3.3.9).
 *
 * @param preference lower is tried first
 * @param host as it stands in the record, lower case, without the last dot; empty for the root,
 *     which means "no mail here" when it stands alone (RFC 7505). Not checked: it may be no usable
 *     host name.
 */
public record Mx(int preference, String host) {

  public boolean isRoot() {
    return host.isEmpty();
  }
}
