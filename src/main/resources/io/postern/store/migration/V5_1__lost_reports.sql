-- Reports that nobody took. Whoever wrote the message sees them in its timeline; their organisation's
-- postmaster contact is told of them once a day (SPEC 11.4).
CREATE TABLE lost_report (
  key          BIGINT PRIMARY KEY,
  organisation BIGINT NOT NULL,
  copy         BIGINT NOT NULL,
  at           BIGINT NOT NULL
);
CREATE INDEX lost_report_organisation ON lost_report (organisation, at);
