package io.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The world stands, leads from a domain to its mail host, and shows what came. */
class SmallInternetTest {

  @TempDir Path folder;
  private SmallInternet world;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void open() throws IOException {
    world =
        SmallInternet.open(
            folder, SmallInternet.Ports.ANY, new SecureRandom(), InstantSource.system());
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void anMxLookUpLeadsToTheHostOnTheOnePort() throws IOException {
    for (People.Host host : People.HOSTS) {
      MXRecord mx = (MXRecord) ask(host.domain(), Type.MX);
      assertThat(ask(mx.getTarget().toString(), Type.A).rdataToString())
          .isEqualTo(host.address().getHostAddress());
      if (host.posture() == Posture.UNREACHABLE) {
        assertThatThrownBy(() -> new Socket(host.address(), world.nextHopPort()).close())
            .isInstanceOf(IOException.class);
      } else {
        try (Socket socket = new Socket(host.address(), world.nextHopPort())) {
          socket.setSoTimeout(5_000);
          assertThat(
                  new BufferedReader(
                          new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                      .readLine())
              .startsWith("220 " + host.name());
        }
      }
    }
  }

  @Test
  void aTextMessageIsShownAndItsCodeFound() throws Exception {
    String text = "St. Anna Hospital: 123456\\n\\n@localhost #123456";
    assertThat(post(world.smsEndpoint(), "{\"to\":\"+31612345678\",\"text\":\"" + text + "\"}"))
        .isEqualTo(200);
    assertThat(post(world.smsEndpoint(), "hello")).isEqualTo(400);
    world.sms().failNext(1);
    assertThat(post(world.smsEndpoint(), "{\"to\":\"+31600000000\",\"text\":\"<b>\"}"))
        .isEqualTo(503);
    DemoSms.Text came = world.sms().await("+31612345678", 0, Duration.ofSeconds(5)).orElseThrow();
    assertThat(DemoSms.code(came)).contains("123456");
    assertThat(world.sms().await("+31612345678", came.number(), Duration.ofMillis(10))).isEmpty();
    assertThat(get(world.sms().page())).contains("+31612345678", "@localhost #123456");
  }

  @Test
  void whatAMailHostTookCanBeReadOnThePageAndIsEscaped() throws Exception {
    world
        .mails()
        .add(number ->
            new CapturedMail(
                number,
                "mx.home.example",
                InstantSource.system().instant(),
                "",
                List.of("annie@home.example"),
                null,
                "Subject: <script>x</script>\r\n\r\nGo to https://localhost:1/m/abc."
                    .getBytes(StandardCharsets.UTF_8),
                null,
                70));
    assertThat(get(world.mailboxPage()))
        .contains("annie@home.example", "&lt;script&gt;", "no encryption")
        .doesNotContain("<script>");
    assertThat(get(world.mailboxPage().resolve("/mail/1")))
        .contains("href=\"https://localhost:1/m/abc\"");
    assertThat(get(world.mailboxPage().resolve("/mail/2"))).contains("Nothing here");
  }

  @Test
  void aPortInUseIsOneLineAndLeavesNothingOpen(@TempDir Path other) {
    SmallInternet.Ports taken = new SmallInternet.Ports(0, world.nextHopPort(), 0, 0);
    assertThatThrownBy(() ->
            SmallInternet.open(other, taken, new SecureRandom(), InstantSource.system()).close())
        .isInstanceOf(PortInUse.class)
        .hasMessage(
            "The demo's mail host mx.stanna.example cannot listen on 127.0.0.11 port %d: the port"
                + " is in use",
            world.nextHopPort());
  }

  private Record ask(String name, int type) throws IOException {
    return new SimpleResolver(world.dns())
        .send(Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN)))
        .getSection(Section.ANSWER)
        .getFirst();
  }

  private String get(URI page) throws Exception {
    return http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private int post(URI where, String body) throws Exception {
    return http.send(
            HttpRequest.newBuilder(where).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
