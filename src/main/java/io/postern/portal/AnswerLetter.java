package io.postern.portal;

import io.postern.conversation.Answer;
import io.postern.draft.Words;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An answer's MIME body: the text as {@code text/plain; format=flowed} (RFC 3676) with a plain HTML
 * twin, and the files as they come in from the browser. How many files there are is known only when
 * the last has passed, which is why this writes its own multipart.
 *
 * <p>Everything is base64: it passes every next hop, whatever lines a file has.
 */
final class AnswerLetter implements Answer.Body {

  private static final Pattern TYPE =
      Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}");

  private final AnswerForm form;
  private final List<Kept> kept;
  private final SecureRandom random;

  /** A file of the draft that goes along. */
  record Kept(String name, String type, Opening opening) {
    /** Opens it at its first octet. */
    @FunctionalInterface
    interface Opening {
      InputStream open() throws IOException;
    }
  }

  AnswerLetter(AnswerForm form, List<Kept> kept, SecureRandom random) {
    this.form = form;
    this.kept = kept;
    this.random = random;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (form.firstFile().isEmpty() && kept.isEmpty()) {
      writeText(out);
      return;
    }
    String boundary = boundary();
    line(out, "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"");
    line(out, "");
    line(out, "--" + boundary);
    writeText(out);
    for (Kept file : kept) {
      line(out, "");
      line(out, "--" + boundary);
      try (InputStream octets = file.opening.open()) {
        writeFile(out, file.name, file.type, octets);
      }
    }
    Optional<FormStream.Part> file = form.firstFile();
    for (; file.isPresent(); file = form.rest().next()) {
      String name = file.get().fileName();
      if (name != null && !name.isEmpty()) {
        line(out, "");
        line(out, "--" + boundary);
        writeFile(out, name, file.get().contentType(), file.get().body());
      }
    }
    line(out, "");
    line(out, "--" + boundary + "--");
  }

  private void writeFile(OutputStream out, String name, String claimed, InputStream octets)
      throws IOException {
    String type = claimed.toLowerCase(Locale.ROOT);
    int semicolon = type.indexOf(';');
    type = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
    // What the browser claims, if it is a type at all; never one that a mail program would unfold.
    boolean usable =
        TYPE.matcher(type).matches()
            && !type.startsWith("multipart/")
            && !type.startsWith("message/");
    line(out, "Content-Type: " + (usable ? type : "application/octet-stream"));
    String disposition = FileNames.attachment(FileNames.clean(name, "file"));
    line(out, "Content-Disposition: " + disposition.replace("; ", ";\r\n "));
    base64(out, octets);
  }

  private void writeText(OutputStream out) throws IOException {
    String boundary = boundary();
    line(out, "Content-Type: multipart/alternative; boundary=\"" + boundary + "\"");
    line(out, "");
    line(out, "--" + boundary);
    line(out, "Content-Type: text/plain; charset=utf-8; format=flowed");
    base64(out, flowed(form.words().text()).getBytes(StandardCharsets.UTF_8));
    line(out, "");
    line(out, "--" + boundary);
    line(out, "Content-Type: text/html; charset=utf-8");
    base64(out, html(form.words()).getBytes(StandardCharsets.UTF_8));
    line(out, "");
    line(out, "--" + boundary + "--");
  }

  /** RFC 3676: lines of at most 72 end in a space where they go on; some beginnings are stuffed. */
  static String flowed(String text) {
    StringBuilder out = new StringBuilder();
    for (String paragraph : text.split("\n", -1)) {
      String rest = paragraph.stripTrailing();
      while (rest.length() > 72) {
        int space = rest.lastIndexOf(' ', 71);
        if (space <= 0) {
          space = rest.indexOf(' ', 72);
        }
        if (space < 0) {
          break;
        }
        out.append(stuffed(rest.substring(0, space + 1))).append("\r\n");
        rest = rest.substring(space + 1);
      }
      out.append(stuffed(rest)).append("\r\n");
    }
    return out.toString();
  }

  private static String stuffed(String line) {
    boolean needed = line.startsWith(" ") || line.startsWith(">") || line.startsWith("From ");
    return needed ? " " + line : line;
  }

  static String html(Words words) {
    String body = words.rich().isEmpty() ? RichText.paragraphs(words.text()) : words.rich();
    return "<!doctype html><html><body>\r\n" + body + "</body></html>\r\n";
  }

  private String boundary() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return "=_" + HexFormat.of().formatHex(bytes);
  }

  private static void base64(OutputStream out, byte[] octets) throws IOException {
    base64(out, new java.io.ByteArrayInputStream(octets));
  }

  private static void base64(OutputStream out, InputStream in) throws IOException {
    line(out, "Content-Transfer-Encoding: base64");
    line(out, "");
    // Closing the encoder writes its last group; the letter goes on after it.
    try (OutputStream encoder = Base64.getMimeEncoder().wrap(new StaysOpen(out))) {
      in.transferTo(encoder);
    }
    line(out, "");
  }

  private static void line(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static final class StaysOpen extends FilterOutputStream {
    StaysOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      out.write(from, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
