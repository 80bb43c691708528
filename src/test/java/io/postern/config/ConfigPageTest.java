package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages about configuration say what the code does. */
class ConfigPageTest {
  private static final Path TOUR = Path.of("config/postern.yml");

  @Test
  void theReferencePageIsPrintedFromTheRecords() throws IOException {
    Path fresh = Path.of("target/configuration.md");
    Files.createDirectories(fresh.toAbsolutePath().getParent());
    Files.writeString(fresh, ConfigPage.markdown());
    assertThat(Path.of("docs/configuration.md"))
        .as("stale: cp target/configuration.md docs/configuration.md")
        .hasSameTextualContentAs(fresh);
  }

  @Test
  void theTourCanBeUsedAsItStands() throws BadConfig {
    PosternConfig config = ConfigReader.read(Optional.of(TOUR), Map.of(), List.of());
    assertThat(config.submission().settings(config.mail()).hostname())
        .isEqualTo("gate.example.org");
    assertThat(config.sms()).isEmpty();
  }

  @Test
  void everySettingOfTheTourCanBeUsed(@TempDir Path folder) throws Exception {
    Path all = folder.resolve("postern.yml");
    Files.writeString(all, uncommented());
    PosternConfig config = ConfigReader.read(Optional.of(all), Map.of(), List.of());
    assertThat(config.sms().orElseThrow().settings().parameters()).containsKey("token");
    assertThat(config.delivery().route()).isPresent();
  }

  @Test
  void theTourShowsEverySetting() throws IOException {
    Set<String> names = new TreeSet<>();
    Pattern.compile("(?m)^\\| `([a-z.-]+)` \\|")
        .matcher(ConfigPage.markdown())
        .results()
        .forEach(row -> names.add(row.group(1).substring(row.group(1).lastIndexOf('.') + 1)));
    Set<String> shown =
        uncommented()
            .lines()
            .filter(line -> line.matches("\\s*[a-z-]+:.*"))
            .map(line -> line.strip().split(":", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(shown).containsAll(names);
  }

  private static String uncommented() throws IOException {
    return Files.readString(TOUR).replaceAll("(?m)^(\\s*)#([a-z-]+:)", "$1$2");
  }
}
