package io.postern.portal;

import io.postern.conversation.Room;
import io.postern.conversation.SessionSecret;
import io.postern.mime.MessageReader;
import io.postern.mime.MessageReader.Attachment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Reading a conversation (SPEC 8.5), the same for guests and accounts: the thread, a message's HTML
 * in its frame, its pictures, its files, the whole as {@code .eml}. One per door.
 *
 * <p>A {@link Room} holds opened keys: every method here closes the one it was given, at the latest
 * when the last octet has been written.
 */
public final class Reading {

  /** Opens the conversation that a picture's ticket names. */
  @FunctionalInterface
  public interface Rooms {
    Optional<Room> open(SessionSecret session, String conversation);
  }

  /** Shown inside a page, never a document of their own. SVG is a program and stays a file. */
  private static final Set<String> PICTURES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif");

  private static final long PREVIEWED = 25_000_000;

  private final PageKit kit;
  private final String imagePath;
  private final Rooms rooms;
  private final ImageTickets tickets;

  /**
   * @param imagePath where this door serves pictures, ending in {@code /image/}
   */
  public Reading(PageKit kit, String imagePath, Rooms rooms) {
    if (!imagePath.endsWith(LinkVeil.IMAGES)) {
      throw new IllegalArgumentException("tickets are veiled under " + LinkVeil.IMAGES);
    }
    this.kit = kit;
    this.imagePath = imagePath;
    this.rooms = rooms;
    this.tickets = new ImageTickets(kit.random(), kit.clock());
  }

