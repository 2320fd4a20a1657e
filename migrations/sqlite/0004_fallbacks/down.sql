ALTER TABLE accounts DROP COLUMN backup_tries_from_ms;
ALTER TABLE accounts DROP COLUMN backup_tries;
DROP TABLE backup_codes;
