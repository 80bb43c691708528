package io.postern.notice;

import io.postern.policy.PhoneNumber;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Any provider that takes a text message as one HTTP request (see {@link SmsSettings}). TLS with a
 * verified certificate, no redirects, a deadline over the whole exchange, at most 64 KiB of answer.
 * The provider's words are not repeated anywhere: they may hold the number.
 */
public final class HttpSmsProvider implements SmsProvider, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpSmsProvider.class);
  private static final int LONGEST_ANSWER = 64 * 1024;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");
  private static final JsonMapper JSON = new JsonMapper();

  private final SmsSettings settings;
  private final SmsTemplate url;
  private final Map<String, SmsTemplate> headers;
  private final @Nullable SmsTemplate body;
  private final Map<String, String> parameters;
  private final HttpClient client;
  private final String host;

  /**
   * Reads the secrets and checks everything that can be checked before the first message.
   *
   * @param environment where {@code env:NAME} is looked up
   * @param tls whom to trust
   * @throws IllegalArgumentException naming the setting that is wrong, never its value
   */
  public HttpSmsProvider(
      SmsSettings settings, Function<String, @Nullable String> environment, SSLContext tls) {
    this.settings = settings;
    url = SmsTemplate.url(settings.url());
    headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    settings.headers().forEach((name, value) -> headers.put(name, SmsTemplate.plain(value)));
    body =
        settings.body() == null
            ? null
            : switch (settings.bodyType()) {
              case JSON -> SmsTemplate.json(settings.body());
              case FORM -> SmsTemplate.form(settings.body());
            };
    parameters = secrets(settings.parameters(), environment);
    check();
    host = tryOut();
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connectTimeout())
            .sslContext(tls)
            .build();
  }

  @Override
  public SmsOutcome send(PhoneNumber to, String text) {
    AtomicInteger status = new AtomicInteger();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            request(to.e164(), text),
            info -> {
              status.set(info.statusCode());
              return BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER).apply(info);
            });
    byte[] answer = {};
    String trouble = "";
    try {
      answer = exchange.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS).body();
    } catch (TimeoutException late) {
      trouble = "no answer in time";
    } catch (ExecutionException failed) {
      // Only the kind of failure: messages of the HTTP client may quote what was sent.
      trouble = failed.getCause() == null ? "failed" : kind(failed.getCause());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      trouble = "interrupted";
    } finally {
      exchange.cancel(true);
    }
    return outcome(status.get(), answer, trouble);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** The status line decides; an answer that then breaks off changes nothing about it. */
  private SmsOutcome outcome(int status, byte[] answer, String trouble) {
    if (settings.success().contains(status)) {
      return new SmsOutcome.Accepted(id(answer));
    }
    SmsOutcome outcome;
    if (status == 0) {
      outcome = new SmsOutcome.Deferred("the SMS provider cannot be reached: " + trouble);
    } else if (status >= 500 || status == 408 || status == 425 || status == 429) {
      outcome = new SmsOutcome.Deferred("the SMS provider answered " + status);
    } else if (status == 401 || status == 403) {
      outcome = new SmsOutcome.Refused("the SMS provider refuses our credentials: " + status);
    } else {
      outcome = new SmsOutcome.Refused("the SMS provider answered " + status);
    }
    log.warn("text message not accepted by {}: status {} {}", host, status, trouble);
    return outcome;
  }

  private @Nullable String id(byte[] answer) {
    if (settings.idPointer() == null) {
      return null;
    }
    try {
      JsonNode id = JSON.readTree(answer).at(settings.idPointer());
      return id.isValueNode() && !id.isNull() ? Stationery.line(id.asString()) : null;
    } catch (JacksonException notJson) {
      return null; // an id is nice to have
    }
  }

  private HttpRequest request(String number, String text) {
    Map<String, String> values = new HashMap<>(parameters);
    values.put("number", number);
    values.put("digits", number.substring(1));
    values.put("text", text);
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url.fill(values)));
    request.method(
        settings.method(),
        body == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(body.fill(values), StandardCharsets.UTF_8));
    if (body != null && !headers.containsKey("Content-Type")) {
      request.header(
          "Content-Type",
          switch (settings.bodyType()) {
            case JSON -> "application/json";
            case FORM -> "application/x-www-form-urlencoded";
          });
    }
    headers.forEach((name, value) -> request.header(name, value.fill(values)));
    return request.build();
  }

  private void check() {
    checkNames("url", url.names());
    headers.forEach((name, value) -> {
      checkNames("header " + name, value.names());
      if (value.names().contains("text")) {
        throw new IllegalArgumentException("header " + name + " cannot hold {text}");
      }
    });
    if (body != null) {
      checkNames("body", body.names());
    }
    boolean hasNumber = holds("number") || holds("digits");
    if (!hasNumber || !holds("text")) {
      throw new IllegalArgumentException("{number} or {digits}, and {text}, must stand somewhere");
    }
    if (!Set.of("POST", "PUT", "GET").contains(settings.method())) {
      throw new IllegalArgumentException("method is POST, PUT or GET");
    }
    if (settings.success().isEmpty()) {
      throw new IllegalArgumentException("success names at least one status");
    }
  }

  private boolean holds(String name) {
    return url.names().contains(name)
        || body != null && body.names().contains(name)
        || headers.values().stream().anyMatch(header -> header.names().contains(name));
  }

  private void checkNames(String where, Set<String> names) {
    for (String name : names) {
      if (!Set.of("number", "digits", "text").contains(name) && !parameters.containsKey(name)) {
        throw new IllegalArgumentException(where + " has {" + name + "}, which has no value");
      }
    }
  }

  /** Builds a request nobody sends, so that what cannot be built fails at start. */
  private String tryOut() {
    URI uri;
    try {
      uri = request("+31600000000", "text").uri();
    } catch (IllegalArgumentException quotesSecrets) {
      throw new IllegalArgumentException("url or headers make no valid request");
    }
    String name = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    boolean safe =
        "https".equals(uri.getScheme())
            || "http".equals(uri.getScheme()) && LOOPBACK.contains(name);
    if (name.isEmpty() || !safe) {
      throw new IllegalArgumentException("url is https (http only to loopback)");
    }
    return name;
  }

  private static Map<String, String> secrets(
      Map<String, String> given, Function<String, @Nullable String> environment) {
    Map<String, String> values = new HashMap<>();
    given.forEach((name, value) -> values.put(name, secret(name, value, environment)));
    Map<String, String> all = new HashMap<>(values);
    values.forEach((user, userValue) ->
        values.forEach((word, wordValue) ->
            all.put(
                "basic:" + user + ":" + word,
                Base64.getEncoder()
                    .encodeToString(
                        (userValue + ":" + wordValue).getBytes(StandardCharsets.UTF_8)))));
    return all;
  }

  private static String secret(
      String name, String value, Function<String, @Nullable String> environment) {
    if (value.startsWith("env:")) {
      String found = environment.apply(value.substring(4));
      if (found == null || found.isEmpty()) {
        throw new IllegalArgumentException(name + ": no such environment variable");
      }
      return found;
    }
    if (value.startsWith("file:")) {
      try {
        return Files.readString(Path.of(value.substring(5))).strip();
      } catch (IOException | RuntimeException unreadable) {
        throw new IllegalArgumentException(name + ": the file cannot be read");
      }
    }
    return value;
  }

  private static String kind(Throwable cause) {
    return cause.getClass().getSimpleName();
  }
}
