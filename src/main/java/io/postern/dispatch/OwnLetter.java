package io.postern.dispatch;

import io.postern.delivery.Courier;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A notification, in memory. */
@SuppressWarnings("ArrayRecordComponent")
record OwnLetter(byte[] bytes, boolean smtpUtf8) implements Courier.Letter {

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public boolean eightBit() {
    for (byte octet : bytes) {
      if (octet < 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean overlongLines() {
    return false;
  }

  @Override
  public boolean requireTls() {
    return false;
  }
}
