package io.postern.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;

/**
 * Puts one question to recursive servers: UDP, then TCP where the answer did not fit, one server
 * after another. Asks for signatures always (DO).
 */
final class Wire {

  /** DNS flag day 2020: what passes without fragments. */
  private static final int UDP_OCTETS = 1232;

  /** RFC 8914 sections 4.2 to 4.13: the server could not validate. */
  private static final Set<Integer> NOT_VALIDATED =
      Set.of(
          ExtendedErrorCodeOption.DNSSEC_BOGUS,
          ExtendedErrorCodeOption.SIGNATURE_EXPIRED,
          ExtendedErrorCodeOption.SIGNATURE_NOT_YET_VALID,
          ExtendedErrorCodeOption.DNSKEY_MISSING,
          ExtendedErrorCodeOption.RRSIGS_MISSING,
          ExtendedErrorCodeOption.NO_ZONE_KEY_BIT_SET,
          ExtendedErrorCodeOption.NSEC_MISSING);

  private final List<InetSocketAddress> servers;
  private final Duration timeout;
  private final int tries;

  Wire(List<InetSocketAddress> servers, Duration timeout, int tries) {
    this.servers = List.copyOf(servers);
    this.timeout = timeout;
    this.tries = tries;
  }

  /**
   * The first answer to rely on: NOERROR or NXDOMAIN.
   *
   * @param query with the flags the server is to see
   * @throws Trouble when no server gives one
   */
  Message ask(Message query, LookUp lookUp) throws Trouble {
    Trouble last = Trouble.noAnswer("no DNS server is configured");
    for (int round = 0; round < tries; round++) {
      for (InetSocketAddress server : servers) {
        lookUp.spendQuery();
        try {
          return send(server, query, lookUp);
        } catch (Trouble trouble) {
          last = trouble;
        }
        if (Thread.currentThread().isInterrupted()) {
          throw last;
        }
      }
    }
    throw last;
  }

  private Message send(InetSocketAddress server, Message query, LookUp lookUp) throws Trouble {
    Duration patience = timeout.compareTo(lookUp.left()) < 0 ? timeout : lookUp.left();
    // Truncated answers are asked for again over TCP by SimpleResolver itself (RFC 7766).
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(patience.isZero() ? Duration.ofMillis(1) : patience);
    resolver.setEDNS(0, UDP_OCTETS, ExtendedFlags.DO, List.of());
    CompletableFuture<Message> future = resolver.sendAsync(query).toCompletableFuture();
    try {
      // Twice: once over UDP, once over TCP. The resolver's own limit comes first.
      return reliable(query, future.get(2 * patience.toMillis() + 500, TimeUnit.MILLISECONDS));
    } catch (ExecutionException failed) {
      throw Trouble.noAnswer("no answer from the DNS server");
    } catch (TimeoutException late) {
      future.cancel(true);
      throw Trouble.noAnswer("no answer from the DNS server in time");
    } catch (InterruptedException stopped) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw Trouble.noAnswer("interrupted");
    }
  }

  private static Message reliable(Message query, Message response) throws Trouble {
    Record asked = query.getQuestion();
    Record echoed = response.getQuestion();
    if (!response.getHeader().getFlag(Flags.QR) || echoed == null || !echoed.equals(asked)) {
      throw Trouble.noAnswer("an answer to something else");
    }
    int rcode = response.getRcode();
    if (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN) {
      return response;
    }
    String said = Rcode.string(rcode);
    if (rcode != Rcode.SERVFAIL) {
      throw Trouble.noAnswer(said);
    }
    ExtendedErrorCodeOption reason = reason(response);
    throw reason == null
        ? Trouble.servfail(said, false)
        : Trouble.servfail(
            said + ", " + ExtendedErrorCodeOption.text(reason.getErrorCode()),
            NOT_VALIDATED.contains(reason.getErrorCode()));
  }

  private static @Nullable ExtendedErrorCodeOption reason(Message response) {
    OPTRecord opt = response.getOPT();
    if (opt != null) {
      for (EDNSOption option : opt.getOptions()) {
        if (option instanceof ExtendedErrorCodeOption reason) {
          return reason;
        }
      }
    }
    return null;
  }
}
