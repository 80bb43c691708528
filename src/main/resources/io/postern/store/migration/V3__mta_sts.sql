-- MTA-STS policies of recipient domains (RFC 8461). A policy binds until it runs out, also while the
-- domain's record or its web server cannot be reached: that is what it is kept for. Public data.
-- Times are epoch milliseconds, UTC.
CREATE TABLE mta_sts_policy (
  domain     TEXT   PRIMARY KEY,            -- A-label
  policy_id  TEXT   NOT NULL,               -- id of the TXT record it was fetched for
  policy     TEXT   NOT NULL,               -- as fetched
  fetched_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,               -- fetched_at + max_age
  refresh_at BIGINT NOT NULL,               -- when to fetch it anew
  used_at    BIGINT NOT NULL                -- to the day; what nobody uses is not refreshed
);
CREATE INDEX mta_sts_policy_expiry ON mta_sts_policy (expires_at);
CREATE INDEX mta_sts_policy_refresh ON mta_sts_policy (refresh_at);
