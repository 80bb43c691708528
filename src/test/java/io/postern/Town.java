package io.postern;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.NotDone;
import io.postern.conversation.CopyRow;
import io.postern.conversation.CopyState;
import io.postern.conversation.MessageRow;
import io.postern.demo.Canaries;
import io.postern.demo.CapturedMail;
import io.postern.demo.CapturedMails;
import io.postern.demo.DemoMx;
import io.postern.demo.DemoSms;
import io.postern.demo.DemoSubmitter;
import io.postern.demo.DemoTenant;
import io.postern.demo.Posture;
import io.postern.demo.SmallInternet;
import io.postern.directory.Organisation;
import io.postern.directory.Totp;
import io.postern.smtp.Mailbox;
import io.postern.store.Tx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole gateway in the small internet, for the tests of one class, with time that stands still
 * until it is moved. After each test the queue has come to rest, no canary is anywhere it may not
 * be, and nothing that was accepted is lost.
 *
 * <p>The tests of a class share it: each uses addresses of its own.
 */
final class Town
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern MAILED_CODE = Pattern.compile("\\b([0-9]{3})[ -]?([0-9]{3})\\b");
  private static final AtomicInteger SERIAL = new AtomicInteger();

  private final Canaries canaries = new Canaries();
  private final SettableClock clock = new SettableClock();
  private final SecureRandom random = new SecureRandom();
  private @Nullable Path folder;
  private @Nullable SmallInternet world;
  private @Nullable DemoGateway gateway;
  private @Nullable StoreLedger ledger;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Path below = Files.createTempDirectory("postern-town");
    folder = below;
    world =
        SmallInternet.open(
            Files.createDirectory(below.resolve("world")),
            SmallInternet.Ports.ANY,
            random,
            java.time.InstantSource.system());
    ledger = new StoreLedger(world, this::gateway);
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    gateway().close();
    world().close();
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    canaries.begin();
    canaries.watch(world());
    canaries.watch(data());
    canaries.watch(there(ledger));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    settle();
    canaries.end();
  }

  void start() throws IOException {
    gateway =
        DemoGateway.start(
            world(), folder().resolve("gateway"), DemoGateway.Ports.ANY, clock, random);
  }

  /** A new process would begin here: the same folders, nothing in memory. */
  void restart() throws IOException {
    gateway().close();
    gateway = gateway().again();
  }

  private static <T> T there(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the town does not stand yet");
    }
    return part;
  }

  Path folder() {
    return there(folder);
  }

  Path data() {
    return folder().resolve("gateway/data");
  }

  Path keys() {
    return folder().resolve("gateway/keys");
  }

  SmallInternet world() {
    return there(world);
  }

  DemoGateway gateway() {
    return there(gateway);
  }

  Canaries canaries() {
    return canaries;
  }

  SettableClock clock() {
    return clock;
  }

  // ── what the sender does ──

  /** Hands it in over SMTP; the outside id in the 250. */
  String submit(Letter letter) throws IOException {
    String id =
        submitter().submit(letter.reversePath, letter.envelope, letter.bytes(), letter.wishes);
    there(ledger).promised(id, letter);
    return id;
  }

  DemoSubmitter submitter() {
    return new DemoSubmitter(
        gateway().submissionPort(), gateway().submitter(), world().clientTls());
  }

  // ── what an administrator sees ──

  <T> T read(java.util.function.Function<Tx, T> question) {
    return gateway().gateway().database().read(question::apply);
  }

  Organisation organisation() throws NotDone {
    return gateway().gateway().administration().organisations().named(world().tenant().name());
  }

  CopyRow copy(String submission, String recipient) {
    byte[] hash = gateway().gateway().addresses().hash(Mailbox.of(recipient));
    return read(tx ->
            MessageRow.byPublicId(tx, submission)
                .flatMap(message ->
                    CopyRow.ofMessage(tx, message.key()).stream()
                        .filter(copy -> Arrays.equals(copy.recipientHash(), hash))
                        .findFirst()))
        .orElseThrow(() -> new AssertionError("no copy for " + recipient));
  }

  CopyState state(String submission, String recipient) {
    return copy(submission, recipient).state();
  }

  void await(String what, BooleanSupplier until) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(until::getAsBoolean);
  }

  void await(String submission, String recipient, CopyState wanted) {
    await(recipient + " is " + wanted, () -> state(submission, recipient) == wanted);
  }

  /** How often an attempt had to wait. */
  int deferrals(String submission, String recipient) {
    long key = copy(submission, recipient).key();
    return read(tx ->
        tx.one(
                "SELECT COUNT(*) FROM copy_event WHERE copy = ? AND what = 'deferred'",
                r -> r.getInt(1),
                key)
            .orElse(0));
  }

  /** Waits until nothing is due and nothing under way. */
  void settle() {
    gateway().gateway().wake();
    await("the queue at rest", () -> read(this::isAtRest));
  }

  private boolean isAtRest(Tx tx) {
    return tx.one(
            "SELECT COUNT(*) FROM queue WHERE leased = 1 OR next_try <= ?",
            r -> r.getInt(1),
            clock.instant())
        .orElse(0)
        .equals(0);
  }

  /** Lets time pass at once; what becomes due begins. */
  void pass(Duration time) {
    clock.advance(time);
    gateway().gateway().wake();
  }

  void tidy() throws IOException {
    gateway().gateway().tidy();
  }

  // ── what recipients see ──

  Visitor visitor() {
    return new Visitor(world().clientTls());
  }

  /** The newest mail to this address that fits. */
  CapturedMail mail(String address, Predicate<CapturedMail> fits) {
    return world()
        .mails()
        .await(CapturedMails.isTo(address).and(fits), PATIENCE)
        .orElseThrow(() -> new AssertionError("no such mail came to " + address));
  }

  /** The link in the newest notification; its secret is a canary from now on. */
  URI link(String address) {
    CapturedMail mail = mail(address, one -> link(one).isPresent());
    return secret(address, mail);
  }

  private URI secret(String address, CapturedMail mail) {
    URI link = link(mail).orElseThrow();
    String what = "the link for " + address + " in mail " + mail.number();
    canaries.plant(what, link.getPath().substring("/m/".length()));
    canaries.allow(what, left -> left.mail() != null && left.mail().number() == mail.number());
    return link;
  }

  private Optional<URI> link(CapturedMail mail) {
    return mail.links().stream()
        .filter(link -> link.startsWith(gateway().portal() + "/m/"))
        .findFirst()
        .map(URI::create);
  }

  long mailsSoFar() {
    return world().mails().all().size();
  }

  long textsSoFar() {
    return world().sms().texts().size();
  }

  /** The code in a mail that came after so many; a canary from now on. */
  String mailedCode(String address, long after) {
    CapturedMail mail =
        mail(address, one -> one.number() > after && MAILED_CODE.matcher(one.text()).find());
    Matcher code = MAILED_CODE.matcher(mail.text());
    assertThat(code.find()).isTrue();
    String digits = code.group(1) + code.group(2);
    String what = "the code in mail " + mail.number();
    canaries.plantCode(what, digits);
    canaries.allow(what, left -> left.mail() != null && left.mail().number() == mail.number());
    return digits;
  }

  /** The code in a text message that came after so many; a canary from now on. */
  String textedCode(String phone, long after) {
    DemoSms.Text text =
        world()
            .sms()
            .await(phone, after, PATIENCE)
            .orElseThrow(() -> new AssertionError("no text message came"));
    String digits = DemoSms.code(text).orElseThrow();
    String what = "the code in text " + text.number();
    canaries.plantCode(what, digits);
    canaries.allow(what, left -> left.where().equals("text message " + text.number()));
    return digits;
  }

  /** Opens by e-mail verification. */
  Visitor.Page openByMail(Visitor visitor, String address, URI link) throws IOException {
    long before = mailsSoFar();
    Visitor.Page door = visitor.enter(link);
    return visitor.prove(door, mailedCode(address, before));
  }

  /** Signs in with both factors on the way to a page. */
  Visitor.Page signIn(Visitor visitor, String address, String page) throws IOException {
    DemoTenant.Member member =
        world().tenant().people().stream()
            .filter(one -> one.address().toString().equals(address))
            .findFirst()
            .orElseThrow();
    // Each time step serves once.
    clock.advance(Duration.ofSeconds(31));
    Visitor.Page form = visitor.get(URI.create(page));
    Visitor.Page second =
        visitor.press(
            form,
            form.form("/sign-in"),
            null,
            Map.of("username", address, "password", member.password()));
    String code = Totp.codeAt(Totp.seedOf(member.totpSecret().orElseThrow()), clock.instant());
    return visitor.press(second, second.form("/sign-in/code"), null, Map.of("code", code));
  }

  /** A mail host of one's own, for a domain of its own. */
  Host host(Posture posture) throws IOException {
    int number = SERIAL.incrementAndGet();
    String domain = "town" + number + ".example";
    InetAddress address =
        InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (10 + number % 200)});
    world().nameServer().mx(domain, 10, "mx." + domain).a("mx." + domain, address);
    Host host = new Host(domain, address);
    host.becomes(posture);
    return host;
  }

  /** A mail host whose ways can change. */
  final class Host implements AutoCloseable {
    private final String domain;
    private final InetAddress address;
    private @Nullable DemoMx mx;

    private Host(String domain, InetAddress address) {
      this.domain = domain;
      this.address = address;
    }

    String domain() {
      return domain;
    }

    void becomes(Posture posture) throws IOException {
      close();
      // The old one's door may take a moment to fall shut.
      mx =
          Awaitility.await()
              .atMost(PATIENCE)
              .pollInterval(Duration.ofMillis(20))
              .ignoreExceptionsInstanceOf(IOException.class)
              .until(
                  () -> world().host("mx." + domain, address, world().nextHopPort(), posture),
                  open -> true);
    }

    @Override
    public void close() {
      DemoMx open = mx;
      if (open != null) {
        open.close();
      }
    }
  }
}
