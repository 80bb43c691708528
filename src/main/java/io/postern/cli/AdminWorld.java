package io.postern.cli;

import io.postern.admin.Administration;
import java.io.IOException;

/** The store and keys that admin commands work on, opened for one command. */
public interface AdminWorld extends AutoCloseable {

  Administration administration();

  @Override
  void close() throws IOException;

  /** Opens it; asked only when a command really runs, so that help needs no store. */
  @FunctionalInterface
  interface Opener {
    /**
     * @throws IOException with one line for the operator: what could not be opened
     */
    AdminWorld open() throws IOException;
  }
}
