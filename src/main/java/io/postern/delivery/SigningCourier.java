package io.postern.delivery;

import io.postern.dkim.BodyHash;
import io.postern.mime.HeaderSection;
import io.postern.smtp.Mailbox;
import io.postern.standing.Signatures;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Signs every letter on its way (SPEC 2.3): the one place that all that leaves passes, whoever
 * wrote it. The signature is made for the very form that a host takes, on the live connection, and
 * nothing changes a letter after it. Holds nothing between two errands.
 *
 * <p>A letter is read twice then, once for the hash and once for the wire; only the header is ever
 * in memory.
 */
public final class SigningCourier implements Courier {
  private static final int HEADER_LIMIT = 512 * 1024;

  /** What two signatures take at most, kept free below a host's SIZE. */
  private static final int ROOM = 4 * 1024;

  private final Courier courier;
  private final Signatures signatures;

  public SigningCourier(Courier courier, Signatures signatures) {
    this.courier = courier;
    this.signatures = signatures;
  }

  @Override
  public Map<Mailbox, Outcome> carry(Errand errand) {
    return courier.carry(
        new Errand(
            errand.id(),
            errand.domain(),
            errand.to(),
            errand.from(),
            errand.recipients(),
            new ToSign(errand.letter()),
            errand.requirement(),
            errand.cleartext()));
  }

  /** A letter that is signed once a host has said what it takes. */
  private final class ToSign implements Letter {
    private final Letter letter;

    ToSign(Letter letter) {
      this.letter = letter;
    }

    @Override
    public Fit fitting(Takes host) throws IOException {
      OptionalLong limit = host.sizeLimit();
      OptionalLong room =
          limit.isEmpty() ? limit : OptionalLong.of(Math.max(0, limit.getAsLong() - ROOM));
      return switch (letter.fitting(new Takes(room, host.eightBit()))) {
        case Fit.Goes(Letter form) -> new Fit.Goes(signed(form));
        case Fit.Cannot cannot -> cannot;
      };
    }

    private Letter signed(Letter form) throws IOException {
      try (InputStream in = new BufferedInputStream(form.open(), 64 * 1024)) {
        HeaderSection header = HeaderSection.read(in, HEADER_LIMIT);
        if (!signatures.apply(header)) {
          return form;
        }
        BodyHash body = BodyHash.relaxed();
        in.transferTo(body);
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        signatures.of(header, body.digest()).forEach(field -> fields.writeBytes(field.raw()));
        return new Signed(fields.toByteArray(), form);
      }
    }

    @Override
    public InputStream open() throws IOException {
      return letter.open();
    }

    @Override
    public long size() {
      return letter.size();
    }

    @Override
    public boolean eightBit() {
      return letter.eightBit();
    }

    @Override
    public boolean overlongLines() {
      return letter.overlongLines();
    }

    @Override
    public boolean smtpUtf8() {
      return letter.smtpUtf8();
    }

    @Override
    public boolean requireTls() {
      return letter.requireTls();
    }
  }

  /** A letter with its signatures before all else. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Signed(byte[] fields, Letter letter) implements Letter {
    @Override
    public InputStream open() throws IOException {
      return new SequenceInputStream(new ByteArrayInputStream(fields), letter.open());
    }

    @Override
    public long size() {
      return fields.length + letter.size();
    }

    @Override
    public boolean eightBit() {
      return letter.eightBit();
    }

    @Override
    public boolean overlongLines() {
      return letter.overlongLines();
    }

    @Override
    public boolean smtpUtf8() {
      return letter.smtpUtf8();
    }

    @Override
    public boolean requireTls() {
      return letter.requireTls();
    }
  }
}
