-- How much of a limit is used up, for what must outlive a restart: sign-in and registration. Whom it is about is a keyed
-- hash, whose key is outside the database: no row holds an address, of a person or of a network.
CREATE TABLE rate_buckets (
    rule    INTEGER NOT NULL,
    subject BLOB    NOT NULL,
    -- When the bucket is full again, in microseconds since 1970 UTC.
    full_us INTEGER NOT NULL,
    PRIMARY KEY (rule, subject)
) STRICT;
CREATE INDEX rate_buckets_by_end ON rate_buckets (full_us);

-- Wrong codes of each account, within thirty days from the first of them. A right code does not take them back.
CREATE TABLE wrong_codes (
    account_id BLOB    NOT NULL PRIMARY KEY,
    wrong      INTEGER NOT NULL,
    from_ms    INTEGER NOT NULL
) STRICT;
CREATE INDEX wrong_codes_by_time ON wrong_codes (from_ms);
