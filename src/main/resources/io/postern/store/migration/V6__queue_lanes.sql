-- The queue in lanes, and copies that are held (SPEC 1.10, 7.6, 7.10).

-- Where an item goes: a keyed number of its recipient's domain. Equal for equal domains, and says
-- nothing to whoever lacks the master key. 0: not known.
ALTER TABLE queue ADD COLUMN destination BIGINT NOT NULL DEFAULT 0;

-- Items of one bundle may share a transaction: the message, for those of its To and Cc recipients.
-- 0: goes alone, as every Bcc copy does.
ALTER TABLE queue ADD COLUMN bundle BIGINT NOT NULL DEFAULT 0;

-- A lane is what one organisation sends to one destination.
CREATE INDEX queue_lane ON queue (organisation, destination, next_try);

-- When an administrator last asked for a retry: what was known about dead hosts before counts no
-- more. One row.
CREATE TABLE queue_retry (
  asked_at BIGINT NOT NULL
);
INSERT INTO queue_retry (asked_at) VALUES (0);
