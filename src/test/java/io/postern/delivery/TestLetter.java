package io.postern.delivery;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A letter from a string. */
record TestLetter(
    byte[] bytes, boolean eightBit, boolean overlongLines, boolean smtpUtf8, boolean requireTls)
    implements Courier.Letter {

  static final String CANARY = "CANARY-6c1f the body nobody else may see";

  static TestLetter plain() {
    return of("From: a@sender.example\r\nSubject: x\r\n\r\n" + CANARY + "\r\n");
  }

  static TestLetter of(String text) {
    return new TestLetter(text.getBytes(StandardCharsets.UTF_8), false, false, false, false);
  }

  TestLetter withEightBit() {
    return new TestLetter(bytes, true, overlongLines, smtpUtf8, requireTls);
  }

  TestLetter withOverlongLines() {
    return new TestLetter(bytes, eightBit, true, smtpUtf8, requireTls);
  }

  TestLetter withSmtpUtf8() {
    return new TestLetter(bytes, eightBit, overlongLines, true, requireTls);
  }

  TestLetter withRequireTls() {
    return new TestLetter(bytes, eightBit, overlongLines, smtpUtf8, true);
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public long size() {
    return bytes.length;
  }
}
