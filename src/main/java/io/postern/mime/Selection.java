package io.postern.mime;

import io.postern.mime.Part.Disposition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which parts of a message are its body and which are things to download (RFC 2046 section 5, RFC
 * 2387, RFC 1847). Every leaf is in one of the lists, or is another form of something that is.
 */
final class Selection {

  /** Text above this is offered, not shown. */
  static final long LARGEST_TEXT = 5L << 20;

  /** What is shown, in its order: HTML where there is an HTML form, else text. */
  final List<Part> rich = new ArrayList<>();

  /** The same as plain text; HTML where there is no other form. */
  final List<Part> plain = new ArrayList<>();

  /** Leaves that are shown nowhere, or perhaps inside the HTML by their content id. */
  final Set<Part> others = new LinkedHashSet<>();

  Selection(Part root) {
    collect(root, true);
  }

  /** The sender encrypted it, or signed it so that only a reader of S/MIME sees inside. */
  static boolean isSealed(Part part) {
    return part.mediaType().equals("multipart/encrypted")
        || part.mediaType().equals("application/pkcs7-mime")
        || part.mediaType().equals("application/x-pkcs7-mime");
  }

  /**
   * @param body the place is one for a body, not in a row of parts: a name does not make it an
   *     attachment there
   */
  private void collect(Part part, boolean body) {
    if (!part.isMultipart()) {
      leaf(part, body);
      return;
    }
    switch (part.mediaType()) {
      case "multipart/alternative" -> alternative(part);
      case "multipart/related" -> related(part);
      case "multipart/encrypted" -> leaves(part).forEach(others::add);
      default -> {
        boolean first = true;
        for (Part child : part.children()) {
          collect(child, first && part.mediaType().equals("multipart/signed"));
          first = false;
        }
      }
    }
  }

  private void leaf(Part part, boolean body) {
    boolean shown =
        (part.mediaType().equals("text/plain") || part.mediaType().equals("text/html"))
            && part.disposition() != Disposition.ATTACHMENT
            && (body || part.fileName() == null)
            && part.decodedSize() <= LARGEST_TEXT;
    if (shown) {
      rich.add(part);
      plain.add(part);
    } else {
      others.add(part);
    }
  }

  /** The last form that can be shown is the best one (RFC 2046 section 5.1.4). */
  private void alternative(Part part) {
    List<Selection> forms = new ArrayList<>();
    for (Part child : part.children()) {
      Selection form = new Selection(child, true);
      forms.add(form);
      // What hangs on a form is kept, whichever is shown; but text/* is the body once more.
      form.others.stream().filter(other -> !isAnotherForm(other, child)).forEach(others::add);
    }
    rich.addAll(best(forms, true));
    plain.addAll(best(forms, false));
    if (rich.isEmpty()) {
      part.children().stream().filter(child -> !child.isMultipart()).forEach(others::add);
    }
  }

  private Selection(Part part, boolean body) {
    collect(part, body);
  }

  /** text/enriched, text/watch-html, text/x-amp-html: shown as the HTML or text beside it. */
  private static boolean isAnotherForm(Part other, Part child) {
    return other == child
        && other.isText()
        && other.disposition() != Disposition.ATTACHMENT
        && other.fileName() == null
        && other.decodedSize() <= LARGEST_TEXT
        && !other.mediaType().equals("text/calendar");
  }

  private static List<Part> best(List<Selection> forms, boolean html) {
    List<Part> best = List.of();
    boolean found = false;
    for (Selection form : forms) {
      List<Part> parts = html ? form.rich : form.plain;
      boolean fits = parts.stream().anyMatch(p -> p.mediaType().equals("text/html")) == html;
      if (!parts.isEmpty() && (fits || !found)) {
        best = parts;
        found |= fits;
      }
    }
    return best;
  }

  /** RFC 2387 section 3.2: the start parameter names the main part, else it is the first. */
  private void related(Part part) {
    String start = part.parameters().getOrDefault("start", "").replaceAll("[<>]", "");
    Part main =
        part.children().stream()
            .filter(child -> !start.isEmpty() && start.equals(child.contentId()))
            .findFirst()
            .orElse(part.children().isEmpty() ? part : part.children().getFirst());
    for (Part child : part.children()) {
      if (child == main) {
        collect(child, true);
      } else {
        leaves(child).forEach(others::add);
      }
    }
  }

  private static List<Part> leaves(Part part) {
    return part.isMultipart()
        ? part.children().stream().flatMap(child -> leaves(child).stream()).toList()
        : List.of(part);
  }
}
