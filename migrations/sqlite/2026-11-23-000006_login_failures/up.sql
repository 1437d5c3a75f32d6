-- `account` is the digest of an e-mail address, whether somebody has it or not; empty: any account.
CREATE TABLE login_failures (
    account BLOB NOT NULL CHECK (length(account) IN (0, 32)),
    address TEXT NOT NULL,
    failures INTEGER NOT NULL,
    since INTEGER NOT NULL,
    blocked_until INTEGER,
    PRIMARY KEY (account, address)
) STRICT, WITHOUT ROWID;

CREATE INDEX login_failures_by_time ON login_failures (since);
