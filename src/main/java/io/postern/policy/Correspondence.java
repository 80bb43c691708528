package io.postern.policy;

/**
 * What an organisation has decided about the mails that are written for it.
 *
 * @param answersToSender whether pressing Reply on a notification writes to the sender in the open;
 *     otherwise such an answer is refused with a word about the button (SPEC 8.10)
 * @param subjectInReports whether the subject of a message may go back with reports (SPEC 11.1)
 * @param tellsOpened whether senders hear when a notified recipient opened their message, though
 *     they did not ask (SPEC 11.5)
 */
public record Correspondence(
    boolean answersToSender, boolean subjectInReports, boolean tellsOpened) {

  public static final Correspondence DEFAULT = new Correspondence(false, false, false);

  public Correspondence withAnswersToSender(boolean changed) {
    return new Correspondence(changed, subjectInReports, tellsOpened);
  }

  public Correspondence withSubjectInReports(boolean changed) {
    return new Correspondence(answersToSender, changed, tellsOpened);
  }

  public Correspondence withTellsOpened(boolean changed) {
    return new Correspondence(answersToSender, subjectInReports, changed);
  }
}
