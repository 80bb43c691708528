package io.postern.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.DemoGateway;
import io.postern.demo.CapturedMail;
import io.postern.demo.CapturedMails;
import io.postern.demo.DemoGuest;
import io.postern.demo.DemoSms;
import io.postern.demo.DemoSubmitter;
import io.postern.demo.Running.CopyState;
import io.postern.demo.Running.End;
import io.postern.demo.Running.Login;
import io.postern.demo.Running.Way;
import io.postern.demo.SmallInternet;
import io.postern.smtp.Mailbox;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A gateway in a small internet of its own, and a folder for what the programs need. */
final class LiveGateway implements AutoCloseable {
  static final String SENDER = "m.bakker@stanna.example";
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Pattern QUEUED = Pattern.compile("250 2\\.0\\.0 Ok: queued as (\\w+)");
  private static final Pattern MAILED_CODE = Pattern.compile("\\b([0-9]{3})[ -]?([0-9]{3})\\b");

  private final Path folder;
  private final SmallInternet world;
  private final DemoGateway gateway;

  private LiveGateway(Path folder, SmallInternet world, DemoGateway gateway) {
    this.folder = folder;
    this.world = world;
    this.gateway = gateway;
  }

  static LiveGateway start() throws IOException {
    // Readable for others: Postfix reads its certificates and tables as somebody else.
    Path folder =
        Files.createTempDirectory(
            "interop",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    SecureRandom random = new SecureRandom();
    InstantSource clock = InstantSource.system();
    SmallInternet world = SmallInternet.open(folder, SmallInternet.Ports.ANY, random, clock);
    try {
      return new LiveGateway(
          folder, world, DemoGateway.start(world, folder, DemoGateway.Ports.ANY, clock, random));
    } catch (IOException failed) {
      world.close();
      throw failed;
    }
  }

  Path folder() {
    return folder;
  }

  SmallInternet world() {
    return world;
  }

  DemoGateway gateway() {
    return gateway;
  }

  Login login() {
    return gateway.submitter();
  }

  /** The outside id of the submission, from what a program was answered. */
  static String submission(String output) {
    Matcher queued = QUEUED.matcher(output);
    assertThat(queued.find()).as("a submission's id in:%n%s", output).isTrue();
    return queued.group(1);
  }

  /** Hands a message in, as it stands but with CRLF line ends; the submission's outside id. */
  String submit(String recipient, String message) throws IOException {
    return new DemoSubmitter(gateway.submissionPort(), login(), world.clientTls())
        .submit(
            SENDER,
            List.of(recipient),
            message.replaceAll("\\r?\\n", "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Waits until the copy came to this end by this way. */
  void went(String submission, String recipient, End end, Way way) {
    CopyState state =
        await()
            .atMost(PATIENCE)
            .until(
                () -> gateway.copy(submission, Mailbox.of(recipient)),
                copy -> copy.isPresent() && copy.get().end() != End.WAITING)
            .orElseThrow();
    assertThat(state.end()).as("%s: %s", recipient, state.why()).isEqualTo(end);
    assertThat(state.row()).as("%s: %s", recipient, state.why()).contains(way);
  }

  /** How many mails came so far: what comes later has a higher number. */
  long now() {
    return world.mails().all().size();
  }

  /** The link of the notification that came after that moment. */
  URI link(String recipient, long after) {
    CapturedMail mail = mail(recipient, after);
    return mail.links().stream()
        .filter(link -> link.startsWith(gateway.portal() + "/m/"))
        .findFirst()
        .map(URI::create)
        .orElseThrow(() -> new AssertionError("no link in the mail to " + recipient));
  }

  /** A mail that came to somebody after that moment. */
  CapturedMail mail(String recipient, long after) {
    return world
        .mails()
        .await(
            mail ->
                mail.number() > after
                    && CapturedMails.isTo(Mailbox.of(recipient).wire()).test(mail),
            PATIENCE)
        .orElseThrow(() -> new AssertionError("no mail came to " + recipient));
  }

  /** The six digits of the code mail that came after that moment. */
  String mailedCode(String recipient, long after) {
    Matcher code = MAILED_CODE.matcher(mail(recipient, after).text());
    assertThat(code.find()).as("a code for %s", recipient).isTrue();
    return code.group(1) + code.group(2);
  }

  /** The six digits of the text message after so many. */
  String textedCode(String number, long after) {
    return world.sms().await(number, after, PATIENCE).flatMap(DemoSms::code).orElseThrow();
  }

  /** Opens a notification with a mailed code; the page's text, the mail's body included. */
  String openByMail(String recipient, long after) throws IOException {
    URI link = link(recipient, after);
    long notified = mail(recipient, after).number();
    return open(link, () -> newerCode(recipient, notified));
  }

  /** The code, as soon as it came: the guest first asks whether it is there already. */
  private Optional<String> newerCode(String recipient, long after) {
    return Optional.of(mailedCode(recipient, after));
  }

  String open(URI link, Supplier<Optional<String>> code) throws IOException {
    return new DemoGuest(world.clientTls()).open(link, code);
  }

  @Override
  public void close() {
    gateway.close();
    world.close();
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException left) {
      throw new AssertionError("could not be deleted: " + folder, left);
    }
  }
}
