package io.postern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.demo.CapturedMail;
import io.postern.demo.Running.End;
import io.postern.demo.Running.Way;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mail handed in by swaks, curl and Python goes the expected way and opens in the portal. */
@Tag("interop")
@Timeout(180)
class MailProgramsTest {

  private static LiveGateway live;
  private static Path picture;
  private static Path letter;

  @BeforeAll
  static void start() throws Exception {
    live = LiveGateway.start();
    picture = Files.write(live.folder().resolve("uitslag.png"), Pictures.png(64, 48));
    letter = Files.writeString(live.folder().resolve("Überweisung.txt"), "Verwijzing: 4711\n");
  }

  @AfterAll
  static void stop() {
    if (live != null) {
      live.close();
    }
  }

  @Test
  void swaksSendsTextHtmlAndAnAttachmentOverStartTls() throws Exception {
    Program.assumeInstalled("swaks");
    long before = live.now();
    String said =
        swaks(
            List.of("--port", port(live.gateway().submissionPort()), "-tls", "--auth", "PLAIN"),
            "annie@home.example",
            "Uw afspraak: Grüße uit 't ziekenhuis");
    live.went(LiveGateway.submission(said), "annie@home.example", End.NOTIFIED, Way.EMAIL);

    String page = live.openByMail("annie@home.example", before);
    assertThat(page).contains("Uw afspraak: Grüße uit 't ziekenhuis", "Tot dinsdag", "uitslag.png");
  }

  @Test
  void swaksSignsInWithLoginOverImplicitTlsAndTheMessageItselfArrives() throws Exception {
    Program.assumeInstalled("swaks");
    long before = live.now();
    String said =
        swaks(
            List.of("--port", port(live.gateway().submissionsPort()), "-tlsc", "--auth", "LOGIN"),
            "r.koster@oudeveste.example",
            "Over 465");
    live.went(
        LiveGateway.submission(said),
        "r.koster@oudeveste.example",
        End.DELIVERED,
        Way.TRANSPORT_SECURITY);

    CapturedMail arrived = live.mail("r.koster@oudeveste.example", before);
    assertThat(arrived.subject()).isEqualTo("Over 465");
    assertThat(arrived.firstText("text/html").orElse("")).contains("Tot <b>dinsdag</b>");
    assertThat(arrived.raw()).contains("filename=\"uitslag.png\"");
  }

  private static String swaks(List<String> how, String to, String subject) throws Exception {
    List<String> command = new ArrayList<>(List.of("swaks", "--server", "localhost"));
    command.addAll(how);
    command.addAll(
        List.of(
            "--tls-verify",
            "--tls-ca-path",
            live.world().caBundle().toString(),
            "--auth-user",
            live.login().user(),
            "--auth-password",
            live.login().secret(),
            "--from",
            LiveGateway.SENDER,
            "--to",
            to,
            "--header",
            "Subject: " + subject,
            "--attach-type",
            "text/html; charset=utf-8",
            "--attach-body",
            "<h1>Afspraak</h1><p>Tot <b>dinsdag</b>",
            "--attach-type",
            "image/png",
            "--attach-name",
            "uitslag.png",
            "--attach",
            "@" + picture));
    return Program.run(live.folder(), "", command);
  }

  @Test
  void curlBuildsAMultipartMailForAGuestWithAnAccessCode() throws Exception {
    Program.assumeInstalled("curl");
    long before = live.now();
    List<String> command =
        curl("smtp://localhost:" + live.gateway().submissionPort(), "piet@home.example");
    command.addAll(
        List.of(
            "--ssl-reqd",
            "-H",
            "From: Mila Bakker <" + LiveGateway.SENDER + ">",
            "-H",
            "To: Piet <piet@home.example>",
            "-H",
            "Subject: =?utf-8?q?Ma=C3=9Fe_en_foto?=",
            "-H",
            "zivver-access-right: piet@home.example access-code ooievaar-1948",
            "-F",
            "=(;type=multipart/alternative",
            "-F",
            "=Gewone tekst van curl.;type=text/plain",
            "-F",
            "=\"<p>Opgemaakte <i>tekst</i> van curl.</p>\";type=text/html",
            "-F",
            "=)",
            "-F",
            "file=@" + picture + ";type=image/png;encoder=base64"));
    String said = Program.run(live.folder(), "", command);
    live.went(
        LiveGateway.submission(said), "piet@home.example", End.NOTIFIED, Way.CUSTOM_ACCESS_CODE);

    URI link = live.link("piet@home.example", before);
    String page = live.open(link, () -> Optional.of("ooievaar-1948"));
    assertThat(page).contains("Maße en foto", "Opgemaakte tekst van curl.", "uitslag.png");
    assertThat(page).doesNotContainIgnoringCase("zivver").doesNotContain("ooievaar");
  }

