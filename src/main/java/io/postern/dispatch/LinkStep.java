package io.postern.dispatch;

import io.postern.conversation.Card;
import io.postern.conversation.Contents;
import io.postern.conversation.FileCard;
import io.postern.conversation.FileLinkRow;
import io.postern.conversation.FileLinks;
import io.postern.conversation.MessageRow;
import io.postern.departure.Departure;
import io.postern.directory.Deployment;
import io.postern.notice.LargeFiles;
import io.postern.seal.DataKey;
import io.postern.seal.LinkSecret;
import io.postern.store.Database;
import io.postern.transport.TlsRequirement;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the links of a copy's large attachments (SPEC 10). Like notifications they are stored,
 * under the copy's lease, before the first octet is sent, and the next attempt finds them again: a
 * message that did arrive although nobody told us holds links that work.
 */
final class LinkStep {
  private final Database database;
  private final FileLinks fileLinks;
  private final Contents contents;
  private final LargeFiles largeFiles;
  private final Deployment deployment;
  private final SecureRandom random;

  LinkStep(
      Database database,
      FileLinks fileLinks,
      Contents contents,
      LargeFiles largeFiles,
      Deployment deployment,
      SecureRandom random) {
    this.database = database;
    this.fileLinks = fileLinks;
    this.contents = contents;
    this.largeFiles = largeFiles;
    this.deployment = deployment;
    this.random = random;
  }

  /**
   * The links of one attempt.
   *
   * @param requirement what the next hop of this row must prove; codes will travel no weaker way
   */
  Departure.Links of(Case at, DataKey key, TlsRequirement requirement) {
    return new OfCopy(
        at,
        key,
        at.message().is(MessageRow.REQUIRE_TLS) ? requirement.withAuthenticatedMx() : requirement);
  }

  private final class OfCopy implements Departure.Links {
    private final Case at;
    private final DataKey key;
    private final TlsRequirement requirement;

    /** By part: of an earlier attempt, or made up now. */
    private final Map<String, LinkSecret> secrets = new HashMap<>();

    private final Map<String, FileLinkRow> kept = new HashMap<>();

    OfCopy(Case at, DataKey key, TlsRequirement requirement) {
      this.at = at;
      this.key = key;
      this.requirement = requirement;
      for (FileLinkRow row : database.read(tx -> FileLinkRow.livingOf(tx, at.copy().key()))) {
        Optional<LinkSecret> secret = fileLinks.secret(row);
        if (secret.isPresent()) {
          secrets.put(row.part(), secret.get());
          kept.put(row.part(), row);
        }
      }
    }

    @Override
    public byte[] part(List<Departure.Linked> files) {
      List<LargeFiles.File> named = new ArrayList<>();
      for (Departure.Linked file : files) {
        LinkSecret link = secret(file);
        named.add(
            new LargeFiles.File(file.name(), file.size(), deployment.url("/a/" + link.segment())));
      }
      return largeFiles.write(
          new LargeFiles.Facts(
              at.organisation().brand(),
              named,
              at.message().expiresAt(),
              Locale.forLanguageTag(at.message().language()),
              deployment.zone()));
    }

    private LinkSecret secret(Departure.Linked file) {
      return secrets.computeIfAbsent(file.partId(), any -> LinkSecret.fresh(random));
    }

    @Override
    public void keep(List<Departure.Linked> files) {
      if (files.isEmpty() && kept.isEmpty()) {
        return;
      }
      List<FileLinkRow> fresh = new ArrayList<>();
      for (Departure.Linked file : files) {
        if (!kept.containsKey(file.partId())) {
          fresh.add(make(file));
        }
      }
      fresh.forEach(row -> kept.put(row.part(), row));
      List<Long> chosen =
          files.stream().map(file -> kept.get(file.partId())).map(FileLinkRow::key).toList();
      database.write(tx -> {
        at.lease().check(tx);
        fresh.forEach(row -> row.insert(tx, at.now()));
        FileLinkRow.choose(tx, at.copy().key(), chosen, requirement);
        return true;
      });
    }

    private FileLinkRow make(Departure.Linked file) {
      Card card = contents.card(at.message(), key);
      String sender = card.fromName().isEmpty() ? at.sender().toString() : card.fromName();
      return fileLinks.make(
          new FileLinks.Owner(at.message(), at.copy()),
          key,
          file.partId(),
          new FileCard(sender, at.sender().toString(), file.name(), file.mediaType(), file.size()),
          secret(file),
          requirement);
    }
  }
}
