package io.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * What has to hold after every end-to-end test (STYLE, Testing): no planted secret in any byte that
 * left, in any log line, or in the plain bytes of any watched folder; and no copy lost.
 *
 * <p>A test plants canaries where secrets go (body, phone number, access code, Bcc address, values
 * of control headers), registers what to look at, and after it the extension searches each secret
 * in every form it could show itself in: as it is, in another case, Base64 at its three alignments,
 * quoted-printable, percent-encoded, hex. It fails naming the canary and the place, never the
 * secret. Where a secret may go is said per canary: the body in a mail to its own recipient over a
 * proven connection, the code in a text message to its own phone.
 */
public final class Canaries implements BeforeEachCallback, AfterEachCallback {

  /** Tells whether every accepted copy is accounted for; bound to the gateway under test. */
  @FunctionalInterface
  public interface Ledger {
    /**
     * Copies that were promised with 250 and are neither waiting, delivered, in a conversation nor
     * reported; empty when nothing is lost.
     */
    List<String> lost();
  }

  /** Something that left: a mail or a text message. */
  public record Departed(String where, @Nullable CapturedMail mail, String bytes) {}

  private static final int LARGEST_FILE = 256 << 20;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<String, String> planted = new LinkedHashMap<>();
  private final Map<String, Predicate<String>> wholly = new LinkedHashMap<>();
  private final Map<String, Predicate<Departed>> allowed = new ConcurrentHashMap<>();
  private final List<SmallInternet> worlds = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private final List<Ledger> ledgers = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> logged = new ConcurrentLinkedQueue<>();
  private final Everything appender = new Everything();
  private @Nullable Level before;

  /** A word of 20 letters and digits that stands nowhere else. */
  public String word(String what) {
    byte[] bytes = new byte[9];
    RANDOM.nextBytes(bytes);
    return plant(what, "k" + HexFormat.of().formatHex(bytes) + "y");
  }

  /** A mobile number of the Netherlands that nobody else was given here. */
  public String phone(String what) {
    return plant(what, "+3161" + (1_000_000 + RANDOM.nextInt(9_000_000)));
  }

  /** An access code (SPEC 5.2). */
  public String accessCode(String what) {
    byte[] bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return plant(what, "Code-" + HexFormat.of().formatHex(bytes));
  }

  /** An address at a domain of the world, such as a Bcc recipient's. */
  public String address(String what, String domain) {
    byte[] bytes = new byte[6];
    RANDOM.nextBytes(bytes);
    return plant(what, "bcc" + HexFormat.of().formatHex(bytes) + "@" + domain);
  }

  /** Plants a secret that the test made itself. At least six characters, or it would be found. */
  public String plant(String what, String secret) {
    if (secret.length() < 6) {
      throw new IllegalArgumentException("too short to be found only where it leaked");
    }
    planted.put(what, secret);
    return secret;
  }

  /**
   * Plants a one-time code. Six digits stand by chance inside longer numbers and ids, so only where
   * they stand alone do they count.
   */
  public String plantCode(String what, String digits) {
    wholly.put(
        what, Pattern.compile("(?<![0-9A-Za-z])" + digits + "(?![0-9A-Za-z])").asPredicate());
    return digits;
  }

  /** Says where a planted secret may be after all, among what left. */
  public void allow(String what, Predicate<Departed> where) {
    allowed.merge(what, where, Predicate::or);
  }

  /** Everything this world's hosts and phones take is searched. */
  public void watch(SmallInternet world) {
    worlds.add(world);
  }

  /** Every file below is searched after the test, as it lies there. */
  public void watch(Path folder) {
    folders.add(folder);
  }

  /** No copy may be lost according to this. */
  public void watch(Ledger ledger) {
    ledgers.add(ledger);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    begin();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end();
  }

  public void begin() {
    planted.clear();
    wholly.clear();
    allowed.clear();
    worlds.clear();
    folders.clear();
    ledgers.clear();
    logged.clear();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    before = root.getLevel();
    // Ours down to the finest level: what an operator could switch on must not leak either.
    ((Logger) LoggerFactory.getLogger("io.postern")).setLevel(Level.TRACE);
    root.setLevel(Level.DEBUG);
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
  }

