package io.postern.bounces;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.submission.DialogClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of src/test/dialogs/bounces, on a real door. Their words are in the README there. */
final class BouncesDialogTest {
  @TempDir Path folder;

  static List<Path> dialogs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/dialogs/bounces"))) {
      return files.filter(file -> file.toString().endsWith(".dialog")).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dialogs")
  void goesAsWritten(Path dialog) throws IOException {
    List<String> lines = Files.readAllLines(dialog, StandardCharsets.UTF_8);
    List<DialogClient> clients = new ArrayList<>();
    try (DoorUnderTest door = new DoorUnderTest(limits(lines), folder)) {
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.isBlank() || line.startsWith("#") || line.startsWith("@server")) {
          continue;
        }
        if (clients.isEmpty() || line.equals("@connect")) {
          clients.add(new DialogClient(door.server.port()));
        }
        try {
          play(line, clients.getLast(), door);
        } catch (AssertionError | IOException e) {
          throw new AssertionError(dialog + ":" + (i + 1) + ": " + line + "\n" + e.getMessage(), e);
        }
      }
    } finally {
      for (DialogClient client : clients) {
        client.close();
      }
    }
  }

  private static void play(String line, DialogClient client, DoorUnderTest door)
      throws IOException {
    String rest = line.length() > 3 ? line.substring(3) : "";
    switch (line.split("[ ]", 2)[0]) {
      case "C:" -> client.send(octets(door.filled(rest)) + "\r\n");
      case "R:" -> client.send(octets(door.filled(rest)));
      case "S:" -> assertThat(client.line()).startsWith(rest);
      case "S=" -> assertThat(client.line()).isEqualTo(rest);
      case "S*" -> assertThat(client.reply()).startsWith(rest);
      case "@connect" -> {
        // Done.
      }
      case "@starttls" -> client.tls();
      case "@closed" -> assertThat(client.line()).as("closed").isNull();
      case "@store-fails" -> door.storeFails = true;
      case "@noted" ->
          assertThat(String.join(", ", door.noted))
              .isEqualTo(line.length() > 7 ? line.substring(7) : "");
      case "@lines" -> {
        String[] words = line.split(" ", 3);
        for (int i = 0; i < Integer.parseInt(words[1]); i++) {
          client.send(words[2] + "\r\n");
        }
      }
      default -> throw new IllegalArgumentException("no word of a dialog: " + line);
    }
  }

  private static String octets(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
  }

  private static BouncesLimits limits(List<String> lines) {
    BouncesLimits usual = BouncesLimits.defaults();
    long bytes = usual.messageBytes();
    int recipients = usual.recipients();
    int perMinute = usual.messagesPerMinute();
    int sessionsPerClient = usual.sessionsPerClient();
    Duration idle = usual.idle();
    for (String line : lines) {
      if (line.startsWith("@server ")) {
        for (String word : line.substring(8).split(" ")) {
          int number = Integer.parseInt(word.substring(word.indexOf('=') + 1));
          switch (word.substring(0, word.indexOf('='))) {
            case "message-bytes" -> bytes = number;
            case "recipients" -> recipients = number;
            case "messages-per-minute" -> perMinute = number;
            case "sessions-per-client" -> sessionsPerClient = number;
            case "idle-millis" -> idle = Duration.ofMillis(number);
            default -> throw new IllegalArgumentException("no limit: " + word);
          }
        }
      }
    }
    return new BouncesLimits(
        bytes, recipients, idle, sessionsPerClient, usual.sessions(), perMinute, usual.refusals());
  }
}
