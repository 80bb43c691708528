package io.postern.config;

import io.postern.config.Meaning.NotAllowed;
import io.postern.setting.Setting;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of settings from what was given. Collects every problem it meets instead of
 * stopping at the first; a record is made only when nothing below it was wrong.
 */
final class Binder {

  /** A default beginning so is the value of another key. */
  private static final String SAME_AS = "same as ";

  private final Meaning meaning;
  private final Given.Section root;
  private final List<Problem> problems;

  /** What was refused already: a value that others take over is blamed once. */
  private final Set<Given> blamed = Collections.newSetFromMap(new IdentityHashMap<>());

  private int wrong;

  Binder(Meaning meaning, Given.Section root, List<Problem> problems) {
    this.meaning = meaning;
    this.root = root;
    this.problems = problems;
  }

  /** The key of a component: {@code maxSessions} is {@code max-sessions}. */
  static String key(RecordComponent component) {
    return component.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** What a component says about itself. */
  static Setting setting(RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalStateException(
          component.getDeclaringRecord().getSimpleName()
              + "."
              + component.getName()
              + " has no @Setting");
    }
    return setting;
  }

  /** Whether a type is a section of its own. */
  static boolean isSection(Type type) {
    return type instanceof Class<?> c
        && c.isRecord()
        && Arrays.stream(c.getRecordComponents())
            .anyMatch(component -> component.isAnnotationPresent(Setting.class));
  }

  /** The X of {@code Optional<X>}, {@code List<X>}, {@code Set<X>}, {@code Map<String, X>}. */
  static Type inner(Type type) {
    Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
    return arguments[arguments.length - 1];
  }

  static Class<?> raw(Type type) {
    return (Class<?>) (type instanceof ParameterizedType p ? p.getRawType() : type);
  }

