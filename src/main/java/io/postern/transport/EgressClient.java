package io.postern.transport;

import io.postern.dns.Answer;
import io.postern.dns.Resolver;
import io.postern.smtp.Domain;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The one door through which Postern speaks HTTPS to places that others name: policies, reports,
 * lists, webhooks (SPEC 7.9). It connects to addresses that {@link EgressRules} allow, to the very
 * ones it asked for, wants a certificate for the name it was given, follows no redirect, and reads
 * no longer and no further than it is told. One exchange per connection. Blocks; safe for any
 * number of threads; owns those that do the talking.
 */
public final class EgressClient implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(4);
  private static final int MOST_ADDRESSES = 4;

  private final Resolver resolver;
  private final EgressRules rules;
  private final TlsClient tls;
  private final PeerCertificates certificates;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public EgressClient(
      Resolver resolver,
      EgressRules rules,
      TrustedRoots roots,
      InstantSource clock,
      SecureRandom random) {
    this.resolver = resolver;
    this.rules = rules;
    this.tls = new TlsClient(random);
    this.certificates = new PeerCertificates(roots, clock);
  }

  /**
   * What to ask for.
   *
   * @param host whose certificate it has to be
   * @param target path and query, beginning with a slash
   * @param fields beside Host, Connection and Content-Length
   * @param body sent with POST; null: GET
   * @param deadline for the whole exchange, look-up included
   * @param mostOctets of the answer's body
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Request(
      Domain host,
      int port,
      String target,
      Map<String, String> fields,
      byte @Nullable [] body,
      Duration deadline,
      int mostOctets) {
    public Request {
      fields = Map.copyOf(fields);
      fields.forEach((name, value) -> {
        requirePrintable(name);
        requirePrintable(value);
      });
      requirePrintable(target);
      if (!target.startsWith("/") || target.indexOf(' ') >= 0) {
        throw new IllegalArgumentException("not a request target");
      }
    }

    /** A policy, with the limits of SPEC 7.9. */
    public static Request get(Domain host, int port, String target) {
      return new Request(host, port, target, Map.of(), null, Duration.ofSeconds(10), 64 * 1024);
    }

    /** The same with another deadline. */
    public Request within(Duration other) {
      return new Request(host, port, target, fields, body, other, mostOctets);
    }

    private static void requirePrintable(String text) {
      if (!text.chars().allMatch(c -> c >= ' ' && c < 127)) {
        throw new IllegalArgumentException("a character that has no place in a request");
      }
    }
  }

  /** What came of it. */
  public sealed interface Exchange {}

  /** The server answered, whatever it said. */
  public record Answered(EgressReply reply) implements Exchange {}

  /** It did not come to an answer. */
  public record Failed(Failure failure, String why) implements Exchange {}

  /** Why there is no answer. */
  public enum Failure {
    NO_ADDRESS,
    /** All addresses lie where we do not go. */
    ADDRESS_REFUSED,
    UNREACHABLE,
    /** TLS does not work, or the certificate does not hold. */
    CERTIFICATE,
    /** It broke off, is no HTTP, or more than was asked for. */
    UNREADABLE,
    TOO_LATE
  }

  /** Asks, and waits for the answer. */
  public Exchange exchange(Request request) {
    AtomicReference<@Nullable Socket> open = new AtomicReference<>();
    Future<Exchange> talk = threads.submit(() -> talk(request, open));
    try {
      return talk.get(request.deadline().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      return new Failed(Failure.TOO_LATE, "no whole answer in time");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Failed(Failure.TOO_LATE, "stopped");
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug.getCause());
    } finally {
      // Ends a talk that is still under way.
      talk.cancel(true);
      close(open.getAndSet(null));
    }
  }

  private Exchange talk(Request request, AtomicReference<@Nullable Socket> open) {
    Answer<InetAddress> answer = resolver.addresses(request.host());
    if (answer.status() != Answer.Status.FOUND) {
      return new Failed(Failure.NO_ADDRESS, "the DNS knows no address: " + answer.status());
    }
    List<InetAddress> allowed =
        answer.records().stream()
            .filter(address -> rules.allows(address, request.port()))
            .limit(MOST_ADDRESSES)
            .toList();
    if (allowed.isEmpty()) {
      return new Failed(Failure.ADDRESS_REFUSED, "its address lies where we do not go");
    }
    for (InetAddress address : allowed) {
      try (Socket plain = new Socket()) {
        open.set(plain);
        plain.connect(new InetSocketAddress(address, request.port()), (int) CONNECT.toMillis());
        return over(plain, request);
      } catch (IOException unreachable) {
        if (Thread.currentThread().isInterrupted()) {
          break;
        }
      }
    }
    return new Failed(Failure.UNREACHABLE, "the server cannot be reached");
  }

  private Exchange over(Socket plain, Request request) {
    try (SSLSocket socket = tls.handshake(plain, request.host())) {
      SSLSession session = socket.getSession();
      PeerSession peer = tls.session(session, "");
      List<Flaw> flaws = certificates.flaws(peer.chain(), request.host(), session.getCipherSuite());
      if (!flaws.isEmpty()) {
        return new Failed(Failure.CERTIFICATE, flaws.getFirst().name());
      }
      OutputStream out = socket.getOutputStream();
      out.write(head(request));
      byte[] body = request.body();
      if (body != null) {
        out.write(body);
      }
      out.flush();
      return new Answered(
          EgressReply.read(new BufferedInputStream(socket.getInputStream()), request.mostOctets()));
    } catch (SSLException noTls) {
      return new Failed(Failure.CERTIFICATE, "TLS does not work");
    } catch (EgressReply.Unreadable unreadable) {
      return new Failed(Failure.UNREADABLE, String.valueOf(unreadable.getMessage()));
    } catch (IOException broken) {
      return new Failed(Failure.UNREADABLE, "the connection was lost");
    }
  }

  private static byte[] head(Request request) {
    byte[] body = request.body();
    StringBuilder head =
        new StringBuilder(body == null ? "GET " : "POST ")
            .append(request.target())
            .append(" HTTP/1.1\r\nHost: ")
            .append(request.host().ascii());
    if (request.port() != 443) {
      head.append(':').append(request.port());
    }
    head.append("\r\nUser-Agent: Postern\r\nAccept-Encoding: identity\r\nConnection: close\r\n");
    request
        .fields()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (body != null) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void close(@Nullable Socket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException alreadyGone) {
      // Nothing is owed to a connection that is given up.
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
