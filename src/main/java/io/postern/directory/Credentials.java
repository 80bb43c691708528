package io.postern.directory;

import java.util.Optional;

/** Finds SMTP credentials: all the submission server knows of the directory. Thread-safe. */
public interface Credentials {

  /**
   * The credential with this login, active or not; the caller checks and takes equal time either
   * way.
   */
  Optional<SmtpCredential> byLogin(String login);

  /** Notes the moment of use; written behind, never on the session's time. */
  void used(SmtpCredential credential);
}
