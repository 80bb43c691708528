/**
 * Everything that Postern writes itself: notifications, code mails, text messages, delivery status
 * notifications (SPEC 8.1, 8.3, 8.9, 11). Two languages, one voice.
 */
@NullMarked
package io.postern.notice;

import org.jspecify.annotations.NullMarked;
