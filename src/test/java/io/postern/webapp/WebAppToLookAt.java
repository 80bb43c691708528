package io.postern.webapp;

import io.postern.conversation.AccountDoor.Line;
import io.postern.conversation.CopyState;
import io.postern.portal.FakeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The web app with invented mail, to look at with a browser. Stays up. Not a test. */
final class WebAppToLookAt {
  private WebAppToLookAt() {}

  public static void main(String[] args) throws Exception {
    AppFixture app = new AppFixture(Files.createTempDirectory("webapp"));
    byte[] png = Files.readAllBytes(Path.of(args[0]));
    app.fill(new byte[184_000], png);
    app.door.got.add(FakeMessage.bloodResults(new byte[184_000], png));
    for (CopyState state : CopyState.values()) {
      app.door.sent.add(
          new Line(
              FakeAccountDoor.OWN,
              "Form for your first visit, " + state,
              List.of("jan.de.boer@home.example.net"),
              AppFixture.NOW.minusSeconds(100_000L * (1 + state.ordinal() * 3L)),
              false,
              false,
              "",
              List.of(state)));
    }
    app.signIn();
    System.out.println(app.base);
    app.jar.forEach((title, value) -> System.out.println(title + "=" + value));
    Thread.currentThread().join();
  }
}
