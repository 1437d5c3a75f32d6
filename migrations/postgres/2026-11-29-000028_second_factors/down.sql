ALTER TABLE organizations DROP COLUMN requires_second_factor;
DROP TABLE second_factor_logins;
DROP TABLE recovery_codes;
DROP TABLE factors;
