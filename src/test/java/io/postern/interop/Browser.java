package io.postern.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A person's Chromium, moved through W3C WebDriver: clicks where a person would, in the middle of
 * what is visible, and cannot click what is covered. A screen is a phone's or a desk's. It knows no
 * host but this machine: any other name leads to {@code trap}.
 */
final class Browser implements AutoCloseable {
  private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final URI session;
  private final Path downloads;

  /** What it is looked at on. */
  enum Screen {
    PHONE(390, 844, true),
    DESK(1280, 900, false);

    private final int width;
    private final int height;
    private final boolean phone;

    Screen(int width, int height, boolean phone) {
      this.width = width;
      this.height = height;
      this.phone = phone;
    }
  }

  /** Something on the page. */
  record Thing(String id) {}

  private Browser(Process driver, URI base, Path folder, Screen screen, boolean scripts, int trap)
      throws IOException {
    this.driver = driver;
    this.downloads = Files.createDirectories(folder.resolve("downloads"));
    JsonNode begun =
        call("POST", base.resolve("/session"), capabilities(folder, screen, scripts, trap));
    this.session = base.resolve("/session/" + begun.get("sessionId").asString());
    // Not the driver's own emulation of phones: its taps hang where pages run no scripts.
    devTools(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            screen.width,
            "height",
            screen.height,
            "deviceScaleFactor",
            screen.phone ? 2 : 1,
            "mobile",
            screen.phone));
  }

  static boolean isInstalled() {
    return Program.isInstalled("chromedriver") && Program.isInstalled("chromium");
  }

  /**
   * Opens a browser that nobody has used.
   *
   * @param folder for its profile and downloads
   * @param scripts whether pages may run JavaScript
   * @param trap the port on 127.0.0.1 to which every other host's name leads
   */
  static Browser open(Path folder, Screen screen, boolean scripts, int trap) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("chromedriver", "--port=0");
    // The profile is made there by the driver, and deleted with the session.
    builder.environment().put("TMPDIR", folder.toString());
    Process driver = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      // Read to its end, or the driver would stop at a full pipe.
      CompletableFuture<Integer> port = new CompletableFuture<>();
      BufferedReader said = driver.inputReader();
      Thread.ofVirtual()
          .start(() ->
              said.lines()
                  .forEach(line -> {
                    Matcher started = STARTED.matcher(line);
                    if (started.find()) {
                      port.complete(Integer.valueOf(started.group(1)));
                    }
                  }));
      URI base = URI.create("http://127.0.0.1:" + port.get(30, TimeUnit.SECONDS));
      return new Browser(driver, base, folder, screen, scripts, trap);
    } catch (Exception | AssertionError notStarted) {
      end(driver);
      throw notStarted;
    }
  }

  private Map<String, Object> capabilities(Path folder, Screen screen, boolean scripts, int trap) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--headless=new",
                "--no-sandbox", // does not start as root with it
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-default-apps",
                "--lang=en",
                "--window-size=" + screen.width + "," + screen.height,
                "--host-resolver-rules=MAP * 127.0.0.1:%d, EXCLUDE localhost".formatted(trap)));
    Map<String, Object> preferences =
        Map.of(
            "intl.accept_languages",
            "en",
            "download.default_directory",
            downloads.toString(),
            "profile.default_content_setting_values.javascript",
            scripts ? 1 : 2);
    Map<String, Object> chrome = Map.of("args", arguments, "prefs", preferences);
    return Map.of(
        "capabilities",
        Map.of(
            "alwaysMatch",
            Map.of(
                "browserName",
                "chrome",
                "acceptInsecureCerts",
                true,
                "unhandledPromptBehavior",
                "ignore",
                "timeouts",
                Map.of("pageLoad", PATIENCE.toMillis()),
                "goog:loggingPrefs",
                Map.of("performance", "ALL"),
                "goog:chromeOptions",
                chrome)));
  }

  void go(URI where) {
    post("/url", Map.of("url", where.toString()));
  }

  String title() {
    return get("/title").asString();
  }

  URI here() {
    return URI.create(get("/url").asString());
  }

  /** What fits a CSS selector, as soon as it is there. */
  Thing find(String selector) {
    return await()
        .alias(selector)
        .atMost(PATIENCE)
        .until(() -> all(selector), things -> !things.isEmpty())
        .getFirst();
  }

  List<Thing> all(String selector) {
    List<Thing> things = new ArrayList<>();
    for (JsonNode found : post("/elements", Map.of("using", "css selector", "value", selector))) {
      things.add(new Thing(found.get(ELEMENT).asString()));
    }
    return things;
  }

  /** The visible words. */
  String text(String selector) {
    return get("/element/" + find(selector).id + "/text").asString();
  }

  /** A property of the thing as the browser has it, such as an image's {@code naturalWidth}. */
  String property(Thing thing, String name) {
    return get("/element/" + thing.id + "/property/" + name).asString();
  }

  void click(String selector) {
    click(find(selector));
  }

  void click(Thing thing) {
    post("/element/" + thing.id + "/click", Map.of());
  }

  void type(String selector, String words) {
    post("/element/" + find(selector).id + "/value", Map.of("text", words));
  }

  /** Looks into a frame until {@link #leaveFrame}. */
  void enterFrame(String selector) {
    post("/frame", Map.of("id", Map.of(ELEMENT, find(selector).id)));
  }

  void leaveFrame() {
    post("/frame", Map.of("id", Optional.empty()));
  }

  /** Runs a script of the test, not of the page. */
  JsonNode script(String body) {
    return post("/execute/sync", Map.of("script", body, "args", List.of()));
  }

  /** Whether a dialog stands open: {@code alert} was called. */
  boolean hasDialog() {
    return send("GET", URI.create(session + "/alert/text"), null).statusCode() == 200;
  }

  /** Light or dark, as the person's system would say. */
  void prefer(String colours) {
    devTools(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
  }

  /**
   * The line to the world.
   *
   * @param broken whether anything passes
   * @param octetsPerSecond each way; -1 for as fast as it is
   */
  void line(boolean broken, long octetsPerSecond) {
    devTools("Network.enable", Map.of());
    devTools(
        "Network.emulateNetworkConditions",
        Map.of(
            "offline",
            broken,
            "latency",
            0,
            "downloadThroughput",
            octetsPerSecond,
            "uploadThroughput",
            octetsPerSecond));
  }

  private JsonNode devTools(String command, Map<String, Object> parameters) {
    return post("/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
  }

  /** Addresses of everything it asked the network for since the last time. */
  List<URI> requests() {
    List<URI> asked = new ArrayList<>();
    for (JsonNode entry : post("/se/log", Map.of("type", "performance"))) {
      JsonNode message = JSON.readTree(entry.get("message").asString()).get("message");
      if (message.get("method").asString().equals("Network.requestWillBeSent")) {
        String url = message.get("params").get("request").get("url").asString();
        if (url.startsWith("http") || url.startsWith("ws") || url.startsWith("ftp")) {
          asked.add(URI.create(url.replaceAll("[^!-~]|[\\\\^`{|}\"<>]", "_")));
        }
      }
    }
    return asked;
  }

  /** The whole page, for people: {@code target/screenshots/NAME.png}. */
  void screenshot(String name) throws IOException {
    JsonNode picture =
        devTools("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    Files.createDirectories(SCREENSHOTS);
    Files.write(
        SCREENSHOTS.resolve(name + ".png"),
        Base64.getDecoder().decode(picture.get("data").asString()));
  }

  /** A file that a click began to download, once it is whole. */
  Path download(String name) {
    Path file = downloads.resolve(name);
    await()
        .alias("download of " + name)
        .atMost(PATIENCE)
        .until(() -> Files.exists(file) && names().noneMatch(n -> n.endsWith(".crdownload")));
    return file;
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(downloads)) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    }
  }

  private JsonNode get(String what) {
    return call("GET", URI.create(session + what), null);
  }

  private JsonNode post(String what, Map<String, Object> body) {
    return call("POST", URI.create(session + what), body);
  }

  private JsonNode call(String method, URI where, @Nullable Object body) {
    HttpResponse<String> answer = send(method, where, body);
    JsonNode value = JSON.readTree(answer.body()).get("value");
    assertThat(answer.statusCode())
        .as("%s %s: %s", method, where.getPath(), answer.body())
        .isEqualTo(200);
    return value;
  }

  private HttpResponse<String> send(String method, URI where, @Nullable Object body) {
    HttpRequest request =
        HttpRequest.newBuilder(where)
            .timeout(PATIENCE.plusSeconds(10))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException lost) {
      throw new UncheckedIOException(lost);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", stopped);
    }
  }

  @Override
  public void close() {
    try {
      send("DELETE", session, null);
    } finally {
      end(driver);
    }
  }

  private static void end(Process driver) {
    List<ProcessHandle> all = new ArrayList<>(driver.descendants().toList());
    all.add(driver.toHandle());
    all.forEach(ProcessHandle::destroy);
    for (ProcessHandle one : all) {
      one.onExit().completeOnTimeout(one, 10, TimeUnit.SECONDS).join();
      one.destroyForcibly();
    }
  }
}
