-- Who is who (SPEC 1.5, 2.1, 6.7, 14.3).
--
-- Keys are time-ordered and never leave the server. Times are epoch milliseconds, UTC. What is
-- sealed or digested was so before it came here: the directory holds no key.
-- PostgreSQL will read BYTEA for BLOB and BOOLEAN-like INTEGER stays INTEGER (0 and 1).

CREATE TABLE organisation (
  key             BIGINT  PRIMARY KEY,
  public_id       TEXT    NOT NULL UNIQUE,
  name            TEXT    NOT NULL UNIQUE,
  accent          TEXT,
  phone           TEXT,
  language        TEXT    NOT NULL,
  postmaster      TEXT,
  policy          TEXT    NOT NULL,        -- OrganisationPolicy.encode
  sender_copies   INTEGER NOT NULL,
  retention_days  INTEGER NOT NULL,
  countries       TEXT    NOT NULL,        -- blank-separated; empty for all
  sms_per_day     INTEGER NOT NULL,
  public_key      BLOB    NOT NULL,
  wrapped_private BLOB    NOT NULL,
  created_at      BIGINT  NOT NULL
);

-- Anybody may claim; the challenge tells whose claim is true.
CREATE TABLE domain_claim (
  organisation BIGINT NOT NULL,
  name         TEXT   NOT NULL,            -- A-label
  challenge    TEXT   NOT NULL,
  claimed_at   BIGINT NOT NULL,
  PRIMARY KEY (organisation, name)
);

-- One verified owner per domain over all organisations.
CREATE TABLE verified_domain (
  name         TEXT    PRIMARY KEY,
  organisation BIGINT  NOT NULL,
  assumed      INTEGER NOT NULL,           -- an operator's word instead of the record
  may_send     INTEGER NOT NULL,
  verified_at  BIGINT  NOT NULL
);
CREATE INDEX verified_domain_organisation ON verified_domain (organisation);

CREATE TABLE account (
  key          BIGINT  PRIMARY KEY,
  organisation BIGINT,                     -- null: a personal account
  name         TEXT    NOT NULL,
  language     TEXT,
  active       INTEGER NOT NULL,
  password     TEXT,                       -- Argon2id, PHC form
  totp         BLOB,                       -- sealed seed; with it the account has 2FA
  totp_step    BIGINT  NOT NULL,           -- the last time step used: each serves once
  created_at   BIGINT  NOT NULL
);
CREATE INDEX account_organisation ON account (organisation);

-- An address belongs to one account of the deployment.
CREATE TABLE account_address (
  address_key TEXT    PRIMARY KEY,         -- Mailbox.key
  account     BIGINT  NOT NULL,
  address     TEXT    NOT NULL,            -- in its own spelling
  is_primary  INTEGER NOT NULL
);
CREATE INDEX account_address_account ON account_address (account);

-- A personal account has proven what this organisation knows of it (SPEC 6.9).
CREATE TABLE account_satisfied (
  account      BIGINT NOT NULL,
  organisation BIGINT NOT NULL,
  at           BIGINT NOT NULL,
  PRIMARY KEY (account, organisation)
);

CREATE TABLE smtp_credential (
  key          BIGINT  PRIMARY KEY,
  organisation BIGINT  NOT NULL,
  login        TEXT    NOT NULL UNIQUE,
  label        TEXT    NOT NULL,
  digest       BLOB    NOT NULL,           -- keyed
  salt         BLOB    NOT NULL,
  iterations   INTEGER NOT NULL,
  stored_key   BLOB    NOT NULL,
  server_key   BLOB    NOT NULL,
  domains      TEXT    NOT NULL,           -- blank-separated; empty for all of the organisation's
  active       INTEGER NOT NULL,
  created_at   BIGINT  NOT NULL,
  used_at      BIGINT
);
CREATE INDEX smtp_credential_organisation ON smtp_credential (organisation);

-- A recipient is known by a keyed hash; the address beside it is sealed. A right may have become
-- proven by a Bcc copy, so its recipient is as secret as that.
CREATE TABLE proven_right (
  organisation   BIGINT NOT NULL,
  recipient_hash BLOB   NOT NULL,
  method         TEXT   NOT NULL,          -- SMS, ACCESS_CODE
  recipient      BLOB   NOT NULL,          -- sealed address
  detail         BLOB   NOT NULL,          -- sealed number, or public key of the code
  specified_at   BIGINT NOT NULL,
  proven_at      BIGINT NOT NULL,
  hint           TEXT,
  PRIMARY KEY (organisation, recipient_hash, method)
);

-- Nothing specified at or before this moment can become proven any more (SPEC 6.7).
CREATE TABLE right_deletion (
  organisation   BIGINT NOT NULL,
  recipient_hash BLOB   NOT NULL,
  method         TEXT   NOT NULL,
  deleted_at     BIGINT NOT NULL,
  PRIMARY KEY (organisation, recipient_hash, method)
);