  /** Makes one record, or null when something was wrong, which is then among the problems. */
  <R> @Nullable R section(Class<R> type, Given.Section given, String path) {
    int before = wrong;
    RecordComponent[] components = type.getRecordComponents();
    refuseUnknown(components, given, path);
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String key = key(components[i]);
      String full = path.isEmpty() ? key : path + "." + key;
      values[i] = component(components[i], given.children().get(key), full);
    }
    return wrong > before ? null : make(type, components, values, given, path);
  }

  private void refuse(Problem problem) {
    wrong++;
    problems.add(problem);
  }

  private void refuseUnknown(RecordComponent[] components, Given.Section given, String path) {
    Set<String> known =
        Arrays.stream(components)
            .map(Binder::key)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    given
        .children()
        .forEach((key, value) -> {
          if (!known.contains(key)) {
            refuse(
                new Problem(
                    path.isEmpty() ? key : path + "." + key,
                    "",
                    "unknown key; known here: " + String.join(", ", known),
                    value.source()));
          }
        });
  }

  private @Nullable Object component(
      RecordComponent component, @Nullable Given given, String path) {
    Setting setting = setting(component);
    Type type = component.getGenericType();
    Given found =
        given instanceof Given.Text(String value, String _) && value.isEmpty() ? null : given;
    if (isSection(type)) {
      return asSection((Class<?>) type, found == null ? Given.Section.empty("") : found, path);
    }
    if (found == null && !setting.byDefault().isEmpty()) {
      found = byDefault(setting.byDefault());
    }
    if (found == null) {
      return absent(component, path);
    }
    Object value = value(found, type, setting, path);
    return raw(type) == Optional.class ? Optional.ofNullable(value) : value;
  }

  private @Nullable Given byDefault(String text) {
    return text.startsWith(SAME_AS)
        ? lookup(text.substring(SAME_AS.length()))
        : new Given.Text(text, "default");
  }

  private @Nullable Given lookup(String key) {
    @Nullable Given at = root;
    for (String step : key.split("\\.")) {
      at = at instanceof Given.Section section ? section.children().get(step) : null;
    }
    return at;
  }

  private @Nullable Object absent(RecordComponent component, String path) {
    Class<?> raw = component.getType();
    if (raw == Optional.class) {
      return Optional.empty();
    } else if (raw == List.class) {
      return List.of();
    } else if (raw == Set.class) {
      return Set.of();
    } else if (raw == Map.class) {
      return Map.of();
    } else if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      return null;
    }
    Setting setting = setting(component);
    refuse(
        new Problem(
            path,
            "",
            "is missing; wanted: "
                + Meaning.allowed(raw, setting)
                + (setting.example().isEmpty() ? "" : ", for example " + setting.example()),
            ""));
    return null;
  }

  private @Nullable Object value(Given given, Type type, Setting setting, String path) {
    Class<?> raw = raw(type);
    if (raw == Optional.class) {
      return isSection(inner(type))
          ? asSection((Class<?>) inner(type), given, path)
          : value(given, inner(type), setting, path);
    } else if (raw == List.class || raw == Set.class) {
      return items(given, type, setting, path);
    } else if (raw == Map.class) {
      return map(given, type, setting, path);
    } else if (isSection(type)) {
      return asSection(raw, given, path);
    } else if (!(given instanceof Given.Text(String text, String source))) {
      refuse(new Problem(path, "", Meaning.allowed(raw, setting), given.source()));
      return null;
    } else {
      try {
        return meaning.of(text, raw, setting);
      } catch (NotAllowed bad) {
        if (blamed.add(given)) {
          refuse(new Problem(path, setting.secret() ? "(secret)" : text, bad.allowed(), source));
        } else {
          wrong++;
        }
        return null;
      }
    }
  }

  private @Nullable Object asSection(Class<?> type, Given given, String path) {
    if (given instanceof Given.Section section) {
      return section(type, section, path);
    }
    refuse(new Problem(path, "", "keys and values are wanted here", given.source()));
    return null;
  }

  /** A list or map written in one text, {@code [a, b]}, as the environment and defaults have it. */
  private static Given opened(Given given) {
    return given instanceof Given.Text(String text, String source)
        ? YamlFile.value(text, source)
        : given;
  }

  private Object items(Given given, Type type, Setting setting, String path) {
    List<Given> each =
        switch (opened(given)) {
          case Given.Items(List<Given> items, String _) -> items;
          // From the environment and flags: a, b, c.
          case Given.Text(String text, String source) ->
              Arrays.stream(text.split(","))
                  .map(item -> (Given) new Given.Text(item.strip(), source))
                  .toList();
          case Given.Section section -> List.of(section);
        };
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < each.size(); i++) {
      Object value = value(each.get(i), inner(type), setting, path + "[" + (i + 1) + "]");
      if (value != null) {
        values.add(value);
      }
    }
    return raw(type) == Set.class ? new LinkedHashSet<>(values) : values;
  }

  private Map<String, Object> map(Given given, Type type, Setting setting, String path) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (opened(given) instanceof Given.Section section) {
      section
          .children()
          .forEach((key, child) -> {
            Object value = value(child, inner(type), setting, path + "." + key);
            if (value != null) {
              values.put(key, value);
            }
          });
    } else {
      refuse(new Problem(path, "", "keys and values are wanted here", given.source()));
    }
    return values;
  }

  private <R> @Nullable R make(
      Class<R> type,
      RecordComponent[] components,
      @Nullable Object[] values,
      Given.Section given,
      String path) {
    try {
      Constructor<R> canonical =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      canonical.setAccessible(true);
      return canonical.newInstance(values);
    } catch (InvocationTargetException refused) {
      if (refused.getCause() instanceof IllegalArgumentException why) {
        refuse(new Problem(path, "", String.valueOf(why.getMessage()), given.source()));
        return null;
      }
      throw new IllegalStateException("settings " + type.getSimpleName(), refused.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("records have a canonical constructor", impossible);
    }
  }
}
