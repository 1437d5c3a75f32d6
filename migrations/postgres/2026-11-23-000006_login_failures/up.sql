-- `account` is the digest of an e-mail address, whether somebody has it or not; empty: any account.
CREATE TABLE login_failures (
    account BYTEA NOT NULL CHECK (octet_length(account) IN (0, 32)),
    address TEXT COLLATE "C" NOT NULL,
    failures BIGINT NOT NULL,
    since BIGINT NOT NULL,
    blocked_until BIGINT,
    PRIMARY KEY (account, address)
);

CREATE INDEX login_failures_by_time ON login_failures (since);