  @Test
  void curlSendsToAnInternationalAddressOverImplicitTls() throws Exception {
    Program.assumeInstalled("curl");
    long before = live.now();
    Path message = live.folder().resolve("utf8.eml");
    Files.writeString(
        message,
        """
        From: Mila Bakker <m.bakker@stanna.example>
        To: Jürgen <jürgen@bücher.example>
        Subject: Größe
        Date: Mon, 23 Nov 2026 12:00:00 +0000
        Message-ID: <curl-utf8@stanna.example>

        Übermorgen.
        """
            .replace("\n", "\r\n"),
        StandardCharsets.UTF_8);
    List<String> command =
        curl("smtps://localhost:" + live.gateway().submissionsPort(), "jürgen@bücher.example");
    command.addAll(List.of("--upload-file", message.toString()));
    String said = Program.run(live.folder(), "", command);
    live.went(
        LiveGateway.submission(said),
        "jürgen@bücher.example",
        End.DELIVERED,
        Way.TRANSPORT_SECURITY);
    assertThat(live.mail("jürgen@bücher.example", before).subject()).isEqualTo("Größe");
  }

  private static List<String> curl(String url, String to) {
    return new ArrayList<>(
        List.of(
            "curl",
            "--silent",
            "--show-error",
            "--verbose",
            "--cacert",
            live.world().caBundle().toString(),
            "--user",
            live.login().user() + ":" + live.login().secret(),
            "--mail-from",
            LiveGateway.SENDER,
            "--mail-rcpt",
            to,
            "--url",
            url));
  }

  @Test
  void pythonSendsAnInlinePictureAndAnAttachmentAndTheGuestReadsByTextMessage() throws Exception {
    Program.assumeInstalled("python3");
    long before = live.now();
    long texts = live.world().sms().texts().size();
    String said =
        python(
            "zoë@home.example", Map.of("zivver-access-right", "zoë@home.example sms +31612345678"));
    live.went(LiveGateway.submission(said), "zoë@home.example", End.NOTIFIED, Way.CUSTOM_SMS);

    URI link = live.link("zoë@home.example", before);
    String page = live.open(link, () -> Optional.of(live.textedCode("+31612345678", texts)));
    assertThat(page).contains("Röntgenfoto ☢", "Hierbij de foto", "Überweisung.txt");
    assertThat(live.mail("zoë@home.example", before).raw()).doesNotContain("31612345678");
  }

  private static String python(String to, Map<String, String> headers) throws Exception {
    Path script = live.folder().resolve("send.py");
    Files.writeString(
        script,
        """
        import os, smtplib, ssl, sys
        from email.message import EmailMessage
        from email.utils import make_msgid

        port, ca, sender, to, picture, letter, *headers = sys.argv[1:]
        user, secret = sys.stdin.read().splitlines()
        message = EmailMessage()
        message['From'] = 'Mila Bakker <' + sender + '>'
        message['To'] = to
        message['Subject'] = 'Röntgenfoto ☢'
        message['Message-ID'] = make_msgid(domain='stanna.example')
        for header in headers:
            name, value = header.split(': ', 1)
            message[name] = value
        message.set_content('Hierbij de foto.\\n.\\n..en een punt aan het begin.\\n')
        cid = make_msgid(domain='stanna.example')
        message.add_alternative(
            '<p>Hierbij de <b>foto</b>: <img alt="foto" src="cid:' + cid[1:-1] + '">', subtype='html')
        with open(picture, 'rb') as file:
            message.get_payload()[1].add_related(file.read(), 'image', 'png', cid=cid)
        with open(letter, 'rb') as file:
            message.add_attachment(
                file.read(), 'application', 'octet-stream', filename=os.path.basename(letter))
        with smtplib.SMTP('localhost', int(port), timeout=30) as server:
            server.set_debuglevel(1)
            server.starttls(context=ssl.create_default_context(cafile=ca))
            server.set_debuglevel(0)
            server.login(user, secret)
            server.set_debuglevel(1)
            server.send_message(message)
        """);
    List<String> command =
        new ArrayList<>(
            List.of(
                "python3",
                "-X",
                "utf8",
                script.toString(),
                port(live.gateway().submissionPort()),
                live.world().caBundle().toString(),
                LiveGateway.SENDER,
                to,
                picture.toString(),
                letter.toString()));
    headers.forEach((name, value) -> command.add(name + ": " + value));
    return Program.run(
        live.folder(), live.login().user() + "\n" + live.login().secret() + "\n", command);
  }

  @Test
  void aWrongPasswordIsRefusedInWordsEveryProgramShows() throws Exception {
    Program.assumeInstalled("curl");
    List<String> command =
        curl("smtp://localhost:" + live.gateway().submissionPort(), "annie@home.example");
    command.set(command.indexOf("--user") + 1, live.login().user() + ":wrong");
    command.addAll(List.of("--ssl-reqd", "--upload-file", letter.toString()));
    List<String> inShell = List.of("sh", "-c", "\"$@\" || echo ended $?", "sh");
    List<String> all = new ArrayList<>(inShell);
    all.addAll(command);
    // 67 is curl's "login denied".
    assertThat(Program.run(live.folder(), "", all)).contains("< 535 5.7.8", "ended 67");
  }

  private static String port(int port) {
    return Integer.toString(port);
  }
}
