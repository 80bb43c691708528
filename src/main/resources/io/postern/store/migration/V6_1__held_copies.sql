-- Copies that are held (SPEC 1.10).

-- Why: account, credential, domain, admin; bounce: an administrator wants it returned; released: an
-- administrator wants it sent although its sender is suspended.
ALTER TABLE copy ADD COLUMN held TEXT;
ALTER TABLE copy ADD COLUMN held_at BIGINT;

-- Their messages' keys are sealed anew before an hour's queue key goes (SPEC 14.2).
CREATE INDEX copy_held ON copy (message) WHERE state = 'HELD';

-- A message by the Message-ID its sender gave it, which people read from their own mail program: a
-- keyed number of it, for `postern trace`.
CREATE TABLE message_name (
  digest  BIGINT NOT NULL,
  message BIGINT NOT NULL,
  PRIMARY KEY (digest, message)
);
