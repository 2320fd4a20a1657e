-- Mail and SMS. A row is written in the transaction that it tells of, and leaves afterwards.
CREATE TABLE outbox (
    -- Random. The same in every attempt, so that mail server, gateway and reader can tell a repeat.
    id         BLOB    NOT NULL PRIMARY KEY,
    channel    TEXT    NOT NULL CHECK (channel IN ('mail', 'sms')),
    -- What it is, in one word: for the operator, who never sees recipient or text.
    kind       TEXT    NOT NULL,
    -- Recipient and what to say, sealed under a key outside the database; gone when it was taken.
    sealed     BLOB,
    state      TEXT    NOT NULL CHECK (state IN ('waiting', 'taken', 'dead')),
    attempts   INTEGER NOT NULL DEFAULT 0,
    -- When it is due. Whoever sends it puts this off first, so that no other does at the same time.
    next_ms    INTEGER NOT NULL,
    -- Afterwards it is of no use to anybody.
    ends_ms    INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    -- Why it was not taken the last time, in words without recipient and text.
    failure    TEXT,
    -- What the gateway has said of it since.
    report     TEXT CHECK (report IN ('buffered', 'accepted', 'delivered', 'failed'))
) STRICT;
CREATE INDEX outbox_due ON outbox (channel, next_ms) WHERE state = 'waiting';
CREATE INDEX outbox_done ON outbox (created_ms) WHERE state <> 'waiting';

-- Addresses that somebody is proving, before there is an account. Under the hash of the secret that only the browser has
-- which began it.
CREATE TABLE address_proofs (
    token_sha256 BLOB    NOT NULL PRIMARY KEY,
    address      TEXT    NOT NULL,
    -- Sealed under a key outside the database.
    code_box     BLOB    NOT NULL,
    tries_left   INTEGER NOT NULL,
    proven_ms    INTEGER,
    ends_ms      INTEGER NOT NULL
) STRICT;
CREATE INDEX address_proofs_by_end ON address_proofs (ends_ms);

-- Phones that have shown a code. The number is sealed under a key outside the database.
CREATE TABLE phones (
    account_id  BLOB    NOT NULL REFERENCES accounts (id),
    role        TEXT    NOT NULL CHECK (role IN ('main', 'reserve')),
    number_box  BLOB    NOT NULL,
    verified_ms INTEGER NOT NULL,
    PRIMARY KEY (account_id, role)
) STRICT;

-- Codes on their way to a phone, known or new: one for each role.
CREATE TABLE phone_codes (
    account_id BLOB    NOT NULL REFERENCES accounts (id),
    role       TEXT    NOT NULL CHECK (role IN ('main', 'reserve')),
    number_box BLOB    NOT NULL,
    code_box   BLOB    NOT NULL,
    tries_left INTEGER NOT NULL,
    ends_ms    INTEGER NOT NULL,
    PRIMARY KEY (account_id, role)
) STRICT;
CREATE INDEX phone_codes_by_end ON phone_codes (ends_ms);

-- Wrong passwords at an account, or at an address without one, since the first of the day. Counted alike, so that the time it
-- takes says nothing; `told` once its owner was.
CREATE TABLE wrong_passwords (
    subject BLOB    NOT NULL PRIMARY KEY,
    wrong   INTEGER NOT NULL,
    from_ms INTEGER NOT NULL,
    told    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX wrong_passwords_by_time ON wrong_passwords (from_ms);

-- From where an account was signed in to: a keyed hash of browser, system and provider. What is not here is news.
CREATE TABLE known_devices (
    account_id  BLOB    NOT NULL REFERENCES accounts (id),
    device_hmac BLOB    NOT NULL,
    seen_ms     INTEGER NOT NULL,
    PRIMARY KEY (account_id, device_hmac)
) STRICT;
CREATE INDEX known_devices_by_time ON known_devices (seen_ms);
