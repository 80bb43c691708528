package io.postern.portal;

import java.util.Map;

/**
 * The icons, drawn for Postern on a field of 24 by 24: lines of 1.75, round ends. They carry no
 * meaning alone; a word always stands beside them (1.4.1 of WCAG). The tag {@code tag/icon.jte}
 * draws one.
 */
public final class Icons {
  private Icons() {}

  /** The path of one icon; an unknown name is a mistake in a page. */
  public static String path(String name) {
    String path = PATHS.get(name);
    if (path == null) {
      throw new IllegalArgumentException("no icon " + name);
    }
    return path;
  }

  private static final Map<String, String> PATHS =
      Map.ofEntries(
          Map.entry("arrow", "M5 12h14M13 6l6 6-6 6"),
          Map.entry("back", "M19 12H5M11 6l-6 6 6 6"),
          Map.entry("down", "M6 9.5l6 6 6-6"),
          Map.entry("check", "M5 12.5l4.5 4.5L19 7.5"),
          Map.entry("x", "M6 6l12 12M18 6L6 18"),
          Map.entry("lock", "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2"),
          Map.entry("key", "M10.2 13.8a4.2 4.2 0 1 1 1.6-1.6L20 20M16.5 16.5l-2 2"),
          Map.entry(
              "mobile",
              "M8 3h8a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 8 3zM11 18h2"),
          Map.entry("mail", "M3.5 6h17v12.5h-17zM4 6.5l8 6.5 8-6.5"),
          Map.entry(
              "shield",
              "M12 3l7 2.5V11c0 4.8-2.9 8.2-7 10-4.1-1.8-7-5.2-7-10V5.5zM9 12l2.2 2.2L15.2 10"),
          Map.entry("clock", "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.3l3 1.7"),
          Map.entry(
              "clip",
              "M19 11.5l-7.4 7.2a4.4 4.4 0 0 1-6.2-6.2l7.8-7.7a2.9 2.9 0 0 1 4.1 4.1l-7.6 7.5a1.4 1.4 0 0 1-2-2l6.8-6.7"),
          Map.entry("file", "M7 3.5h7l4 4v13H7zM14 3.5v4h4M9.5 12h5M9.5 15.5h5"),
          Map.entry("image", "M4 5h16v14H4zM4.5 16l4.5-4.5 4 4 2.5-2.5 4 4M15.5 9.2h.01"),
          Map.entry("zip", "M7 3.5h7l4 4v13H7zM14 3.5v4h4M11 9h2M11 12h2M11 15h2v3h-2z"),
          Map.entry("save", "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14"),
          Map.entry("print", "M7.5 9V4h9v5M7.5 17H5V9.5h14V17h-2.5M7.5 14h9v6h-9z"),
          Map.entry("reply", "M9.5 6L4.5 11l5 5M5 11h8.5a5.5 5.5 0 0 1 5.5 5.5V19"),
          Map.entry("send", "M4 12l16-7.5-5.5 16-3-7zM11.5 13.5L20 4.5"),
          Map.entry(
              "user",
              "M12 4.5a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6zM4.8 20a7.3 7.3 0 0 1 14.4 0"),
          Map.entry(
              "users",
              "M9 5a3.3 3.3 0 1 0 0 6.6A3.3 3.3 0 0 0 9 5zM2.8 19a6.3 6.3 0 0 1 12.4 0M15.5 5.3a3.3 3.3 0 0 1 0 6.1M17.5 13.6a6.3 6.3 0 0 1 3.7 5.4"),
          Map.entry(
              "eye",
              "M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12zM12 9.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4z"),
          Map.entry(
              "search", "M10.8 4.5a6.3 6.3 0 1 0 0 12.6 6.3 6.3 0 0 0 0-12.6zM15.5 15.5L20 20"),
          Map.entry("bullets", "M9.5 6.5H20M9.5 12H20M9.5 17.5H20M5 6.5h.01M5 12h.01M5 17.5h.01"),
          Map.entry(
              "numbers",
              "M10 6.5h10M10 12h10M10 17.5h10M4.2 5.4L5.6 4.5v4.2M4 14.3c0-1.4 2.6-1.4 2.6 0 0 .9-2.6 1.7-2.6 2.9h2.8"),
          Map.entry("quote", "M5 6v12M9.5 7.5H20M9.5 12H20M9.5 16.5h7"),
          Map.entry(
              "link",
              "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1.4 1.4M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1.4-1.4"),
          Map.entry("plus", "M12 5v14M5 12h14"),
          Map.entry("alert", "M12 4l9 16H3zM12 10v4.5M12 17.2h.01"),
          Map.entry("info", "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 11v5M12 8h.01"),
          Map.entry("copy", "M9 9h11v11H9zM15 9V4H4v11h5"),
          Map.entry("again", "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15"),
          Map.entry("pause", "M8.5 5v14M15.5 5v14"),
          Map.entry(
              "globe",
              "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM4 12h16M12 4c5 5 5 11 0 16M12 4c-5 5-5 11 0 16"),
          Map.entry("home", "M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-6h4v6"),
          Map.entry("inbox", "M4 13l2.5-8h11L20 13v6H4zM4 13h4.5l1.5 2.5h4l1.5-2.5H20"),
          Map.entry("layers", "M12 4l8.5 4.5L12 13 3.5 8.5zM3.5 13L12 17.5l8.5-4.5"),
          Map.entry("server", "M4 5h16v6H4zM4 13h16v6H4zM7.5 8h.01M7.5 16h.01"),
          Map.entry("list", "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01"),
          Map.entry("bell", "M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10 20.5h4"),
          Map.entry("edit", "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5"),
          Map.entry("bin", "M5 7h14M10 7V4.5h4V7M7 7l.8 13h8.4L17 7M10.5 11v5M13.5 11v5"),
          Map.entry(
              "phone",
              "M6 4h3l1.7 4.3-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2L20 15v3a2 2 0 0 1-2.2 2A15.5 15.5 0 0 1 4 6.2 2 2 0 0 1 6 4z"),
          Map.entry(
              "passkey",
              "M9.5 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM3.5 19.5a6.2 6.2 0 0 1 9-5.3M17.5 9.5a2.8 2.8 0 0 0-1.3 5.3v5l1.5 1.2 1.6-1.6-1.1-1.2 1.1-1.2-.8-1.2a2.8 2.8 0 0 0-1-5.3z"),
          Map.entry("out", "M10 4.5H5v15h5M14 8l4.5 4L14 16M18 12H9.5"),
          Map.entry("menu", "M4 7h16M4 12h16M4 17h16"),
          Map.entry("door", "M5 20.5V11a7 7 0 0 1 14 0v9.5M3 20.5h18M14.8 14h.01"),
          Map.entry("pulse", "M3 12h4l2.5-6 4 12L16 12h5"),
          Map.entry("book", "M6 4h12v16H6zM6 8H4M6 12H4M6 16H4M9.5 8.5h5M9.5 12h5"),
          Map.entry("swap", "M5 8h13M14.5 4.5L18 8l-3.5 3.5M19 16H6M9.5 12.5L6 16l3.5 3.5"),
          Map.entry(
              "palette",
              "M12 4a8 8 0 1 0 0 16c1.5 0 2-1 1.5-2.2-.6-1.5.3-2.8 2-2.8H18a2 2 0 0 0 2-2.2C19.6 7.8 16.2 4 12 4zM8 11h.01M11 8h.01M15 8.5h.01"),
          Map.entry("flag", "M6 21V4M6 5h11l-2 4 2 4H6"),
          Map.entry("text", "M5 6h14M5 10h14M5 14h14M5 18h8"),
          Map.entry(
              "hourglass",
              "M7 4h10M7 20h10M8 4c0 5 3 5.5 4 8 1-2.5 4-3 4-8M8 20c0-5 3-5.5 4-8 1 2.5 4 3 4 8"));
}
