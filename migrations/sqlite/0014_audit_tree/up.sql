-- The audit log as a Merkle tree (RFC 6962): the hash of every perfect subtree, the leaves' included. The node at `level` with
-- `position` is over the entries from position * 2^level on. Entries from before get theirs at the next start.
CREATE TABLE audit_nodes (
    level INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, position)
) WITHOUT ROWID;

-- The tree stands in its place.
ALTER TABLE audit_entries DROP COLUMN chain;
