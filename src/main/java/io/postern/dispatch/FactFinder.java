package io.postern.dispatch;

import io.postern.conversation.GroupAddresses;
import io.postern.delivery.Destination;
import io.postern.directory.Account;
import io.postern.directory.Directory;
import io.postern.directory.InboundDirect;
import io.postern.directory.ProvenRight;
import io.postern.directory.Rights;
import io.postern.policy.AccountFact;
import io.postern.policy.Facts;
import io.postern.policy.Findings;
import io.postern.policy.MessagePolicy;
import io.postern.policy.NtaFact;
import io.postern.policy.OrganisationPolicy;
import io.postern.policy.OrganisationPolicy.Floors;
import io.postern.policy.RecipientFacts;
import io.postern.policy.Right;
import io.postern.policy.Row;
import io.postern.policy.Verification;
import io.postern.store.Database;
import io.postern.transport.TlsRequirement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what the ladder needs to know (SPEC 6.6). Reads only; may ask the DNS, so it stays
 * outside of transactions.
 */
final class FactFinder {
  private final Database database;
  private final Directory directory;
  private final NormFinder norm;

  FactFinder(Database database, Directory directory, NormFinder norm) {
    this.database = database;
    this.directory = directory;
    this.norm = norm;
  }

  Known gather(Case at) {
    Map<Row, Way> ways = new EnumMap<>(Row.class);
    InboundDirect server = directory.inboundDirectOf(at.recipient().domain()).orElse(null);
    if (server != null) {
      ways.put(Row.ACCOUNT_IDD, way(server));
    }
    TlsRequirement inbound = server == null ? null : server.requirement();
    if (at.copy().toOwner()) {
      return new Known(toOwner(at, inbound), ways);
    }
    NormFinder.Found found =
        norm.between(at.organisation(), at.sender().domain(), at.recipient().domain());
    ways.put(Row.NTA7516, found.way());
    return new Known(facts(at, inbound, found.fact()), ways);
  }

  /** SPEC 7.5. */
  private Way way(InboundDirect server) {
    String organisation =
        directory.organisation(server.organisation()).orElseThrow().brand().publicId();
    return new Way(new Destination.Server(server.host(), server.port()), List.of(), organisation);
  }

  /**
   * SPEC 9.1: an answer comes into its owner's inbox or waits for them to sign in; no other way.
   */
  private static Facts toOwner(Case at, @Nullable TlsRequirement inbound) {
    return new Facts(
        new RecipientFacts(
            at.recipient().domain(),
            inbound,
            new AccountFact.Member(),
            NtaFact.SENDER_DOES_NOT,
            null,
            false,
            false,
            false),
        MessagePolicy.plain(at.sender()),
        OrganisationPolicy.DEFAULT.withFloors(new Floors(Row.ACCOUNT, Map.of(), Map.of())),
        Findings.NONE);
  }

  private Facts facts(Case at, @Nullable TlsRequirement inbound, NtaFact nta) {
    return new Facts(
        new RecipientFacts(
            at.recipient().domain(),
            inbound,
            account(at),
            nta,
            given(at),
            proven(at, ProvenRight.Method.SMS).isPresent(),
            proven(at, ProvenRight.Method.ACCESS_CODE).isPresent(),
            isGroup(at)),
        MessagePolicy.decode(at.message().policy(), at.sender()),
        at.organisation().policy(),
        Findings.NONE);
  }

  private boolean isGroup(Case at) {
    return database.read(
        tx -> GroupAddresses.isMarked(tx, at.organisation().key(), at.copy().recipientHash()));
  }

  Optional<Account> accountOf(Case at) {
    return directory.accountByAddress(at.recipient());
  }

  Optional<ProvenRight> proven(Case at, ProvenRight.Method method) {
    return database.read(
        tx -> Rights.proven(tx, at.organisation().key(), at.copy().recipientHash(), method));
  }

  private AccountFact account(Case at) {
    return accountOf(at)
        .<AccountFact>map(
            account -> account.fact(directory.satisfied(account.key(), at.organisation().key())))
        .orElse(new AccountFact.None());
  }

  /** From this message's header, or from an earlier one of the conversation (SPEC 9.1). */
  private static @Nullable Verification given(Case at) {
    Right given = at.given();
    if (given != null) {
      return given.verification();
    }
    String taken = at.copy().rowTaken();
    boolean ofThisConversation = taken == null || taken.equals(Row.CUSTOM_RIGHT.code());
    if (at.copy().rightAt() == null || !ofThisConversation) {
      return null;
    }
    if (at.copy().numberSealed() != null) {
      return Verification.SMS;
    }
    return at.copy().codeKey() != null ? Verification.ACCESS_CODE : null;
  }
}
