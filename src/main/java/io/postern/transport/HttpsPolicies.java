package io.postern.transport;

import io.postern.smtp.BadAddress;
import io.postern.smtp.Domain;
import io.postern.transport.mtasts.PolicySource;
import io.postern.transport.mtasts.StsTrouble;

/**
 * Fetches MTA-STS policies from their domains' own web servers (RFC 8461 section 3.3): certificate
 * for {@code mta-sts.}, status 200, plain text, no redirect.
 */
public final class HttpsPolicies implements PolicySource {

  private static final String WELL_KNOWN = "/.well-known/mta-sts.txt";

  private final EgressClient client;
  private final int port;

  /**
   * @param port 443, but for testing
   */
  public HttpsPolicies(EgressClient client, int port) {
    this.client = client;
    this.port = port;
  }

  @Override
  public Fetched fetch(Domain domain) {
    Domain host;
    try {
      host = Domain.of("mta-sts." + domain.ascii());
    } catch (BadAddress tooLong) {
      return new Failed(StsTrouble.FETCH_ERROR, "its policy server can have no name");
    }
    return switch (client.exchange(EgressClient.Request.get(host, port, WELL_KNOWN))) {
      case EgressClient.Answered(EgressReply reply) -> text(reply);
      case EgressClient.Failed(EgressClient.Failure failure, String why) ->
          new Failed(
              switch (failure) {
                case CERTIFICATE -> StsTrouble.WEBPKI_INVALID;
                case NO_ADDRESS, ADDRESS_REFUSED, UNREACHABLE, UNREADABLE, TOO_LATE ->
                    StsTrouble.FETCH_ERROR;
              },
              why);
    };
  }

  private static Fetched text(EgressReply reply) {
    if (reply.status() != 200) {
      return new Failed(StsTrouble.FETCH_ERROR, "HTTP status " + reply.status());
    }
    // Section 3.2: the media type is text/plain, so that nobody's upload becomes a policy.
    return reply.mediaType().equals("text/plain")
        ? new Text(reply.body())
        : new Failed(StsTrouble.FETCH_ERROR, "not plain text");
  }
}
