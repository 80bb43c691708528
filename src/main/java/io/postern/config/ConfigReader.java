package io.postern.config;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the configuration from, each over the one before: the records' defaults, {@code
 * postern.yml}, the environment ({@code POSTERN_SUBMISSION_PORT} is {@code submission.port}), and
 * flags ({@code --set submission.port=587}).
 */
public final class ConfigReader {
  private static final String PREFIX = "POSTERN_";

  /** Read by the launcher and by {@code --config}, not settings. */
  private static final Set<String> NOT_SETTINGS =
      Set.of("POSTERN_JAVA_OPTS", "POSTERN_CONFIG", "POSTERN_HOME");

  private ConfigReader() {}

  /**
   * Reads all sources.
   *
   * @param file {@code postern.yml}; empty: environment and flags alone
   * @param environment of the process
   * @param sets {@code key=value} as given to {@code --set}
   * @throws BadConfig with everything that is wrong, not only the first
   */
  public static PosternConfig read(
      Optional<Path> file, Map<String, String> environment, List<String> sets) throws BadConfig {
    return read(PosternConfig.class, file, environment, sets);
  }

  static <R> R read(
      Class<R> type, Optional<Path> file, Map<String, String> environment, List<String> sets)
      throws BadConfig {
    List<Problem> problems = new ArrayList<>();
    Given.Section root =
        file.map(f -> fromFile(f, problems)).orElseGet(() -> Given.Section.empty(""));
    fromEnvironment(type, root, environment, problems);
    fromFlags(root, sets, problems);
    Path folder =
        file.map(f -> f.toAbsolutePath().getParent()).orElseGet(() -> Path.of("").toAbsolutePath());
    // A file that is no YAML says nothing about its keys: only that is reported.
    R config =
        problems.isEmpty()
            ? new Binder(new Meaning(folder), root, problems).section(type, root, "")
            : null;
    if (config == null) {
      throw new BadConfig(problems);
    }
    return config;
  }

  private static Given.Section fromFile(Path file, List<Problem> problems) {
    String name = String.valueOf(file.getFileName());
    try {
      return YamlFile.read(name, Files.readString(file), problems);
    } catch (NoSuchFileException missing) {
      problems.add(new Problem("", "", file + " does not exist", ""));
    } catch (MalformedInputException notUtf8) {
      problems.add(new Problem("", "", file + " is not UTF-8 text", ""));
    } catch (IOException unreadable) {
      problems.add(new Problem("", "", file + " cannot be read: " + unreadable.getMessage(), ""));
    }
    return Given.Section.empty(name);
  }

  private static void fromEnvironment(
      Class<?> type, Given.Section root, Map<String, String> environment, List<Problem> problems) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    collectNames(type, List.of(), names);
    new TreeMap<>(environment)
        .forEach((name, value) -> {
          if (!name.startsWith(PREFIX) || NOT_SETTINGS.contains(name)) {
            return;
          }
          List<String> path = names.get(name);
          if (path == null) {
            problems.add(new Problem(name, "", "names no setting", "environment"));
          } else {
            root.put(path, new Given.Text(value, "environment " + name));
          }
        });
  }

  /** Every setting's name in the environment and where it stands in the tree. */
  private static void collectNames(Type type, List<String> path, Map<String, List<String>> names) {
    for (RecordComponent component : Binder.raw(type).getRecordComponents()) {
      List<String> full = new ArrayList<>(path);
      full.add(Binder.key(component));
      Type inside =
          component.getType() == Optional.class
              ? Binder.inner(component.getGenericType())
              : component.getGenericType();
      if (Binder.isSection(inside)) {
        collectNames(inside, full, names);
      } else {
        names.put(
            PREFIX + String.join("_", full).replace('-', '_').toUpperCase(Locale.ROOT),
            List.copyOf(full));
      }
    }
  }

  private static void fromFlags(Given.Section root, List<String> sets, List<Problem> problems) {
    for (String set : sets) {
      int equals = set.indexOf('=');
      if (equals < 1) {
        problems.add(new Problem("--set", "", "wanted: --set key=value", ""));
      } else {
        root.put(
            List.of(set.substring(0, equals).split("\\.")),
            new Given.Text(set.substring(equals + 1), "--set"));
      }
    }
  }
}
