package io.postern.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Where secrets are read from. */
@FunctionalInterface
interface SecretInput {

  /**
   * @throws IOException when there is none
   */
  String read(String prompt) throws IOException;

  /** Unseen at a terminal, else a line of standard input. */
  static SecretInput ofProcess() {
    return prompt -> {
      Console console = System.console();
      if (console != null && console.isTerminal()) {
        char[] typed = console.readPassword("%s: ", prompt);
        if (typed == null) {
          throw new IOException("no " + prompt + " was typed");
        }
        return new String(typed);
      }
      // Not closed: standard input belongs to the process.
      String line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      if (line == null) {
        throw new IOException("no " + prompt + " on standard input");
      }
      return line;
    };
  }
}
