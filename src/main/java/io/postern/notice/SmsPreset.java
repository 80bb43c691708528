package io.postern.notice;

import io.postern.notice.SmsSettings.BodyType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Settings for known providers, as data; the operator gives the parameters each one names. */
public enum SmsPreset {
  /** Any endpoint that takes {@code {"to": …, "text": …}}: parameters url, token. */
  GENERIC(
      "",
      Map.of("Authorization", "Bearer {token}"),
      "{\"to\":\"{number}\",\"text\":\"{text}\"}",
      BodyType.JSON,
      Set.of(200, 201, 202),
      "/id",
      Set.of("token")),
  /** Bird, formerly MessageBird: parameters key, sender (a number or at most 11 letters). */
  BIRD(
      "https://rest.messagebird.com/messages",
      Map.of("Authorization", "AccessKey {key}"),
      "{\"recipients\":[\"{digits}\"],\"originator\":\"{sender}\",\"datacoding\":\"auto\","
          + "\"body\":\"{text}\"}",
      BodyType.JSON,
      Set.of(201),
      "/id",
      Set.of("key", "sender")),
  /** Twilio: parameters account (SID), token, sender. */
  TWILIO(
      "https://api.twilio.com/2010-04-01/Accounts/{account}/Messages.json",
      Map.of("Authorization", "Basic {basic:account:token}"),
      "To={number}&From={sender}&Body={text}",
      BodyType.FORM,
      Set.of(201),
      "/sid",
      Set.of("account", "token", "sender")),
  /** CM.com Business Messaging: parameters key (product token), sender. */
  CM(
      "https://gw.messaging.cm.com/v1.0/message",
      Map.of("X-CM-PRODUCTTOKEN", "{key}"),
      "{\"messages\":{\"msg\":[{\"allowedChannels\":[\"SMS\"],\"from\":\"{sender}\","
          + "\"to\":[{\"number\":\"00{digits}\"}],"
          + "\"body\":{\"type\":\"auto\",\"content\":\"{text}\"},"
          + "\"minimumNumberOfMessageParts\":1,\"maximumNumberOfMessageParts\":3}]}}",
      BodyType.JSON,
      Set.of(200),
      null,
      Set.of("key", "sender"));

  private final String url;
  private final Map<String, String> headers;
  private final String body;
  private final BodyType bodyType;
  private final Set<Integer> success;
  private final @Nullable String idPointer;
  private final Set<String> wanted;

  SmsPreset(
      String url,
      Map<String, String> headers,
      String body,
      BodyType bodyType,
      Set<Integer> success,
      @Nullable String idPointer,
      Set<String> wanted) {
    this.url = url;
    this.headers = headers;
    this.body = body;
    this.bodyType = bodyType;
    this.success = success;
    this.idPointer = idPointer;
    this.wanted = wanted;
  }

  /** The parameters it needs besides an url. */
  public Set<String> wanted() {
    return wanted;
  }

  /**
   * The settings.
   *
   * @param parameters as in {@link SmsSettings#parameters}; {@code url} replaces the preset's
   * @throws IllegalArgumentException naming the parameter that is missing
   */
  public SmsSettings with(Map<String, String> parameters) {
    Map<String, String> rest = new HashMap<>(parameters);
    String given = rest.remove("url");
    String to = given == null ? url : given;
    if (to.isEmpty()) {
      throw new IllegalArgumentException("url is missing");
    }
    for (String name : wanted) {
      if (!rest.containsKey(name)) {
        throw new IllegalArgumentException(name + " is missing");
      }
    }
    return new SmsSettings(
        to,
        "POST",
        headers,
        body,
        bodyType,
        rest,
        success,
        idPointer,
        Duration.ofSeconds(5),
        Duration.ofSeconds(15));
  }
}
