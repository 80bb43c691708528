package io.postern.notice;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.postern.smtp.Domain;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;

/**
 * The paper all our letters are written on: texts, templates, the clock for {@code Date} and the
 * name that stands in {@code Message-ID}. One per process, thread-safe.
 */
public final class Stationery {
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

  TemplateEngine templates() {
    return templates;
  }

  InstantSource clock() {
    return clock;
  }

  /** 128 random bits: says nothing about the conversation it belongs to. */
  String messageId() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return "<" + HexFormat.of().formatHex(bits) + "@" + host.ascii() + ">";
  }
}
