package io.postern.config;

import io.postern.setting.Setting;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints the reference page of all settings from the records themselves. */
public final class ConfigPage {
  private final StringBuilder page = new StringBuilder();

  private ConfigPage() {}

  /** The whole of {@code docs/configuration.md}. */
  public static String markdown() {
    ConfigPage printer = new ConfigPage();
    printer.page.append(
        """
        # Configuration

        <!-- Printed from the settings records by ConfigPage; ConfigPageTest fails when it is stale. -->

        Postern reads `postern.yml` (`--config FILE`), then the environment, then flags; the later wins.
        Every setting has a name in each: `submission.port` in the file is `POSTERN_SUBMISSION_PORT` in
        the environment and `--set submission.port=587` as a flag. A list in the environment is
        `a,b,c`. Relative paths are seen from the file's folder.

        An unknown key or a value that is not allowed stops the start, with one line for each.
        `config/postern.yml` is a file to begin from.
        """);
    printer.section(PosternConfig.class, "", "Top level", "");
    return printer.page.toString();
  }

  private void section(Class<?> type, String path, String title, String purpose) {
    page.append("\n## ").append(title).append("\n\n");
    if (!purpose.isEmpty()) {
      page.append(purpose).append("\n\n");
    }
    page.append("| key | what for | values | default | example |\n|---|---|---|---|---|\n");
    List<Runnable> below = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Setting setting = Binder.setting(component);
      String full = (path.isEmpty() ? "" : path + ".") + Binder.key(component);
      Type inside = inside(component);
      if (Binder.isSection(inside)) {
        String optional =
            component.getType() == Optional.class ? " The whole section may be left out." : "";
        below.add(
            () -> section(Binder.raw(inside), full, "`" + full + "`", setting.value() + optional));
      } else {
        row(component, full, setting);
      }
    }
    below.forEach(Runnable::run);
  }

  private void row(RecordComponent component, String full, Setting setting) {
    page.append(
        "| `%s` | %s | %s | %s | %s |\n"
            .formatted(
                full,
                cell(setting.value()),
                cell(values(component, setting)),
                byDefault(component, setting),
                setting.example().isEmpty() ? "" : "`" + cell(setting.example()) + "`"));
  }

  private static Type inside(RecordComponent component) {
    return component.getType() == Optional.class
        ? Binder.inner(component.getGenericType())
        : component.getGenericType();
  }

  private static String values(RecordComponent component, Setting setting) {
    Class<?> raw = component.getType();
    if (raw == List.class || raw == java.util.Set.class) {
      return "list: "
          + Meaning.allowed(Binder.raw(Binder.inner(component.getGenericType())), setting);
    } else if (raw == java.util.Map.class) {
      return "keys and values";
    }
    return Meaning.allowed(Binder.raw(inside(component)), setting);
  }

  private static String byDefault(RecordComponent component, Setting setting) {
    if (setting.byDefault().startsWith("same as ")) {
      return "same as `" + setting.byDefault().substring("same as ".length()) + "`";
    } else if (!setting.byDefault().isEmpty()) {
      return "`" + cell(setting.byDefault()) + "`";
    }
    String type = component.getType().getSimpleName().toLowerCase(Locale.ROOT);
    return switch (type) {
      case "optional", "list", "set", "map" -> "none";
      default -> "**required**";
    };
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
