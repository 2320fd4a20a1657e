-- What a person needs to tell their sessions apart. Sessions that were opened before are of no known device.
-- Browser and system in a few words of ours, never the header they were read from.
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
-- The network that the session was opened from: its prefix, never a whole address.
ALTER TABLE sessions ADD COLUMN net TEXT NOT NULL DEFAULT '';
