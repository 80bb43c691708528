-- What the DNS says of the domains we send for, and the keys we sign with (SPEC 2.2 to 2.5).
--
-- Both stand apart from verified_domain: our own host's domain has keys too, and belongs to nobody.

-- The two keys of one number are made, published, used and retired together.
CREATE TABLE dkim_key (
  key        BIGINT  PRIMARY KEY,
  domain     TEXT    NOT NULL,              -- A-label
  selector   TEXT    NOT NULL,
  pair       INTEGER NOT NULL,              -- 1 or 2
  algorithm  TEXT    NOT NULL,
  record     TEXT    NOT NULL,              -- the public half, as it stands in the DNS
  private    BLOB    NOT NULL,              -- sealed
  state      TEXT    NOT NULL,              -- UPCOMING, ACTIVE, RETIRING
  live       INTEGER NOT NULL,              -- 1 when the last look found it in the DNS
  made_at    BIGINT  NOT NULL,
  state_at   BIGINT  NOT NULL,              -- since when it is in this state
  UNIQUE (domain, selector)
);

-- No row: nobody looked yet; whether the domain may send was an operator's word.
CREATE TABLE domain_standing (
  domain            TEXT   PRIMARY KEY,     -- A-label
  send_rule         TEXT   NOT NULL,        -- CHECKS, YES, NO
  challenge         TEXT,                   -- of the ownership record; null: an operator's word
  checked_at        BIGINT,
  complete_since    BIGINT,                 -- null until all that SPEC 2.5 wants was seen once
  incomplete_since  BIGINT,                 -- null while it is there
  unowned_since     BIGINT,                 -- null while the ownership record is there
  warned_at         BIGINT,
  lacks             TEXT   NOT NULL         -- blank-separated: OWNERSHIP, DKIM, PATH
);
