package io.postern.dns;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;

/**
 * One message from the DNS and what it is worth.
 *
 * @param message null when there is none to rely on
 * @param security {@code SECURE} or {@code INSECURE} with a message; otherwise {@code BOGUS} or
 *     {@code UNKNOWN}
 * @param why for an administrator, where there is no message
 */
record Verdict(@Nullable Message message, Answer.Security security, String why) {

  static Verdict of(Message message, boolean secure) {
    return new Verdict(message, secure ? Answer.Security.SECURE : Answer.Security.INSECURE, "");
  }

  static Verdict failed(Trouble trouble) {
    return new Verdict(null, trouble.security(), trouble.why());
  }
}
