package io.postern.submission;

import io.postern.smtp.Reply;

/** Whether a transaction may begin. */
sealed interface Admission {

  record Admitted(Proof proof) implements Admission {}

  record Refused(Reply reply) implements Admission {}
}
