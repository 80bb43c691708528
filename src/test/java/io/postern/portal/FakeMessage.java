package io.postern.portal;

import io.postern.conversation.Room;
import io.postern.mime.HeaderSection;
import io.postern.mime.MessageReader;
import io.postern.mime.PartScanner;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** A message as stored, in memory. */
public record FakeMessage(
    String id,
    Room.Person from,
    Instant sentAt,
    String subject,
    MessageReader reader,
    byte[] octets)
    implements Room.Message {

  public static FakeMessage of(
      String id, Room.Person from, Instant at, String subject, String message) {
    byte[] octets = message.getBytes(StandardCharsets.UTF_8);
    try {
      HeaderSection top = HeaderSection.read(new ByteArrayInputStream(octets), 100_000);
      PartScanner scanner = new PartScanner(top, top.size());
      scanner.accept(octets, top.size(), octets.length - top.size());
      MessageReader reader =
          new MessageReader(
              scanner.finish(),
              (start, end) -> new ByteArrayInputStream(octets, (int) start, (int) (end - start)));
      return new FakeMessage(id, from, at, subject, reader, octets);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  public InputStream raw() {
    return new ByteArrayInputStream(octets);
  }

  @Override
  public long rawSize() {
    return octets.length;
  }

  private static final Room.Person DOCTOR =
      new Room.Person("Dr. Marieke Bakker", "m.bakker@stanna.example.org");

  static final String SUBJECT = "Your blood results and the plan for December";

  /** A letter with HTML, an inline picture, a PDF, a picture and an oddly named file. */
  public static FakeMessage bloodResults(byte[] pdf, byte[] png) {
    String body =
        """
        Subject: Your blood results
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=mix

        --mix
        Content-Type: multipart/related; boundary=rel

        --rel
        Content-Type: multipart/alternative; boundary=alt

        --alt
        Content-Type: text/plain; charset=utf-8

        Dear Mrs. de Vries,

        Your blood results of 20 November are in, and I have good news.
        More on https://stanna.example.org/results

        --alt
        Content-Type: text/html; charset=utf-8

        <html><head><style>p.x{color:#333}</style></head><body><p>Dear Mrs. de Vries,</p>
        <p>Your blood results of 20 November are in, and I have good news. The inflammation has gone
        down a lot since September. The new tablets are doing their work.</p>
        <table border="1" cellpadding="6"><tr><th>Test</th><th>Sept.</th><th>Now</th></tr>
        <tr><td>CRP</td><td>38</td><td><b>7</b></td></tr><tr><td>ESR</td><td>52</td><td><b>18</b></td>
        </tr></table><p>Please keep taking the tablets as written in the plan. If you have a fever or
        a sore throat, <a href="https://stanna.example.org/call">call us</a> the same day.</p>
        <script>alert(1)</script><img src="cid:chart@x" alt="Chart" width="240" height="80">
        <img src="https://tracker.example/p.gif"><p>With kind regards,<br>Marieke Bakker</p></body></html>
        --alt--
        --rel
        Content-Type: image/png
        Content-ID: <chart@x>
        Content-Transfer-Encoding: base64

        PNG
        --rel--
        --mix
        Content-Type: application/pdf
        Content-Disposition: attachment; filename="Blood-results-20-November.pdf"
        Content-Transfer-Encoding: base64

        PDF
        --mix
        Content-Type: text/html
        Content-Disposition: attachment; filename*=UTF-8''Pr%C3%A9cis%20%22x%22.html
        Content-Transfer-Encoding: base64

        PGgxPmhpPC9oMT4=
        --mix
        Content-Type: image/png
        Content-Disposition: attachment; filename="knee-left.png"
        Content-Transfer-Encoding: base64

        PNG
        --mix--
        """
            .replace("PDF", Base64.getMimeEncoder().encodeToString(pdf))
            .replace("PNG", Base64.getMimeEncoder().encodeToString(png))
            .replace("\r\n", "\n")
            .replace("\n", "\r\n");
    return of("m1", DOCTOR, Instant.parse("2026-11-23T09:42:00Z"), SUBJECT, body);
  }

  public static FakeMessage text(String id, boolean fromDoctor, Instant at, String text) {
    Room.Person from =
        fromDoctor ? DOCTOR : new Room.Person(null, "annie.devries@home.example.net");
    return of(
        id, from, at, "Re: " + SUBJECT, "MIME-Version: 1.0\r\n\r\n" + text.replace("\n", "\r\n"));
  }
}
