package io.postern.returnpath;

import io.postern.directory.Directory;
import io.postern.directory.ReturnPathHost;
import io.postern.seal.KeyService;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Makes the envelope senders of what leaves, and knows them again (SPEC 2.4). Thread-safe. */
public final class ReturnPaths {

  /** How long what comes back is taken. */
  public static final Duration VALID = Duration.ofDays(14);

  private final Directory directory;
  private final KeyService keys;
  private final InstantSource clock;
  private final boolean listening;

  /**
   * @param listening whether anybody takes what comes back: if not, none are made
   */
  public ReturnPaths(Directory directory, KeyService keys, InstantSource clock, boolean listening) {
    this.directory = directory;
    this.keys = keys;
    this.clock = clock;
    this.listening = listening;
  }

  /**
   * The reverse-path of something that leaves.
   *
   * @param from in its From field: the host is one of this domain
   * @param own what the reverse-path would be otherwise. Nobody stays nobody
   */
  public ReversePath of(Mailbox from, ReversePath own, BounceToken.Names names) {
    return switch (own) {
      case ReversePath.Null nobody -> nobody;
      case ReversePath.Of _ -> address(from, names).map(ReversePath::of).orElse(own);
    };
  }

  /** The address for names of ours; empty when the From domain has no return-path host in use. */
  public Optional<Mailbox> address(Mailbox from, BounceToken.Names names) {
    return host(from.domain()).map(host -> make(names, clock.instant().plus(VALID), host));
  }

  /**
   * Reads a recipient of mail that came to our port 25; empty unless it was made here. Whether it
   * still counts is {@link #isLive}.
   */
  public Optional<BounceToken> read(Mailbox recipient) {
    return BounceToken.read(recipient.local(), recipient.domain().ascii(), this::mark);
  }

  /** Whether mail is still taken by it. */
  public boolean isLive(BounceToken token) {
    return clock.instant().isBefore(token.until());
  }

  /** Whether an address made earlier is still good for a while, or should be made anew. */
  public boolean isFresh(Mailbox made, Duration needed) {
    return read(made)
        .filter(token -> clock.instant().plus(needed).isBefore(token.until()))
        .isPresent();
  }

  private Optional<Domain> host(Domain from) {
    return listening
        ? directory.returnPath(from).filter(ReturnPathHost::inUse).map(ReturnPathHost::host)
        : Optional.empty();
  }

  private Mailbox make(BounceToken.Names names, Instant until, Domain host) {
    return Mailbox.of(
        BounceToken.write(names, until, host.ascii(), this::mark) + "@" + host.ascii());
  }

  private byte[] mark(String text) {
    return keys.digest("return path", text.getBytes(StandardCharsets.US_ASCII));
  }
}
