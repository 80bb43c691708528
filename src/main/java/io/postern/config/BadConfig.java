package io.postern.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Postern does not start; the operator gets one line each. */
public final class BadConfig extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  BadConfig(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Never empty. */
  public List<Problem> problems() {
    return problems;
  }
}
