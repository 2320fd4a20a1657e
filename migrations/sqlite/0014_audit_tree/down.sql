ALTER TABLE audit_entries ADD COLUMN chain BLOB;
DROP TABLE audit_nodes;
DELETE FROM installation WHERE name = 'log';
