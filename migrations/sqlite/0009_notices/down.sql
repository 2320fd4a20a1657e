DROP INDEX outbox_by_account;
ALTER TABLE outbox DROP COLUMN account_id;
ALTER TABLE accounts DROP COLUMN codes_told_ms;
