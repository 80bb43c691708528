package io.postern.dns;

import io.postern.smtp.Domain;
import java.net.InetAddress;

/**
 * Where a host is, and under which name it was found (RFC 7672 section 2.2.2).
 *
 * @param addresses IPv4 and IPv6; its security covers the aliases on the way too
 * @param canonical the name at the end of the aliases; the host itself where it is no alias
 * @param firstStep what the answer for the host's own name is worth, alias or not: an insecure
 *     target behind a secure alias leaves TLSA records at the host's own name usable
 */
public record HostAnswer(
    Answer<InetAddress> addresses, Domain canonical, Answer.Security firstStep) {}
