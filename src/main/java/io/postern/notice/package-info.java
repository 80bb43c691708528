/**
 * Everything that Postern writes itself: notifications, code mails, text messages, delivery status
 * notifications (SPEC 8.1, 8.3, 9.1, 11).
 *
 * <p>Each kind is a class with its facts as a record: what is not in the record cannot be said, and
 * no record has room for content, attachment names or, but for the code mail, a code. From the
 * facts a letter is made, once, in the reader's language; the HTML half (a jte template, so that
 * escaping is not ours to forget) and the text half are two ways to print the same letter and
 * cannot disagree. Words stand in {@code notice/texts_*.properties}; how they should sound is in
 * the project's style guide: short sentences, "you" and "we", what to do next, no hurry.
 */
@NullMarked
package io.postern.notice;

import org.jspecify.annotations.NullMarked;
