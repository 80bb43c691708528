package io.postern.config;

import io.postern.notice.SmsSettings;
import io.postern.setting.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How text messages are handed to a provider over HTTP. In url, header values and body stand {@code
 * {number}} (with plus), {@code {digits}} (without), {@code {text}} and the names of parameters.
 */
public record SmsSection(
    @Setting(
            value = "Where to send to; https, or http to this machine only.",
            example = "https://sms.example.net/send")
        String url,
    @Setting(value = "HTTP method: POST, PUT or GET.", byDefault = "POST") String method,
    @Setting(
            value =
                "Header names and values; {number}, {digits}, {text} and parameters are filled in,"
                    + " and {basic:user:password} is the Base64 of two parameters.",
            example = "{Authorization: 'Bearer {token}'}",
            secret = true)
        Map<String, String> headers,
    @Setting(
            value = "Body, filled in likewise; each value is escaped for the body's type.",
            byDefault = "{\"to\":\"{number}\",\"text\":\"{text}\"}",
            secret = true)
        String body,
    @Setting(value = "How the body is written.", byDefault = "json") SmsSettings.BodyType bodyType,
    @Setting(
            value =
                "Values for the templates. env:NAME and file:/path are read at the start, so that no"
                    + " secret has to stand here.",
            example = "{token: 'file:/etc/postern/sms-token'}",
            secret = true)
        Map<String, String> parameters,
    @Setting(value = "HTTP statuses that mean accepted.", byDefault = "[200, 201, 202, 204]")
        Set<Integer> success,
    @Setting(
            value = "JSON pointer (RFC 6901) to the provider's id of the message in its answer.",
            example = "/messages/0/id")
        Optional<String> idPointer,
    @Setting(value = "How long to wait for the connection.", byDefault = "5s", min = 1)
        Duration connectTimeout,
    @Setting(value = "How long to wait for the answer.", byDefault = "10s", min = 1)
        Duration timeout) {

  public SmsSection {
    headers = Map.copyOf(headers);
    parameters = Map.copyOf(parameters);
    success = Set.copyOf(success);
    URI host = URI.create(url.replaceAll("\\{[^}]*}", "x"));
    if (!"https".equals(host.getScheme()) && !isLoopback(host)) {
      throw new IllegalArgumentException("url: https, or http to this machine");
    }
    if (!Set.of("POST", "PUT", "GET").contains(method)) {
      throw new IllegalArgumentException("method: POST, PUT or GET");
    }
  }

  private static boolean isLoopback(URI url) {
    String host = url.getHost();
    return "http".equals(url.getScheme())
        && host != null
        && (host.equals("localhost") || host.equals("[::1]") || host.startsWith("127."));
  }

  /** The same as the provider wants it. */
  public SmsSettings settings() {
    return new SmsSettings(
        url,
        method,
        headers,
        method.equals("GET") ? null : body,
        bodyType,
        parameters,
        success,
        idPointer.orElse(null),
        connectTimeout,
        timeout);
  }

  @Override
  public String toString() {
    return "(SMS section for " + URI.create(url.replaceAll("\\{[^}]*}", "x")).getHost() + ")";
  }
}
