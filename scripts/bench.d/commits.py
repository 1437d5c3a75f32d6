"""Commits to a database again and again, in rows that have nothing to do with keys, until it is ended.

    commits.py URL RATE
"""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable

# As many as fall due while it sleeps come together, one transaction each.
NAP_SECONDS = 0.005
INSERT = "INSERT INTO audit_events (id, at, action, actor_kind) VALUES ('load_{0}_{1}', {1}, 'load', 'system')"


def writer(url: str) -> Callable[[range], None]:
    """Makes a commit for each number."""
    process = os.getpid()
    if url.startswith("sqlite://"):
        connection = sqlite3.connect(url.removeprefix("sqlite://"), timeout=30, isolation_level=None)
        # What reaches the disk when is its own affair; what readers see is the same.
        connection.execute("PRAGMA synchronous = NORMAL")

        def to_sqlite(numbers: range) -> None:
            for number in numbers:
                connection.execute(INSERT.format(process, number))

        return to_sqlite
    psql = os.path.join(os.environ["SENDOOK_TEST_POSTGRES_BIN"], "psql")
    pipe = subprocess.Popen([psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", url], stdin=subprocess.PIPE, text=True).stdin
    pipe.write("SET synchronous_commit = off;\n")

    def to_postgres(numbers: range) -> None:
        # All in one message: on a busy core each message waits for its turn, and the rate would sink with that.
        commits = (f"BEGIN\\; {INSERT.format(process, number)}\\; COMMIT" for number in numbers)
        pipe.write("\\; ".join(commits) + ";\n")
        pipe.flush()

    return to_postgres


def main() -> None:
    commit, rate = writer(sys.argv[1]), float(sys.argv[2])
    start, done = time.monotonic(), 0
    while True:
        time.sleep(NAP_SECONDS)
        due = int((time.monotonic() - start) * rate)
        if due > done:
            commit(range(done, due))
            done = due


if __name__ == "__main__":
    main()
