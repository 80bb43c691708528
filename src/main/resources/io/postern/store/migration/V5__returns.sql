-- What leaves can come back (SPEC 2.4, 2.6, 8.12, 18).

-- The host in the reverse-path of what leaves for a From domain, one per verified domain. Without a
-- row the usual name below the domain is looked for. In use while SEEN in the DNS or ASSUMED.
CREATE TABLE return_path (
  domain     TEXT   PRIMARY KEY,           -- A-label of the From domain
  host       TEXT   NOT NULL,
  state      TEXT   NOT NULL,              -- WANTED, SEEN, ASSUMED, OFF
  checked_at BIGINT NOT NULL
);

-- The reverse-path its notification left with: code mails take the same one.
ALTER TABLE copy ADD COLUMN return_path TEXT;

-- What mail servers said about a copy after it had left. Status parts only, and few of them; nothing
-- of what they returned.
CREATE TABLE copy_report (
  key    BIGINT PRIMARY KEY,
  copy   BIGINT NOT NULL,
  at     BIGINT NOT NULL,
  kind   TEXT   NOT NULL,                  -- FAILED, DELAYED, DELIVERED, RELAYED, EXPANDED, AUTO_REPLY
  status TEXT,                             -- RFC 3463
  words  BLOB                              -- the peer's, at most 500 characters; sealed
);
CREATE INDEX copy_report_copy ON copy_report (copy, key);

-- Addresses that several people read, as far as a sender's organisation knows.
CREATE TABLE group_address (
  organisation   BIGINT NOT NULL,
  recipient_hash BLOB   NOT NULL,
  recipient      BLOB   NOT NULL,          -- sealed address
  marked_by      TEXT   NOT NULL,          -- ADMIN, LIST_ID
  marked_at      BIGINT NOT NULL,
  PRIMARY KEY (organisation, recipient_hash)
);
