package io.postern.directory;

import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import java.net.URI;
import java.time.ZoneId;

/**
 * What this deployment is called outside.
 *
 * @param host our name in Received, reports and greetings
 * @param daemon where our reports and notices come from, such as {@code postern@post.example.org}
 * @param publicUrl where links begin, without a trailing slash
 * @param zone whose clock times people are shown
 */
public record Deployment(Domain host, Mailbox daemon, URI publicUrl, ZoneId zone) {

  /** The host name of {@link #publicUrl}. */
  public Domain portal() {
    return Domain.of(publicUrl.getHost());
  }

  /** An address below {@link #publicUrl}. */
  public URI url(String path) {
    return URI.create(publicUrl + path);
  }
}
