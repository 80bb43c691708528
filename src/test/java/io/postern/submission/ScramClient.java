package io.postern.submission;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The client's side of SCRAM-SHA-256 (RFC 5802), written without a look at the server's: keys come
 * from the JDK's PBKDF2.
 */
record ScramClient(String gs2, String login, String secret, String nonce) {

  static ScramClient of(String gs2, String login, String secret) {
    return new ScramClient(gs2, login, secret, "client+nonce/0123456789");
  }

  String first() {
    return gs2 + bare();
  }

  private String bare() {
    return "n=" + login.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
  }

  /** What to answer to the server's first message, and the signature it then owes us. */
  record Final(String message, String serverSignature) {}

  Final answer(String serverFirst) {
    try {
      String[] parts = serverFirst.split(",", 3);
      if (!parts[0].startsWith("r=" + nonce) || parts[0].length() <= nonce.length() + 2) {
        throw new AssertionError("the server's nonce does not extend ours: " + serverFirst);
      }
      byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
      int iterations = Integer.parseInt(parts[2].substring(2));
      byte[] salted =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
              .generateSecret(new PBEKeySpec(secret.toCharArray(), salt, iterations, 256))
              .getEncoded();
      byte[] clientKey = hmac(salted, "Client Key");
      byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
      String withoutProof =
          "c=" + Base64.getEncoder().encodeToString(gs2.getBytes(UTF_8)) + "," + parts[0];
      String all = bare() + "," + serverFirst + "," + withoutProof;
      byte[] proof = hmac(storedKey, all);
      for (int i = 0; i < proof.length; i++) {
        proof[i] ^= clientKey[i];
      }
      return new Final(
          withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof),
          "v=" + Base64.getEncoder().encodeToString(hmac(hmac(salted, "Server Key"), all)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs it over the wire; the reply to the whole is left unread. */
  void run(DialogClient client) throws IOException {
    client.send("AUTH SCRAM-SHA-256 " + base64(first()) + "\r\n");
    String challenge = client.line();
    if (challenge == null || !challenge.startsWith("334 ")) {
      throw new AssertionError("no challenge: " + challenge);
    }
    Final last = answer(new String(Base64.getDecoder().decode(challenge.substring(4)), UTF_8));
    client.send(base64(last.message()) + "\r\n");
    if (secret.equals(ScriptedCredentials.SECRET) && login.equals(ScriptedCredentials.LOGIN)) {
      String signature = client.line();
      if (!("334 " + base64(last.serverSignature())).equals(signature)) {
        throw new AssertionError("the server does not prove that it knows us: " + signature);
      }
      client.send("\r\n");
    }
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }
}
