package io.postern.setting;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One setting: a component of a settings record. Its key in {@code postern.yml} is the component's
 * name in lower case with hyphens ({@code maxSessions} is {@code max-sessions}).
 *
 * <p>Types that can be read: String, int, long, boolean, Duration, Path, URI, InetAddress,
 * InetSocketAddress, Charset, Locale, an enum, any type with a static {@code of(String)} or {@code
 * parse(String)} (such as Domain and Mailbox), List, Set, Map from String and Optional of those,
 * and nested records of settings. A constructor may check more and throw IllegalArgumentException;
 * its message is shown to the operator after the section's name.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {

  /** What it is for, one sentence an operator understands. */
  String value();

  /**
   * The default as it would stand in the file. Empty means: required, or, for Optional, List, Set,
   * Map and nullable components, nothing.
   */
  String byDefault() default "";

  /**
   * The unit of a number, such as {@code octets} (then {@code 150MB} and {@code 64KiB} are read
   * too) or {@code port}.
   */
  String unit() default "";

  /** A value one could use, where the default does not already show it. */
  String example() default "";

  /** Smallest value of a number; for a Duration in milliseconds. */
  long min() default 0;

  /** Largest value of a number; for a Duration in milliseconds. */
  long max() default Long.MAX_VALUE;

  /** A secret: never repeated in an error, never printed. */
  boolean secret() default false;
}
