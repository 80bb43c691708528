-- Conversations, copies, the doors into them, and the one durable queue (SPEC 3, 6, 8, 14).
--
-- Keys are time-ordered and never leave the server; public_id is what pages, logs and mails name.
-- Recipients' addresses are personal and a Bcc one is secret: they stand here only sealed, with a
-- keyed hash beside them to be found by. Times are epoch milliseconds, UTC.

-- One accepted message or answer. Its content is encrypted once; everything sealed here opens with
-- its data key, and the data key stands in the slots.
CREATE TABLE message (
  key            BIGINT PRIMARY KEY,
  public_id      TEXT   NOT NULL UNIQUE,
  organisation   BIGINT NOT NULL,           -- of the sender (of the conversation, for an answer)
  credential     BIGINT,
  sender         BLOB   NOT NULL,           -- sealed address of the author
  sender_account BIGINT,                    -- the account that wrote it; null for a guest
  reverse_path   TEXT   NOT NULL,           -- '' is the null reverse-path
  envid          TEXT,
  content        TEXT,                      -- where the sealed content stands; null once destroyed
  content_length BIGINT NOT NULL,           -- sealed octets
  size           BIGINT NOT NULL,           -- octets of the message itself
  flags          INTEGER NOT NULL,          -- 1 8-bit, 2 SMTPUTF8, 4 REQUIRETLS
  card           BLOB,                      -- subject, names, snippet
  parts          BLOB,                      -- the part tree
  policy         TEXT   NOT NULL,           -- what the control headers asked, without their secrets
  language       TEXT   NOT NULL,
  queue_key      TEXT,                      -- which hour's key the queue slot is sealed to
  queue_slot     BLOB,
  rights_key_id  TEXT,                      -- the rights key opens with this hour's queue key
  rights_key     BLOB,
  sender_slot    BLOB,                      -- to the organisation's key; null when it keeps no copies
  accepted_at    BIGINT NOT NULL,
  expires_at     BIGINT NOT NULL,
  expiry_asked   INTEGER NOT NULL           -- 1 when the sender set it (SPEC 5.5)
);
CREATE INDEX message_expiry ON message (expires_at);
CREATE INDEX message_queue_key ON message (queue_key);
CREATE INDEX message_content ON message (content);
CREATE INDEX message_sender ON message (sender_account, key);

-- To and Cc share one; each Bcc recipient has their own (SPEC 3.2).
CREATE TABLE conversation (
  key          BIGINT PRIMARY KEY,
  public_id    TEXT   NOT NULL UNIQUE,
  organisation BIGINT NOT NULL,
  owner        BIGINT,                      -- account of the original sender
  bcc          INTEGER NOT NULL,
  created_at   BIGINT NOT NULL
);
CREATE INDEX conversation_owner ON conversation (owner, key);

CREATE TABLE thread (
  conversation BIGINT NOT NULL,
  message      BIGINT NOT NULL,
  to_all       INTEGER NOT NULL,            -- every participant may see it
  PRIMARY KEY (conversation, message)
);
CREATE INDEX thread_message ON thread (message);

-- One message opens another: an answer to all opens what it answers; what a guest wrote is opened by
-- the message they answered together with their own link.
CREATE TABLE key_link (
  holder  BIGINT NOT NULL,
  held    BIGINT NOT NULL,
  author  BIGINT,                           -- the copy whose link is needed too; null for a parent
  bytes   BLOB   NOT NULL,
  PRIMARY KEY (holder, held)
);

-- One recipient's share of a message (SPEC, Words).
CREATE TABLE copy (
  key            BIGINT PRIMARY KEY,
  public_id      TEXT   NOT NULL UNIQUE,
  message        BIGINT NOT NULL,
  conversation   BIGINT NOT NULL,
  organisation   BIGINT NOT NULL,
  recipient      BLOB   NOT NULL,           -- sealed address, in the sender's spelling
  recipient_hash BLOB   NOT NULL,
  account        BIGINT,                    -- of the recipient, once one opens it
  to_owner       INTEGER NOT NULL,          -- an answer on its way to the original sender (SPEC 9.1)
  report_on      TEXT   NOT NULL,           -- RFC 3461 NOTIFY
  orcpt          BLOB,                      -- sealed
  state          TEXT   NOT NULL,
  row_taken      TEXT,
  verification   TEXT,
  deferred       TEXT   NOT NULL,           -- since when which rows are deferred (SPEC 6.5)
  explanation    TEXT,                      -- codes; rendered when read
  right_sealed   BLOB,                      -- header right, under the message's rights key
  right_at       BIGINT,                    -- when it was specified (SPEC 6.7)
  number_sealed  BLOB,                      -- phone number of the row taken, to the deployment key
  code_key       BLOB,                      -- public key of the access code of the row taken
  only_over      TEXT,                      -- what a next hop must prove for notification and code
  cleartext      INTEGER NOT NULL,          -- whether one without STARTTLS may get them
  slot           BLOB,
  link_digest    BLOB UNIQUE,
  door           BLOB,                      -- what may be known before proof, under the link secret
  pending_key    TEXT,                      -- the notification, sealed, until it is handed over
  pending        BLOB,
  failures       INTEGER NOT NULL,
  failures_since BIGINT,
  locked_until   BIGINT,
  first_tried_at BIGINT,
  notified_at    BIGINT,
  opened_at      BIGINT,
  ended_at       BIGINT,
  created_at     BIGINT NOT NULL
);
CREATE INDEX copy_message ON copy (message);
CREATE INDEX copy_conversation ON copy (conversation);
CREATE INDEX copy_recipient ON copy (recipient_hash, key);

