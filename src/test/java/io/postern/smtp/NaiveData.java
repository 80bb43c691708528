package io.postern.smtp;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * DATA as RFC 5321 and SPEC 1.7 say it, one octet at a time and without cleverness: what {@link
 * DataReader} is compared with.
 *
 * @param message what was unstuffed up to the end or the fault
 * @param fault null when it is a message
 * @param consumed octets up to and including the terminator, or up to the fault's octet
 */
record NaiveData(byte[] message, DataFault.@Nullable Kind fault, int consumed) {

  static NaiveData read(byte[] in, long mostBytes, int longestLine) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean lineStart = true;
    int line = 0;
    for (int i = 0; i < in.length; i++) {
      byte b = in[i];
      if (lineStart && b == '.') {
        if (i + 2 < in.length && in[i + 1] == '\r' && in[i + 2] == '\n') {
          return new NaiveData(
              out.toByteArray(), out.size() > mostBytes ? DataFault.Kind.TOO_BIG : null, i + 3);
        }
        lineStart = false;
        continue;
      }
      if (b == '\n') {
        return new NaiveData(out.toByteArray(), DataFault.Kind.BARE_LINE_END, i);
      }
      if (b == '\r') {
        if (i + 1 == in.length) {
          break;
        }
        if (in[i + 1] != '\n') {
          return new NaiveData(out.toByteArray(), DataFault.Kind.BARE_LINE_END, i);
        }
        out.write('\r');
        out.write('\n');
        i++;
        lineStart = true;
        line = 0;
        continue;
      }
      lineStart = false;
      out.write(b);
      if (++line > longestLine) {
        return new NaiveData(out.toByteArray(), DataFault.Kind.LINE_TOO_LONG, i);
      }
    }
    return new NaiveData(out.toByteArray(), DataFault.Kind.CUT_OFF, in.length);
  }

  /** Where the true end of the data is, counted from its beginning; -1 when there is none. */
  static int endOf(byte[] in) {
    String text = "\r\n" + new String(in, java.nio.charset.StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n.\r\n");
    return end < 0 ? -1 : end + 3;
  }
}
