package io.postern.cli;

import io.nayuki.qrcodegen.QrCode;

/** A QR code in half-height blocks, readable from a dark or a light terminal. */
final class TerminalQr {
  private static final int QUIET = 2;

  private TerminalQr() {}

  static String of(String text) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.LOW);
    StringBuilder drawn = new StringBuilder();
    for (int y = -QUIET; y < code.size + QUIET; y += 2) {
      // Black on white whatever the terminal's colours are: scanners want the contrast that way.
      drawn.append("\u001b[30;107m");
      for (int x = -QUIET; x < code.size + QUIET; x++) {
        boolean upper = code.getModule(x, y);
        boolean lower = code.getModule(x, y + 1);
        drawn.append(upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ');
      }
      drawn.append("\u001b[0m\n");
    }
    return drawn.toString();
  }
}
