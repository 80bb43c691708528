package io.postern.intake;

import io.postern.conversation.LoopMarker;
import io.postern.mime.HeaderField;
import io.postern.mime.HeaderSection;
import io.postern.mime.MessageDate;
import io.postern.policy.ControlHeaders;
import io.postern.smtp.Domain;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Locale;

/** The header as it is kept and sent: without what must never leave (SPEC 3.4). */
final class CleanHeader {
  private final Domain host;

  CleanHeader(Domain host) {
    this.host = host;
  }

  HeaderSection of(HeaderSection header, Submitter submitter, String messageId, Instant now) {
    return header.without(this::mustNotLeave).prepend(received(submitter, messageId, now));
  }

  private boolean mustNotLeave(HeaderField field) {
    return field.is("Bcc")
        || field.is("Return-Path")
        || ControlHeaders.isControlHeader(field.name())
        || field.name().toLowerCase(Locale.ROOT).startsWith("x-postern-")
            && !field.is(LoopMarker.HEADER)
        || field.is("Authentication-Results") && claimsToBeOurs(field);
  }

  /** RFC 8601 section 5: a verdict that bears our name and is not ours must go. */
  private boolean claimsToBeOurs(HeaderField field) {
    String value = field.unfolded().strip().toLowerCase(Locale.ROOT);
    int end = 0;
    while (end < value.length() && " ;\t(".indexOf(value.charAt(end)) < 0) {
      end++;
    }
    return value.substring(0, end).equals(host.ascii());
  }

  /** RFC 5321 section 4.4; a private client address is nobody's business. */
  private HeaderField received(Submitter submitter, String messageId, Instant now) {
    InetAddress client = submitter.client();
    String address =
        client == null || isPrivate(client)
            ? ""
            : " (["
                + (client instanceof Inet6Address ? "IPv6:" : "")
                + client.getHostAddress()
                + "])";
    String tls = submitter.tls();
    return HeaderField.of(
        "Received",
        "from "
            + printable(submitter.helo())
            + address
            + " by "
            + host
            + (tls == null ? " with ESMTPA" : " with ESMTPSA (" + printable(tls) + ")")
            + " id "
            + messageId
            + "; "
            + MessageDate.format(now));
  }

  private static boolean isPrivate(InetAddress address) {
    return address.isSiteLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
  }

  /** The client's own words: only what cannot end a comment or a line. */
  private static String printable(String text) {
    String kept = text.replaceAll("[^A-Za-z0-9._:\\[\\] -]", "");
    return kept.isEmpty() ? "unknown" : kept.substring(0, Math.min(kept.length(), 200));
  }
}
