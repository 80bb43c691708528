package io.postern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/** A mail server somewhere that brings something back to the gateway's port for it. */
final class ComesBack {
  private final int port;

  ComesBack(int port) {
    this.port = port;
  }

  /** The reply to RCPT, or, when that was taken, the one after the final dot. */
  String bring(String reversePath, String recipient, String message) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      OutputStream out = socket.getOutputStream();
      reply(in);
      say(out, "EHLO mx.elsewhere.example");
      reply(in);
      say(out, "MAIL FROM:<" + reversePath + ">");
      reply(in);
      say(out, "RCPT TO:<" + recipient + ">");
      String welcome = reply(in);
      if (!welcome.startsWith("250")) {
        return welcome;
      }
      say(out, "DATA");
      reply(in);
      for (String line : message.split("\r?\n", -1)) {
        say(out, line.startsWith(".") ? "." + line : line);
      }
      say(out, ".");
      String verdict = reply(in);
      say(out, "QUIT");
      return verdict;
    }
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(ISO_8859_1));
    out.flush();
  }

  private static String reply(BufferedReader in) throws IOException {
    String line = in.readLine();
    while (line != null && line.length() > 3 && line.charAt(3) == '-') {
      line = in.readLine();
    }
    return line == null ? "" : line;
  }

  /** A report as RFC 3464 has it, with whatever was returned in full behind it. */
  static String report(String action, String recipient, String status, String words, String full) {
    return String.join(
        "\r\n",
        List.of(
            "From: MAILER-DAEMON@mx.elsewhere.example",
            "To: <somebody@elsewhere.example>",
            "Subject: Undelivered Mail Returned to Sender",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=\"=_back\"",
            "",
            "--=_back",
            "Content-Type: text/plain; charset=us-ascii",
            "",
            "I'm sorry to have to inform you that your message could not be delivered.",
            "",
            "--=_back",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.elsewhere.example",
            "",
            "Final-Recipient: rfc822; " + recipient,
            "Action: " + action,
            "Status: " + status,
            "Remote-MTA: dns; store.elsewhere.example",
            "Diagnostic-Code: smtp; " + words,
            "",
            "--=_back",
            "Content-Type: message/rfc822",
            "",
            full,
            "--=_back--",
            ""));
  }
}
