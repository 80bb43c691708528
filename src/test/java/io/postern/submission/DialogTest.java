package io.postern.submission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of src/test/dialogs/submission, on a real server. */
final class DialogTest {

  static List<Path> dialogs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/dialogs/submission"))) {
      return files.filter(file -> file.toString().endsWith(".dialog")).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dialogs")
  void goesAsWritten(Path dialog) throws IOException {
    new Dialog(dialog).play();
  }
}
