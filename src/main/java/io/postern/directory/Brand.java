package io.postern.directory;

import org.jspecify.annotations.Nullable;

/**
 * How an organisation shows itself on pages and in mails.
 *
 * @param name as people know it, such as "St. Anna Hospital"
 * @param publicId opaque id, for its stylesheet
 * @param accent its one colour, {@code #rrggbb}, or null for Postern's own
 * @param phone a number to call in doubt, or null
 */
public record Brand(
    String name, String publicId, @Nullable String accent, @Nullable String phone) {}
