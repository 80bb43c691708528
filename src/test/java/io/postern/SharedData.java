package io.postern;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Conformance data that lies beside the project, not in it. */
public final class SharedData {
  private SharedData() {}

  /**
   * A file below {@code shared/data} beside the project's folder or above it; the test is skipped,
   * and says so, where there is none, as in a plain clone.
   */
  public static Path file(String name) {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path file = folder.resolve("shared/data").resolve(name);
      if (Files.isReadable(file)) {
        return file;
      }
    }
    return abort("skipped: there is no shared/data/" + name + " beside the project or above it");
  }
}
