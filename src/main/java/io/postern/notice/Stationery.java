package io.postern.notice;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.postern.mime.Body;
import io.postern.mime.MessageDate;
import io.postern.mime.MessageWriter;
import io.postern.mime.NamedMailbox;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paper all our letters are written on: texts, template, the clock for {@code Date}, the name
 * in {@code Message-ID}, and the fields that keep other machines from answering. One per process,
 * thread-safe.
 */
public final class Stationery {
  private static final int LONGEST_LINE = 300;

  private final Domain host;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Texts texts = Texts.load("notice/texts");
  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, "io.postern.pages");

  /**
   * @param host our own name, the right side of every Message-ID (RFC 5322 section 3.6.4)
   */
  public Stationery(Domain host, InstantSource clock, SecureRandom random) {
    this.host = host;
    this.clock = clock;
    this.random = random;
  }

  /** The words of our mails and text messages, in every language there is a file for. */
  public Texts texts() {
    return texts;
  }

  /**
   * The fields every letter of ours begins with.
   *
   * @param automatic {@code auto-generated} or {@code auto-replied} (RFC 3834 section 5)
   */
  MessageWriter head(
      NamedMailbox from, NamedMailbox to, String subject, String automatic, Voice voice) {
    return new MessageWriter(random)
        .addresses("From", List.of(from))
        .addresses("To", List.of(to))
        .text("Subject", line(subject))
        .header("Date", MessageDate.format(clock.instant()))
        .header("Message-ID", messageId())
        .header("Content-Language", voice.language())
        .header("Auto-Submitted", automatic)
        .header("X-Auto-Response-Suppress", "All");
  }

  TemplateEngine templates() {
    return templates;
  }

  /** A part to stand in somebody else's message. */
  byte[] part(Body body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(8 * 1024);
    try {
      new MessageWriter(random).part(body, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException("written to memory", impossible);
    }
    return out.toByteArray();
  }

  /** The letter as text and HTML, with its logo beside the HTML. */
  Body print(Letter letter) {
    StringOutput page = new StringOutput();
    templates.render("mail/letter.jte", letter, page);
    Body html = Body.html(page.toString());
    Logo logo = letter.logo();
    if (logo != null) {
      html =
          Body.related(
              List.of(
                  html,
                  Body.inline(
                      Letter.LOGO,
                      "logo.png",
                      "image/png",
                      () -> new ByteArrayInputStream(logo.png()))));
    }
    return Body.alternative(Body.text(LetterText.of(letter)), html);
  }

  /** Puts it in the envelope's bytes, and looks at them for what they ask of a peer. */
  Composed post(MessageWriter head, Body body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(32 * 1024);
    try {
      head.write(body, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException("written to memory", impossible);
    }
    byte[] bytes = out.toByteArray();
    int bodyStart = bodyStart(bytes);
    // Names are encoded words, so what is not ASCII up there can only be an address (RFC 6532).
    boolean utf8Address = hasEightBit(bytes, 0, bodyStart);
    return new Composed(bytes, hasEightBit(bytes, bodyStart, bytes.length), utf8Address);
  }

  /** A mailbox for a header field: its domain as A-label, so that only a local part needs UTF-8. */
  static NamedMailbox named(@Nullable String name, Mailbox mailbox) {
    return new NamedMailbox(name == null ? null : line(name), Mailbox.of(mailbox.wire()));
  }

  /**
   * Text from elsewhere as one line: no line ends or other control characters, nothing that turns
   * the direction of writing (a name could otherwise dress up as an address), not endless.
   */
  static String line(String text) {
    return line(text, LONGEST_LINE);
  }

  static String line(String text, int longest) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isWhitespace(c) || Character.getType(c) == Character.CONTROL ? ' ' : c)
        .filter(c -> !isInvisible(c))
        .limit(longest)
        .forEach(line::appendCodePoint);
    return line.toString().strip().replaceAll(" {2,}", " ");
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          c != 0x200d && c != 0x200c; // joiners shape letters in many scripts
      default -> false;
    };
  }

  /** 128 random bits: says nothing about the conversation it belongs to. */
  private String messageId() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return "<" + HexFormat.of().formatHex(bits) + "@" + host.ascii() + ">";
  }

  private static int bodyStart(byte[] bytes) {
    for (int i = 3; i < bytes.length; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return bytes.length;
  }

  private static boolean hasEightBit(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        return true;
      }
    }
    return false;
  }
}
