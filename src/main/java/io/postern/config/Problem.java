package io.postern.config;

/**
 * One thing wrong with the configuration, as one line (SPEC 16).
 *
 * @param key where, such as {@code submission.port}
 * @param given what stands there, or {@code (secret)}; empty when nothing does
 * @param allowed what may stand there
 * @param source the place it came from, such as {@code postern.yml line 12}; empty when none
 */
public record Problem(String key, String given, String allowed, String source) {

  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(key.isEmpty() ? "configuration" : key);
    if (!given.isEmpty()) {
      line.append(" = ").append(given.replaceAll("\\p{Cntrl}", " "));
    }
    line.append(": ").append(allowed);
    if (!source.isEmpty()) {
      line.append(" (").append(source).append(')');
    }
    return line.toString();
  }
}