  /**
   * The conversation for a page.
   *
   * @param base where its addresses begin: {@code /read} here gives {@code /read/frame/MESSAGE}
   * @param asText the message to show as plain text instead of HTML, or null
   */
  public Conversation conversation(
      Scene scene,
      Room room,
      SessionSecret session,
      String base,
      @Nullable String asText,
      Conversation.Draft draft)
      throws IOException {
    try (room) {
      List<Conversation.Letter> letters = new ArrayList<>();
      int last = room.messages().size() - 1;
      for (int i = 0; i <= last; i++) {
        Room.Message message = room.messages().get(i);
        boolean mine = message.from().address().equals(room.reader().address());
        // The newest, and what others wrote lately, stands open; the rest is a press away.
        boolean folded = i != last && (mine || last - i > 4);
        boolean text = message.id().equals(asText);
        letters.add(letter(room, message, session, base, mine, folded && !text, text));
      }
      Room.Participant sender =
          room.participants().stream()
              .filter(Room.Participant::isSender)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("a conversation without sender"));
      return new Conversation(
          scene,
          base,
          Csrf.token(session),
          room.messages().getFirst().subject(),
          room.reader(),
          sender.person(),
          sender.person().address().equals(room.reader().address()),
          letters,
          room.participants().stream()
              .filter(p -> !p.person().address().equals(room.reader().address()))
              .toList(),
          room.alsoAddressed(),
          room.mayAnswerAll(),
          room.readableUntil(),
          draft);
    }
  }

  private Conversation.Letter letter(
      Room room,
      Room.Message message,
      SessionSecret session,
      String base,
      boolean mine,
      boolean folded,
      boolean asText)
      throws IOException {
    MessageReader reader = message.reader();
    boolean opaque = reader.opaque();
    String text = opaque ? "" : reader.text();
    // The HTML of an answer of one's own is its text again, unless something is formatted.
    Optional<String> written =
        opaque ? Optional.empty() : reader.html().filter(own -> !mine || RichText.isFormatted(own));
    boolean html = written.isPresent();
    List<Conversation.Enclosed> files = new ArrayList<>();
    long size = 0;
    for (Attachment file : opaque ? List.<Attachment>of() : reader.attachments()) {
      size += file.size();
      files.add(enclosed(room, message, session, base, file));
    }
    String shown = text.substring(0, Math.min(text.length(), PlainText.SHOWN));
    return new Conversation.Letter(
        message.id(),
        message.from(),
        mine,
        message.sentAt(),
        folded,
        opaque,
        html && !asText ? base + "/frame/" + message.id() : null,
        html && !asText ? base + "?text=" + message.id() + "#m" + message.id() : null,
        html && asText ? base + "#m" + message.id() : null,
        paper(text, written.orElse("")),
        PlainText.of(shown.strip()),
        shown.length() < text.length(),
        PlainText.snippet(text),
        files,
        size,
        base + "/eml/" + message.id());
  }

  /** What takes a line or more of its own in HTML. */
  private static final Pattern BLOCKS =
      Pattern.compile("<(?:p|br|tr|li|h[1-6]|div|hr|img)\\b", Pattern.CASE_INSENSITIVE);

  /**
   * The frame cannot grow without script: one of four heights, by how much there is to read. Better
   * too much white than a letter that looks as if it had ended.
   */
  private static String paper(String text, String html) {
    long blocks = Math.max(text.lines().count(), BLOCKS.matcher(html).results().count());
    long weight = text.length() + 60 * blocks;
    if (weight < 450) {
      return "paper";
    }
    return weight < 1000 ? "paper h2" : weight < 1600 ? "paper h3" : "paper h4";
  }

  private Conversation.Enclosed enclosed(
      Room room, Room.Message message, SessionSecret session, String base, Attachment file) {
    boolean picture = PICTURES.contains(file.contentType()) && file.size() <= PREVIEWED;
    return new Conversation.Enclosed(
        base + "/file/" + message.id() + "/" + file.partId(),
        file.fileName(),
        kind(file),
        icon(file),
        file.size(),
        picture ? imageUrl(session, room, message, file) : null);
  }

  private String imageUrl(
      SessionSecret session, Room room, Room.Message message, Attachment picture) {
    return imagePath
        + tickets.issue(
            new ImageTickets.Ticket(
                session,
                room.publicId(),
                message.id(),
                picture.partId(),
                picture.contentType(),
                picture.size()));
  }

  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("pdf", "PDF"),
          Map.entry("doc", "Word"),
          Map.entry("docx", "Word"),
          Map.entry("odt", "ODT"),
          Map.entry("xls", "Excel"),
          Map.entry("xlsx", "Excel"),
          Map.entry("ppt", "PowerPoint"),
          Map.entry("pptx", "PowerPoint"),
          Map.entry("zip", "ZIP"),
          Map.entry("ics", "ICS"));

  static String kind(Attachment file) {
    int dot = file.fileName().lastIndexOf('.');
    String ending =
        dot < 0 ? "" : file.fileName().substring(dot + 1).toLowerCase(java.util.Locale.ROOT);
    String known = KINDS.get(ending);
    if (known != null) {
      return known;
    }
    return ending.matches("[a-z0-9]{1,5}") ? ending.toUpperCase(java.util.Locale.ROOT) : "";
  }

  static String icon(Attachment file) {
    return file.contentType().startsWith("image/")
        ? "image"
        : file.contentType().contains("zip") ? "zip" : "file";
  }

  /** A message's HTML, cleaned, in its own origin. */
  public ServerResponse frame(ServerRequest request, Room room, SessionSecret session, String id)
      throws IOException {
    String html;
    try (room) {
      Optional<Room.Message> message = message(room, id);
      Optional<String> written =
          message.isEmpty() ? Optional.empty() : message.get().reader().html();
      if (written.isEmpty()) {
        return kit.problem(request.servletRequest(), Problem.UNKNOWN);
      }
      Room.Message found = message.get();
      html =
          MailHtml.clean(
              written.get(),
              cid ->
                  found
                      .reader()
                      .inline(cid)
                      .filter(part -> PICTURES.contains(part.contentType()))
                      .map(part -> imageUrl(session, room, found, part)));
    }
    byte[] page = html.getBytes(StandardCharsets.UTF_8);
    return ServerResponse.ok()
        .build((req, res) -> {
          res.setHeader("Content-Security-Policy", SafeHeaders.FRAME_POLICY);
          res.setHeader("X-Frame-Options", "SAMEORIGIN");
          // A sandboxed document may not ask for a browsing context of its own.
          res.setHeader("Cross-Origin-Opener-Policy", "unsafe-none");
          res.setContentType("text/html; charset=utf-8");
          res.setContentLength(page.length);
          res.getOutputStream().write(page);
          return null;
        });
  }

  /** A picture by its ticket: no cookie comes with it, see {@link ImageTickets}. */
  public ServerResponse image(ServerRequest request) throws IOException {
    Optional<ImageTickets.Ticket> ticket =
        tickets.redeem(LinkVeil.ticket(request.servletRequest()));
    Optional<Room> room = ticket.flatMap(t -> rooms.open(t.session(), t.conversation()));
    if (ticket.isEmpty() || room.isEmpty()) {
      return kit.problem(request.servletRequest(), Problem.UNKNOWN);
    }
    Room open = room.get();
    boolean handedOn = false;
    try {
      String part = ticket.get().part();
      Optional<Room.Message> message = message(open, ticket.get().message());
      if (message.isEmpty()) {
        return kit.problem(request.servletRequest(), Problem.UNKNOWN);
      }
      InputStream in = message.get().reader().open(part);
      handedOn = true;
      return ServerResponse.ok()
          .build((req, res) -> {
            try (open;
                in) {
              Download.safe(res);
              // The frame's origin is nobody's: to the browser every picture in it is foreign.
              res.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
              res.setContentType(ticket.get().type());
              res.setContentLengthLong(ticket.get().size());
              Download.copy(in, ticket.get().size(), req, res.getOutputStream());
            }
            return null;
          });
    } finally {
      if (!handedOn) {
        open.close();
      }
    }
  }

  /** An attachment: whole or a piece, always to be saved, never shown in our origin. */
  public ServerResponse file(ServerRequest request, Room room, String messageId, String partId)
      throws IOException {
    boolean handedOn = false;
    try {
      Optional<Room.Message> message = message(room, messageId);
      Optional<Attachment> file = Optional.empty();
      if (message.isPresent()) {
        file =
            message.get().reader().attachments().stream()
                .filter(f -> f.partId().equals(partId))
                .findFirst();
      }
      if (message.isEmpty() || file.isEmpty()) {
        return kit.problem(request.servletRequest(), Problem.UNKNOWN);
      }
      Room.Message found = message.get();
      handedOn = true;
      return Download.of(
          request,
          room::close,
          file.get().fileName(),
          Download.etag(room.publicId(), messageId, partId),
          file.get().size(),
          first -> found.reader().open(partId, first));
    } finally {
      if (!handedOn) {
        room.close();
      }
    }
  }

  /** The whole message as it was sealed. */
  public ServerResponse eml(ServerRequest request, Room room, String messageId) throws IOException {
    Optional<Room.Message> message = message(room, messageId);
    if (message.isEmpty()) {
      room.close();
      return kit.problem(request.servletRequest(), Problem.UNKNOWN);
    }
    String name = FileNames.clean(message.get().subject().replaceAll("[/\\\\:*?\"<>|]", " "), "");
    String disposition = FileNames.attachment((name.isEmpty() ? "message" : name) + ".eml");
    return Download.whole(room::close, message.get().raw(), message.get().rawSize(), disposition);
  }

  private static Optional<Room.Message> message(Room room, String id) {
    return room.messages().stream().filter(message -> message.id().equals(id)).findFirst();
  }
}
