package io.postern;

import io.postern.admin.DomainNews;
import io.postern.admin.Domains;
import io.postern.directory.Deployment;
import io.postern.directory.Organisation;
import io.postern.notice.DomainNotice;
import io.postern.notice.DomainNotice.Change;
import io.postern.policy.Cleartext;
import io.postern.queue.OwnMails;
import io.postern.smtp.Mailbox;
import io.postern.smtp.ReversePath;
import io.postern.standing.Finding;
import io.postern.standing.Standing.News;
import io.postern.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Mails to an organisation's postmaster what became of its domains; to the gateway's own where it
 * has named none.
 */
final class DomainLetters implements DomainNews {
  private final Database database;
  private final OwnMails ownMails;
  private final DomainNotice notice;
  private final Deployment deployment;

  DomainLetters(Database database, OwnMails ownMails, DomainNotice notice, Deployment deployment) {
    this.database = database;
    this.ownMails = ownMails;
    this.notice = notice;
    this.deployment = deployment;
  }

  @Override
  public void changed(Organisation organisation, Domains.Checked checked) {
    if (checked.news().isEmpty()) {
      send(organisation, checked, Change.WORSE, null);
    }
    for (News news : checked.news()) {
      switch (news) {
        case News.Complete() -> send(organisation, checked, Change.COMPLETE, null);
        case News.Grace(var _, Instant until) -> send(organisation, checked, Change.GRACE, until);
        case News.Refused(var _) -> send(organisation, checked, Change.REFUSED, null);
        case News.Unowned() -> send(organisation, checked, Change.RELEASED, null);
      }
    }
  }

  private void send(
      Organisation organisation, Domains.Checked checked, Change change, @Nullable Instant until) {
    Mailbox named = organisation.postmaster();
    Mailbox to = named == null ? deployment.daemon() : named;
    Locale language = organisation.language();
    List<Finding> shown =
        switch (change) {
          case WORSE -> checked.worse();
          case GRACE, REFUSED, RELEASED -> checked.report().lacking();
          case COMPLETE -> List.of();
        };
    OwnMails.Sealed mail =
        ownMails.mail(
            OwnMails.Kind.NOTICE,
            organisation.key(),
            null,
            ReversePath.none(),
            to,
            notice.write(
                new DomainNotice.Facts(
                    organisation.brand(),
                    deployment.daemon(),
                    to,
                    checked.report().domain(),
                    change,
                    until,
                    shown.stream().map(finding -> flaw(finding, language)).toList(),
                    language,
                    deployment.zone())),
            organisation.policy().cleartext() == Cleartext.ALL,
            null);
    database.write(tx -> {
      ownMails.add(tx, mail);
      return true;
    });
    ownMails.wake();
  }

  private static DomainNotice.Flaw flaw(Finding finding, Locale language) {
    return new DomainNotice.Flaw(
        finding.type() + " " + finding.name(), finding.wanted(), finding.sentence(language));
  }
}
