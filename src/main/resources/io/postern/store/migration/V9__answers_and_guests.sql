-- Answers that are being written (SPEC 8.6), codes read out by the sender and devices that are
-- remembered (SPEC 8.3).

-- One writer's draft in a conversation. Its key stands under a lid: for a guest the key of the
-- message together with their link, for an account the key of the message.
CREATE TABLE draft (
  key          BIGINT PRIMARY KEY,
  public_id    TEXT   NOT NULL UNIQUE,
  conversation BIGINT NOT NULL,
  message      BIGINT NOT NULL,             -- whose key opens it, with which it goes
  copy         BIGINT,                      -- of the guest who writes; null for an account
  account      BIGINT,                      -- which writes; null for a guest
  lid          BLOB   NOT NULL,
  words        BLOB   NOT NULL,             -- sealed under the draft's key
  touched_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX draft_copy ON draft (copy);
CREATE UNIQUE INDEX draft_account ON draft (account, conversation);
CREATE INDEX draft_message ON draft (message);

-- A file of a draft, whole or on its way: pieces one behind the other, each sealed under the
-- draft's key and durable when it stands here.
CREATE TABLE draft_file (
  key        BIGINT PRIMARY KEY,
  public_id  TEXT   NOT NULL UNIQUE,
  draft      BIGINT NOT NULL,
  about      BLOB   NOT NULL,               -- name, type and date, sealed
  size       BIGINT NOT NULL,               -- octets it will have
  touched_at BIGINT NOT NULL
);
CREATE INDEX draft_file_draft ON draft_file (draft, key);

CREATE TABLE draft_piece (
  file           BIGINT NOT NULL,
  start          BIGINT NOT NULL,
  length         BIGINT NOT NULL,
  content        TEXT   NOT NULL,
  content_length BIGINT NOT NULL,           -- sealed octets
  PRIMARY KEY (file, start)
);
CREATE INDEX draft_piece_content ON draft_piece (content);

-- 1: read out by the sender's staff; its MAC is under a key of the server, not of the link.
ALTER TABLE one_time_code ADD COLUMN read_out INTEGER NOT NULL DEFAULT 0;

-- A device on which a recipient proved who they are, for later messages of that organisation.
CREATE TABLE remembered_device (
  digest         BLOB   PRIMARY KEY,        -- of the cookie, bound to organisation and recipient
  organisation   BIGINT NOT NULL,
  recipient_hash BLOB   NOT NULL,
  verification   TEXT   NOT NULL,
  detail         BLOB   NOT NULL,           -- keyed digest of the number that was proven
  made_at        BIGINT NOT NULL,
  expires_at     BIGINT NOT NULL
);
CREATE INDEX remembered_device_recipient ON remembered_device (organisation, recipient_hash);
CREATE INDEX remembered_device_expiry ON remembered_device (expires_at);
