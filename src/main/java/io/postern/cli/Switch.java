package io.postern.cli;

/** {@code yes} or {@code no} on the command line. */
final class Switch {
  private Switch() {}

  static boolean read(AdminCommand admin, String word) {
    return switch (word) {
      case "yes", "on", "true" -> true;
      case "no", "off", "false" -> false;
      default -> throw admin.usage("say yes or no");
    };
  }
}
