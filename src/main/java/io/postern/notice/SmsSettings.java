package io.postern.notice;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to talk to an SMS provider over HTTP. In {@code url}, header values and {@code body} stand
 * placeholders: <code>{number}</code> (E.164 with plus), <code>{digits}</code> (without), <code>
 * {text}</code>, and the names of {@code parameters}; in header values also <code>
 * {basic:user:password}</code>, the Base64 of two parameters (RFC 7617). Each is escaped for the
 * place it stands in.
 *
 * @param url https, or http to loopback only
 * @param method POST, PUT or GET
 * @param headers names and templates
 * @param body template, or null for none
 * @param bodyType how the body is written
 * @param parameters names and values; {@code env:NAME} and {@code file:/path} are read at start, so
 *     that a secret need not stand in the configuration
 * @param success statuses that mean accepted
 * @param idPointer JSON pointer (RFC 6901) of the provider's id in the answer, or null
 * @param connectTimeout for the connection
 * @param timeout for the whole exchange
 */
public record SmsSettings(
    String url,
    String method,
    Map<String, String> headers,
    @Nullable String body,
    BodyType bodyType,
    Map<String, String> parameters,
    Set<Integer> success,
    @Nullable String idPointer,
    Duration connectTimeout,
    Duration timeout) {

  /** How placeholders are escaped in the body, and its Content-Type. */
  public enum BodyType {
    JSON,
    FORM
  }

  public SmsSettings {
    headers = Map.copyOf(headers);
    parameters = Map.copyOf(parameters);
    success = Set.copyOf(success);
  }

  /** Names only: values may be secrets. */
  @Override
  public String toString() {
    return "(SMS settings with headers " + headers.keySet() + ")";
  }
}
