DROP TABLE known_devices;
DROP TABLE wrong_passwords;
DROP TABLE phone_codes;
DROP TABLE phones;
DROP TABLE address_proofs;
DROP TABLE outbox;
