package io.postern.bounces;

import io.postern.returnpath.BounceToken;
import io.postern.returnpath.ReturnPaths;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import java.net.URI;
import java.util.Optional;

/** Whom mail is taken for. */
final class Addressees {
  private static final Reply UNKNOWN = Reply.of(550, "5.1.1", "No such address here");

  private final ReturnPaths returnPaths;
  private final Reply useTheButton;

  Addressees(ReturnPaths returnPaths, URI portal) {
    this.returnPaths = returnPaths;
    this.useTheButton =
        Reply.of(550, "5.7.1", "Please answer with the button in the message: " + portal);
  }

  /** What RCPT comes to. */
  sealed interface Welcome {
    record Taken(BounceToken.Names names) implements Welcome {}

    record Refused(Reply reply) implements Welcome {}
  }

  Welcome meet(Mailbox recipient) {
    Optional<BounceToken> read = returnPaths.read(recipient);
    if (read.isEmpty()) {
      return new Welcome.Refused(UNKNOWN);
    }
    BounceToken token = read.get();
    return switch (token.names()) {
      // However old: whoever answers late needs the word about the button most (SPEC 8.10).
      case BounceToken.Names.Answer _ -> new Welcome.Refused(useTheButton);
      case BounceToken.Names.Copy _, BounceToken.Names.Message _ ->
          returnPaths.isLive(token)
              ? new Welcome.Taken(token.names())
              : new Welcome.Refused(UNKNOWN);
    };
  }
}
