-- When the owner was last told of wrong codes: once a day at most.
ALTER TABLE accounts ADD COLUMN codes_told_ms INTEGER NOT NULL DEFAULT 0;

-- Whom a job is for, so that it goes with the account. Absent before there is one.
ALTER TABLE outbox ADD COLUMN account_id BLOB;
CREATE INDEX outbox_by_account ON outbox (account_id) WHERE account_id IS NOT NULL;
