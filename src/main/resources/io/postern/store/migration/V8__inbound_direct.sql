-- Inbound direct delivery: an organisation takes its own people's messages in its own mail server
-- (SPEC 7.5). One server for all of its verified domains.
CREATE TABLE inbound_direct (
  organisation BIGINT  PRIMARY KEY,
  host         TEXT    NOT NULL,           -- A-label; what its certificate is made out to
  port         INTEGER NOT NULL,
  requirement  TEXT    NOT NULL,           -- RequirementText.encode
  active       INTEGER NOT NULL,
  changed_at   BIGINT  NOT NULL
);
