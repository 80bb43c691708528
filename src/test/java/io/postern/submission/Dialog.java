package io.postern.submission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.smtp.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Plays a dialog file against a server. The words are in src/test/dialogs/submission/README.md. */
final class Dialog {
  private final Path file;
  private final List<DialogClient> clients = new ArrayList<>();
  private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();

  Dialog(Path file) {
    this.file = file;
  }

  void play() throws IOException {
    List<String> lines = Files.readAllLines(file, UTF_8);
    try (ServerUnderTest world = new ServerUnderTest(limits(lines))) {
      boolean implicitTls = lines.contains("@implicit-tls");
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.isBlank() || line.startsWith("#") || line.startsWith("@server")) {
          continue;
        }
        try {
          if (clients.isEmpty()) {
            connect(world, implicitTls);
          }
          play(line, world);
        } catch (AssertionError | IOException | RuntimeException e) {
          throw new AssertionError(file + ":" + (i + 1) + ": " + line + "\n" + e.getMessage(), e);
        }
      }
    } finally {
      for (DialogClient client : clients) {
        client.close();
      }
    }
  }

  private void play(String line, ServerUnderTest world) throws IOException {
    String rest = line.length() > 3 ? line.substring(3) : "";
    if (line.startsWith("C:")) {
      unsent.writeBytes(octets(rest + "\\r\\n"));
      return;
    }
    if (line.startsWith("R:")) {
      unsent.writeBytes(octets(rest));
      return;
    }
    send();
    if (line.startsWith("S:")) {
      assertThat(client().line()).startsWith(rest);
    } else if (line.startsWith("S=")) {
      assertThat(client().line()).isEqualTo(rest);
    } else if (line.startsWith("S~")) {
      assertThat(client().line()).matches(rest);
    } else if (line.startsWith("S*")) {
      assertThat(client().reply()).startsWith(rest);
    } else if (line.startsWith("@")) {
      obey(line.substring(1).split(" ", -1), world);
    } else {
      throw new IllegalArgumentException("no word of a dialog");
    }
  }

  private void obey(String[] words, ServerUnderTest world) throws IOException {
    switch (words[0]) {
      case "implicit-tls" -> {}
      case "connect" -> connect(world, false);
      case "starttls" -> client().tls();
      case "login" -> client().signIn();
      case "tls" -> client().startTls();
      case "scram" -> ScramClient.of(words[1], words[2], words[3]).run(client());
      case "closed" -> assertThat(client().line()).as("closed").isNull();
      case "intake" -> mood(words, world.intake);
      case "credentials" -> world.credentials.down = words[1].equals("down");
      case "suspend" -> world.credentials.add(words[1], false);
      case "messages" -> assertThat(world.intake.got).hasSize(Integer.parseInt(words[1]));
      case "recipients" ->
          assertThat(world.intake.got.getLast().envelope().recipients())
              .hasSize(Integer.parseInt(words[1]));
      case "message" ->
          assertThat(world.intake.got.getLast().message())
              .isEqualTo(new String(octets(String.join(" ", words).substring(8)), ISO_8859_1));
      case "send" -> client().send((words[1].repeat(Integer.parseInt(words[2]))));
      case "repeat" -> repeat(words);
      default -> throw new IllegalArgumentException("no directive of a dialog");
    }
  }

  /** {@code @repeat N S-prefix C-line}: a command N times, each answered so. */
  private void repeat(String[] words) throws IOException {
    String command = String.join(" ", words).substring(words[1].length() + words[2].length() + 9);
    for (int i = 0; i < Integer.parseInt(words[1]); i++) {
      client().send(octets(command.replace("{i}", Integer.toString(i)) + "\\r\\n"));
      assertThat(client().reply()).startsWith(words[2]);
    }
  }

  private static void mood(String[] words, FakeIntake intake) {
    intake.mood =
        FakeIntake.Mood.valueOf(words[1].replace('-', '_').toUpperCase(java.util.Locale.ROOT));
    if (words.length > 3) {
      intake.refusal =
          Reply.of(
              Integer.parseInt(words[2]),
              words[3],
              String.join(" ", List.of(words).subList(4, words.length)));
    }
  }

  private void connect(ServerUnderTest world, boolean implicitTls) throws IOException {
    if (implicitTls) {
      clients.addLast(new DialogClient(world.server.implicitTlsPort().orElseThrow()));
      client().tls();
    } else {
      clients.addLast(new DialogClient(world.server.port()));
    }
  }

  private DialogClient client() {
    return clients.getLast();
  }

  private void send() throws IOException {
    if (unsent.size() > 0) {
      client().send(unsent.toByteArray());
      unsent.reset();
    }
  }

  /** Text is UTF-8; {@code \r \n \t \0 \\ \xHH} are octets. */
  static byte[] octets(String text) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        octets.writeBytes(Character.toString(c).getBytes(UTF_8));
        continue;
      }
      switch (text.charAt(++i)) {
        case 'r' -> octets.write('\r');
        case 'n' -> octets.write('\n');
        case 't' -> octets.write('\t');
        case '0' -> octets.write(0);
        case '\\' -> octets.write('\\');
        case 'x' -> {
          octets.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> throw new IllegalArgumentException("no escape: \\" + text.charAt(i));
      }
    }
    return octets.toByteArray();
  }

  /** {@code @server name=value ...}, anywhere in the file. */
  private static SubmissionLimits limits(List<String> lines) {
    Map<String, Long> given = new HashMap<>();
    Consumer<String> take =
        word -> given.put(word.split("=")[0], Long.parseLong(word.split("=")[1]));
    lines.stream()
        .filter(line -> line.startsWith("@server "))
        .flatMap(line -> List.of(line.substring(8).split(" ")).stream())
        .forEach(take);
    SubmissionLimits usual = SubmissionLimits.defaults();
    SubmissionLimits limits =
        new SubmissionLimits(
            take(given, "message-bytes", usual.messageBytes()),
            (int) take(given, "recipients", usual.recipients()),
            Duration.ofMillis(take(given, "idle-millis", usual.idle().toMillis())),
            (int) take(given, "sessions-per-client", usual.sessionsPerClient()),
            (int) take(given, "sessions", usual.sessions()),
            (int) take(given, "errors", usual.errors()),
            take(given, "discard-bytes", usual.discardBytes()));
    assertThat(given).as("unknown @server words").isEmpty();
    return limits;
  }

  private static long take(Map<String, Long> given, String name, long usual) {
    Long value = given.remove(name);
    return value == null ? usual : value;
  }
}
