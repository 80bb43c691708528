package io.postern.dns;

import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * What stands at the end of a question's aliases.
 *
 * @param answer its security covers all steps
 * @param end the name where it was found, or not
 * @param firstStep what the answer for the name itself is worth: its alias, or the end
 */
record Finding(Answer<Record> answer, Name end, Answer.Security firstStep) {

  static Finding failed(Question question, Answer.Security security, String why) {
    return new Finding(Answer.failed(security, why), question.name(), security);
  }
}
