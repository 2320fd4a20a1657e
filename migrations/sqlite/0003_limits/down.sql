DROP TABLE wrong_codes;
DROP TABLE rate_buckets;
