package io.postern.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.postern.notice.SmsSettings.BodyType;
import io.postern.policy.PhoneNumber;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** The contract with a provider, against a real HTTP server on loopback. */
class HttpSmsProviderTest {
  private static final PhoneNumber NUMBER = new PhoneNumber("+31612345678");
  private static final String TEXT =
      "St. \"Anna\" \\ & co: code 482913\n\n@post.example #482913 é€";

  private final CountDownLatch done = new CountDownLatch(1);
  private final List<HttpExchange> requests = new ArrayList<>();
  private final List<String> bodies = new ArrayList<>();
  private HttpServer server;
  private int status = 201;
  private String answer = "{\"id\":\"abc-1\",\"sid\":\"SM9\"}";
  private Consumer<HttpExchange> before = _ -> {};

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange);
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          before.accept(exchange);
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    done.countDown();
    server.stop(0);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private SmsSettings settings(String body, BodyType type) {
    return new SmsSettings(
        url("/send"),
        "POST",
        Map.of(),
        body,
        type,
        Map.of(),
        Set.of(200, 201),
        "/id",
        Duration.ofSeconds(2),
        Duration.ofSeconds(5));
  }

  private static HttpSmsProvider provider(SmsSettings settings) throws Exception {
    return new HttpSmsProvider(settings, Map.of("KEY", "s3cret")::get, SSLContext.getDefault());
  }

  private static SmsOutcome send(SmsSettings settings) throws Exception {
    try (HttpSmsProvider provider = provider(settings)) {
      return provider.send(NUMBER, TEXT);
    }
  }

  private static Map<String, String> form(String body) {
    return Arrays.stream(body.split("&"))
        .map(field -> field.split("=", 2))
        .collect(
            Collectors.toMap(
                field -> URLDecoder.decode(field[0], StandardCharsets.UTF_8),
                field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
  }

  @Test
  void nothingInATextEndsAJsonString() throws Exception {
    SmsOutcome outcome = send(settings("{\"to\":\"{number}\",\"text\":\"{text}\"}", BodyType.JSON));
    assertThat(outcome).isEqualTo(new SmsOutcome.Accepted("abc-1"));
    var sent = new JsonMapper().readTree(bodies.getFirst());
    assertThat(sent.get("to").asString()).isEqualTo("+31612345678");
    assertThat(sent.get("text").asString()).isEqualTo(TEXT);
    assertThat(requests.getFirst().getRequestHeaders().getFirst("Content-Type"))
        .isEqualTo("application/json");
  }

  @Test
  void nothingInATextEndsAFormField() throws Exception {
    send(settings("To={number}&Body={text}", BodyType.FORM));
    assertThat(form(bodies.getFirst())).isEqualTo(Map.of("To", "+31612345678", "Body", TEXT));
  }

  @Test
  void aUrlCarriesBothWhereAProviderWantsThat() throws Exception {
    SmsSettings settings =
        new SmsSettings(
            url("/send?to={digits}&text={text}"),
            "GET",
            Map.of(),
            null,
            BodyType.FORM,
            Map.of(),
            Set.of(201),
            null,
            Duration.ofSeconds(2),
            Duration.ofSeconds(5));
    assertThat(send(settings)).isEqualTo(new SmsOutcome.Accepted(null));
    assertThat(form(requests.getFirst().getRequestURI().getRawQuery()))
        .isEqualTo(Map.of("to", "31612345678", "text", TEXT));
  }

  @ParameterizedTest
  @EnumSource(SmsPreset.class)
  void everyPresetSendsNumberTextAndSecret(SmsPreset preset, @TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "t0ken\n");
    Map<String, String> parameters = new HashMap<>();
    parameters.put("url", url("/x"));
    preset
        .wanted()
        .forEach(name -> parameters.put(name, name.equals("sender") ? "St Anna" : "env:KEY"));
    parameters.computeIfPresent("token", (_, _) -> "file:" + file);
    SmsSettings settings = preset.with(parameters);
    status = settings.success().stream().min(Integer::compare).orElseThrow();
    assertThat(send(settings)).isInstanceOf(SmsOutcome.Accepted.class);
    String body = bodies.getFirst();
    String flat = settings.bodyType() == BodyType.FORM ? form(body).toString() : body;
    assertThat(flat).contains("31612345678");
    assertThat(settings.bodyType() == BodyType.FORM ? form(body).get("Body") : strings(body))
        .contains("code 482913\n\n@post.example #482913 é€");
    String headers = requests.getFirst().getRequestHeaders().values().toString();
    assertThat(headers)
        .containsAnyOf("Bearer t0ken", "AccessKey s3cret", "[s3cret]", "Basic czNjcmV0OnQwa2Vu");
  }

  private static String strings(String json) {
    List<String> found = new ArrayList<>();
    new JsonMapper().readTree(json).forEachEntry((_, _) -> {});
    collect(new JsonMapper().readTree(json), found);
    return String.join("|", found);
  }

  private static void collect(tools.jackson.databind.JsonNode node, List<String> found) {
    if (node.isString()) {
      found.add(node.asString());
    }
    node.forEach(child -> collect(child, found));
  }

  @ParameterizedTest
  @CsvSource({
    "200, Accepted", "201, Accepted", "202, Refused", "301, Refused", "400, Refused",
    "401, Refused", "403, Refused", "408, Deferred", "429, Deferred", "500, Deferred",
    "503, Deferred",
  })
  void theStatusDecides(int answered, String outcome) throws Exception {
    status = answered;
    answer = "{\"error\":\"+31612345678 is bad, your key s3cret too\"}";
    SmsOutcome got = send(settings("{number}{text}", BodyType.FORM));
    assertThat(got.getClass().getSimpleName()).isEqualTo(outcome);
    assertThat(got.toString()).doesNotContain("612345678").doesNotContain("s3cret");
  }

  @Test
  void doesNotFollowARedirect() throws Exception {
    status = 302;
    before = exchange -> exchange.getResponseHeaders().add("Location", url("/elsewhere"));
    assertThat(send(settings("{number}{text}", BodyType.FORM)))
        .isInstanceOf(SmsOutcome.Refused.class);
    assertThat(requests).hasSize(1);
  }

  @Test
  void aProviderThatSaysNothingIsLeftInTime() throws Exception {
    before =
        _ -> {
          try {
            done.await();
          } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
          }
        };
    SmsSettings all = settings("{number}{text}", BodyType.FORM);
    SmsSettings hasty =
        new SmsSettings(
            all.url(),
            "POST",
            Map.of(),
            all.body(),
            all.bodyType(),
            Map.of(),
            all.success(),
            null,
            Duration.ofSeconds(1),
            Duration.ofMillis(300));
    assertThat(send(hasty)).isInstanceOf(SmsOutcome.Deferred.class);
  }

  @Test
  void aProviderThatIsNotThereDefers() throws Exception {
    server.stop(0);
    assertThat(send(settings("{number}{text}", BodyType.FORM)))
        .isInstanceOfSatisfying(
            SmsOutcome.Deferred.class,
            deferred -> assertThat(deferred.why()).doesNotContain("612345678"));
  }

  @Test
  void anEndlessAnswerIsNotReadAndStillAccepted() throws Exception {
    answer = "x".repeat(10_000_000);
    assertThat(send(settings("{number}{text}", BodyType.FORM)))
        .isEqualTo(new SmsOutcome.Accepted(null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "http://sms.example/send | {number}{text} | key=x        | https",
        "ftp://127.0.0.1/ | {number}{text} | key=x | no valid request",
        "https://sms.example/    | {text}         | key=x        | {number}",
        "https://sms.example/    | {number}       | key=x        | {text}",
        "https://sms.example/    | -              | key=x        | {text}",
        "https://sms.example/    | {number}{text}{who} | key=x   | {who}",
        "https://sms.example/    | {number}{text} | key=env:NONE | key: no such environment variable",
        "https://sms.example/    | {number}{text} | key=file:/nowhere/at/all | key: the file cannot be read",
        "https://sms .example/   | {number}{text} | key=x        | no valid request",
      })
  void refusesSettingsThatCannotWork(
      String url, @Nullable String body, String parameter, String why) {
    String[] pair = parameter.split("=", 2);
    SmsSettings settings =
        new SmsSettings(
            url,
            "POST",
            Map.of("X-Key", "{key}"),
            body,
            BodyType.FORM,
            Map.of(pair[0], pair[1]),
            Set.of(200),
            null,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    assertThatThrownBy(() -> provider(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aSecretWithALineEndIsNotPrintedWhenItIsRefused() {
    SmsSettings settings =
        new SmsSettings(
            "https://sms.example/",
            "POST",
            Map.of("X-Key", "{key}"),
            "{number}{text}",
            BodyType.FORM,
            Map.of("key", "s3cret\r\nX-Evil: 1"),
            Set.of(200),
            null,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    assertThatThrownBy(() -> provider(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
    assertThat(settings.toString()).doesNotContain("s3cret");
  }
}