-- The timeline of a copy: codes only.
CREATE TABLE copy_event (
  key  BIGINT PRIMARY KEY,
  copy BIGINT NOT NULL,
  at   BIGINT NOT NULL,
  what TEXT   NOT NULL,
  detail TEXT
);
CREATE INDEX copy_event_copy ON copy_event (copy, key);

CREATE TABLE guest_session (
  digest     BLOB   PRIMARY KEY,
  copy       BIGINT NOT NULL,
  link       BLOB   NOT NULL,               -- link secret, under the cookie
  data_key   BLOB,                          -- data key, under the cookie; null before proof
  seen_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX guest_session_copy ON guest_session (copy);
CREATE INDEX guest_session_expiry ON guest_session (expires_at);

CREATE TABLE one_time_code (
  key         BIGINT PRIMARY KEY,
  copy        BIGINT NOT NULL,
  mac         BLOB   NOT NULL,              -- under a key from the link secret
  asked_at    BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  tries       INTEGER NOT NULL,
  used        INTEGER NOT NULL
);
CREATE INDEX one_time_code_copy ON one_time_code (copy, key);

-- Wrong access codes, per recipient and organisation (SPEC 8.3).
CREATE TABLE access_code_failures (
  organisation   BIGINT NOT NULL,
  recipient_hash BLOB   NOT NULL,
  failures       INTEGER NOT NULL,
  PRIMARY KEY (organisation, recipient_hash)
);

-- Text messages of a day, for the organisation's budget (SPEC 8.3).
CREATE TABLE texts_sent (
  organisation BIGINT NOT NULL,
  day          BIGINT NOT NULL,             -- days since 1970, UTC
  sent         INTEGER NOT NULL,
  PRIMARY KEY (organisation, day)
);

CREATE TABLE trouble (
  copy BIGINT NOT NULL,
  kind TEXT   NOT NULL,
  day  BIGINT NOT NULL,
  PRIMARY KEY (copy, kind, day)
);

CREATE TABLE account_session (
  digest     BLOB   PRIMARY KEY,
  account    BIGINT NOT NULL,
  stage      TEXT   NOT NULL,               -- PENDING until the second factor
  seen_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX account_session_expiry ON account_session (expires_at);

CREATE TABLE sign_in_failures (
  address_hash BLOB PRIMARY KEY,
  failures     INTEGER NOT NULL,
  since        BIGINT NOT NULL
);

-- What Postern writes itself and still has to hand over: code mails, reports, texts. Sealed.
CREATE TABLE own_mail (
  key          BIGINT PRIMARY KEY,
  kind         TEXT   NOT NULL,
  organisation BIGINT NOT NULL,
  copy         BIGINT,
  recipient    BLOB   NOT NULL,             -- sealed address or number
  reverse_path TEXT   NOT NULL,
  queue_key    TEXT   NOT NULL,
  body         BLOB   NOT NULL,
  flags        INTEGER NOT NULL,            -- 1 8-bit, 2 SMTPUTF8, 4 may go in clear
  only_over    TEXT,                        -- what a next hop must prove
  created_at   BIGINT NOT NULL
);

-- The queue: narrow rows, one index. A lease with a fencing token, never a lock flag.
CREATE TABLE queue (
  key          BIGINT PRIMARY KEY,
  kind         INTEGER NOT NULL,            -- 1 copy, 2 own mail
  subject      BIGINT NOT NULL,             -- key of the copy or own mail
  organisation BIGINT NOT NULL,
  next_try     BIGINT NOT NULL,             -- while leased: when the lease ends
  attempts     INTEGER NOT NULL,
  leased       INTEGER NOT NULL,
  token        BIGINT NOT NULL,             -- of the newest lease
  created_at   BIGINT NOT NULL
);
CREATE INDEX queue_next ON queue (next_try);
CREATE UNIQUE INDEX queue_subject ON queue (kind, subject);
