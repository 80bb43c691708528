-- Attachments that a directly delivered message left behind as links (SPEC 10).

-- One link opens one part for one recipient. The server knows it by its digest; the secret stands
-- in the message that left, and here only while that message waits to be handed over.
CREATE TABLE file_link (
  key         BIGINT  PRIMARY KEY,
  public_id   TEXT    NOT NULL UNIQUE,
  copy        BIGINT  NOT NULL,
  message     BIGINT  NOT NULL,
  part        TEXT    NOT NULL,            -- id in the message's part tree
  digest      BLOB    NOT NULL UNIQUE,
  slot        BLOB,                        -- null: opens no more
  card        BLOB,                        -- what may be known before proof, under the link's secret
  only_over   TEXT    NOT NULL,            -- what a next hop must prove before it gets the code
  wanted      INTEGER NOT NULL,            -- stands in the form of the message that is being sent
  pending_key TEXT,
  pending     BLOB,                        -- the link's secret, sealed, until hand-over
  made_at     BIGINT  NOT NULL,
  sent_at     BIGINT,
  ended_at    BIGINT,
  revoked     INTEGER NOT NULL,
  fetched_at  BIGINT                       -- first download
);
CREATE INDEX file_link_copy ON file_link (copy, key);
CREATE INDEX file_link_message ON file_link (message);

-- A browser at the door of a copy's files.
CREATE TABLE file_session (
  digest     BLOB    PRIMARY KEY,
  copy       BIGINT  NOT NULL,
  anchor     BIGINT  NOT NULL,             -- the link whose secret the codes are bound to
  proven     INTEGER NOT NULL,
  seen_at    BIGINT  NOT NULL,
  expires_at BIGINT  NOT NULL
);
CREATE INDEX file_session_copy ON file_session (copy);
CREATE INDEX file_session_expiry ON file_session (expires_at);

CREATE TABLE file_session_link (
  session BLOB   NOT NULL,
  link    BIGINT NOT NULL,
  secret  BLOB   NOT NULL,                 -- the link's secret, under the cookie
  PRIMARY KEY (session, link)
);

-- Nobody would take the mail with the code, or nobody who may have it.
ALTER TABLE one_time_code ADD COLUMN lost INTEGER NOT NULL DEFAULT 0;
