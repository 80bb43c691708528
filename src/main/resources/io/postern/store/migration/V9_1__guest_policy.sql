-- What an organisation allows its guests (SPEC 8.3).
CREATE TABLE guest_policy (
  organisation  BIGINT PRIMARY KEY,
  remember_days INTEGER NOT NULL            -- 0: no device is remembered
);
