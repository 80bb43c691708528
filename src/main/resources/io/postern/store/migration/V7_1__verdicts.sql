-- What the last look said of each record, so that a change for the worse is noticed (SPEC 2.2).
ALTER TABLE domain_standing ADD COLUMN verdicts TEXT NOT NULL DEFAULT '';
