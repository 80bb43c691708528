package io.postern.portal;

/** Pages for what went wrong before anybody knows whose page it is. */
public enum Problem {
  /** No such link, no such page: one page for every cause (SPEC 16). */
  UNKNOWN(404, "unknown"),
  NOT_SO(405, "method"),
  /** The session ended, or the form belongs to another one. */
  ENDED(403, "ended"),
  BAD_FORM(400, "bad"),
  TOO_BIG(413, "big"),
  OURS(500, "ours");

  private final int status;
  private final String key;

  Problem(int status, String key) {
    this.status = status;
    this.key = key;
  }

  public int status() {
    return status;
  }

  Page page(Scene scene, Texts texts) {
    String title = texts.say("problem." + key + ".title");
    return new Page(scene.titled(title), title, texts.say("problem." + key + ".what"), key);
  }

  /** The model of {@code problem.jte}. */
  public record Page(Scene s, String heading, String what, String key) {}
}
