package io.postern.submission;

import io.postern.listener.Connection;
import io.postern.smtp.Command;
import io.postern.smtp.LineReader;
import io.postern.smtp.LineReader.Line;
import io.postern.smtp.Reply;
import io.postern.store.StoreException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dialog of AUTH (RFC 4954): challenges and responses over the wire, ending in a result. */
final class SignIn {
  private static final Logger log = LoggerFactory.getLogger(SignIn.class);

  /** Every failure takes this long at least, whatever the store needed to look (SPEC 16). */
  static final Duration FAILURE_TAKES = Duration.ofMillis(200);

  /** Failures before a session hears 454 without a look at what it brings. */
  private static final int MOST_FAILURES = 5;

  static final Reply DENIED = Reply.of(535, "5.7.8", "Authentication credentials invalid");
  private static final Reply TOO_MANY =
      Reply.of(454, "4.7.0", "Too many failed tries: come again later");

  private final Authenticator authenticator;
  private final Connection connection;
  private final LineReader lines;
  private final Duration idle;
  private final InstantSource clock;
  private int failures;

  SignIn(
      Authenticator authenticator,
      Connection connection,
      LineReader lines,
      Duration idle,
      InstantSource clock) {
    this.authenticator = authenticator;
    this.connection = connection;
    this.lines = lines;
    this.idle = idle;
    this.clock = clock;
  }

  /** How it ended. */
  sealed interface Result {
    record Proven(Proof proof) implements Result {}

    record Refused(Reply reply) implements Result {}

    /** The line was garbage or the client has gone: nothing more can be read. */
    record Broken(Line line) implements Result {}
  }

  Result run(Command.Auth auth) throws IOException {
    if (failures >= MOST_FAILURES) {
      return new Result.Refused(TOO_MANY);
    }
    Optional<SaslExchange> known = authenticator.exchange(auth.mechanism(), connection.client());
    if (known.isEmpty()) {
      return new Result.Refused(Reply.of(504, "5.5.4", "We do not have this mechanism"));
    }
    SaslExchange exchange = known.get();
    try {
      byte[] initial = auth.initial();
      return initial == null
          ? challenge(exchange, exchange.firstChallenge())
          : answer(exchange, initial);
    } catch (StoreException e) {
      log.warn("credentials cannot be looked up", e);
      return new Result.Refused(Reply.of(454, "4.7.0", "Temporary authentication failure"));
    }
  }

  private Result answer(SaslExchange exchange, byte[] response) throws IOException {
    Instant began = clock.instant();
    return switch (exchange.answer(response)) {
      case SaslExchange.Step.Challenge(byte[] bytes) -> challenge(exchange, bytes);
      case SaslExchange.Step.Proven(var credential) ->
          new Result.Proven(new Proof.BySecret(credential));
      case SaslExchange.Step.Denied() -> {
        failures++;
        waitUntil(began.plus(FAILURE_TAKES));
        yield new Result.Refused(DENIED);
      }
      case SaslExchange.Step.TooMany() -> {
        waitUntil(began.plus(FAILURE_TAKES));
        yield new Result.Refused(TOO_MANY);
      }
      case SaslExchange.Step.Malformed() ->
          new Result.Refused(Reply.of(501, "5.5.2", "No message of this mechanism"));
    };
  }

  private Result challenge(SaslExchange exchange, byte[] bytes) throws IOException {
    connection.reply(Reply.of(334, Base64.getEncoder().encodeToString(bytes)));
    Line line = lines.next(idle);
    if (!(line instanceof Line.Text(byte[] text))) {
      return new Result.Broken(line);
    }
    String response = new String(text, StandardCharsets.ISO_8859_1);
    if (response.equals("*")) { // RFC 4954 section 4
      return new Result.Refused(Reply.of(501, "5.7.0", "Authentication cancelled"));
    }
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(response);
    } catch (IllegalArgumentException notBase64) {
      return new Result.Refused(Reply.of(501, "5.5.2", "The response is not base64"));
    }
    return answer(exchange, decoded);
  }

  private void waitUntil(Instant then) throws IOException {
    Duration left = Duration.between(clock.instant(), then);
    if (left.isPositive()) {
      try {
        Thread.sleep(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SocketTimeoutException("interrupted");
      }
    }
  }
}