  public void end() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAppender(appender);
    root.setLevel(before);
    ((Logger) LoggerFactory.getLogger("io.postern")).setLevel(null);
    check();
  }

  /** Checks now; the extension does it after each test. */
  public void check() {
    List<String> found = new ArrayList<>(leaks());
    for (Ledger ledger : ledgers) {
      ledger.lost().forEach(copy -> found.add("lost: " + copy));
    }
    assertThat(found).as("secrets that showed themselves, and copies that are gone").isEmpty();
  }

  /** Each place where a canary was found, without the canary. */
  List<String> leaks() {
    List<String> found = new ArrayList<>();
    Map<String, Predicate<String>> all = new LinkedHashMap<>(wholly);
    planted.forEach((what, secret) -> all.put(what, holding(forms(secret))));
    List<Departed> gone = departed();
    all.forEach((what, holds) -> {
      for (Departed departed : gone) {
        if (holds.test(departed.bytes())
            && !allowed.getOrDefault(what, _ -> false).test(departed)) {
          found.add(what + " in " + departed.where());
        }
      }
      for (String line : logged) {
        if (holds.test(line)) {
          found.add(what + " in the log of " + line.split(" ", 2)[0]);
        }
      }
      folders.forEach(folder -> searchFolder(folder, what, holds, found));
    });
    return found;
  }

  private List<Departed> departed() {
    List<Departed> all = new ArrayList<>();
    for (SmallInternet world : worlds) {
      for (CapturedMail mail : world.mails().all()) {
        // The envelope left too.
        String bytes = mail.from() + "\n" + whole(mail);
        all.add(new Departed("mail " + mail.number() + " taken by " + mail.host(), mail, bytes));
        // And what transfer encodings hide.
        String decoded =
            mail.firstText("text/plain").orElse("") + mail.firstText("text/html").orElse("");
        all.add(
            new Departed(
                "text of mail " + mail.number() + " taken by " + mail.host(), mail, decoded));
      }
      for (DemoSms.Text text : world.sms().texts()) {
        all.add(new Departed("text message " + text.number(), null, text.text()));
      }
    }
    return all;
  }

  private static String whole(CapturedMail mail) {
    try (InputStream in = mail.open()) {
      return new String(in.readNBytes(LARGEST_FILE), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static void searchFolder(
      Path folder, String what, Predicate<String> holds, List<String> found) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          String bytes = new String(in.readNBytes(LARGEST_FILE), StandardCharsets.ISO_8859_1);
          if (holds.test(bytes)) {
            found.add(what + " in the file " + folder.relativize(file));
          }
        } catch (NoSuchFileException wentMeanwhile) {
          continue;
        }
        if (holds.test(String.valueOf(file.getFileName()))) {
          found.add(what + " in a file's name below " + folder);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Predicate<String> holding(List<String> forms) {
    return bytes -> forms.stream().anyMatch(bytes::contains);
  }

  /** The shapes in which a secret could stand in bytes. */
  static List<String> forms(String secret) {
    byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
    List<String> forms = new ArrayList<>();
    forms.add(new String(octets, StandardCharsets.ISO_8859_1));
    forms.add(secret.toLowerCase(Locale.ROOT));
    forms.add(secret.toUpperCase(Locale.ROOT));
    forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
    forms.add(secret.replace("+", "=2B").replace("@", "=40").replace("-", "=2D"));
    forms.add(secret.replace("+", "+2B"));
    forms.add(HexFormat.of().formatHex(octets));
    forms.add(HexFormat.of().withUpperCase().formatHex(octets));
    if (secret.startsWith("+")) {
      forms.add(secret.substring(1));
    }
    for (int shift = 0; shift < 3; shift++) {
      byte[] shifted = new byte[shift + octets.length];
      System.arraycopy(octets, 0, shifted, shift, octets.length);
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      // The first and last characters also hold bits of the neighbours.
      String sure = base64.substring(shift == 0 ? 0 : shift + 1, base64.length() - 1);
      forms.add(sure);
      forms.add(sure.replace('+', '-').replace('/', '_'));
    }
    return forms.stream().distinct().toList();
  }

  /** Keeps every event whole: message, arguments as formatted, causes. */
  private final class Everything extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      StringBuilder line = new StringBuilder(event.getLoggerName());
      line.append(' ')
          .append(event.getThreadName())
          .append(' ')
          .append(event.getFormattedMessage());
      event
          .getMDCPropertyMap()
          .forEach((key, value) -> line.append(' ').append(key).append('=').append(value));
      for (IThrowableProxy cause = event.getThrowableProxy();
          cause != null;
          cause = cause.getCause()) {
        line.append(' ').append(cause.getClassName()).append(": ").append(cause.getMessage());
      }
      logged.add(line.toString());
    }
  }
}
