package io.postern.portal;

import io.postern.conversation.Doorstep;
import io.postern.policy.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The portal with invented mail, to look at with a browser: prints an address per page and stays
 * up. Not a test.
 */
final class PortalToLookAt {
  private PortalToLookAt() {}

  public static void main(String[] args) throws Exception {
    WebFixture web = new WebFixture(Files.createTempDirectory("portal"));
    byte[] png = Files.readAllBytes(Path.of(args[0]));
    web.door.messages.add(FakeMessage.bloodResults(new byte[184_000], png));
    web.door.messages.add(
        FakeMessage.text(
            "m2",
            false,
            WebFixture.NOW.minusSeconds(3000),
            "Thank you doctor, that is good to hear. The left knee is still thick in the morning."));
    web.door.messages.add(
        FakeMessage.text(
            "m3",
            true,
            WebFixture.NOW,
            "Yes please, send me a photo of the left knee. Then I know whether you should come"
                + " earlier.\n\nSee https://stanna.example.org/knee for how to take it."));
    for (Verification by : Verification.values()) {
      System.out.println(by + " " + web.base + "/m/" + web.door.link(by).segment());
    }
    for (Doorstep.Why why : Doorstep.Why.values()) {
      Doorstep gone =
          new Doorstep.Gone(
              FakeGuestDoor.ST_ANNA, WebFixture.NOW.minusSeconds(200_000), why, Locale.ENGLISH);
      System.out.println(why + " " + web.base + "/m/" + web.door.ended(gone).segment());
    }
    Doorstep locked =
        new Doorstep.Locked(web.door.door(Verification.SMS), WebFixture.NOW.plusSeconds(86_760));
    System.out.println("LOCKED " + web.base + "/m/" + web.door.ended(locked).segment());
    System.out.println("UNKNOWN " + web.base + "/m/x");
    System.out.println("READY");
    Thread.currentThread().join();
  }
}
