"""Databases with many keys, which are thrown away."""

import contextlib
import itertools
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse
from collections.abc import Iterator

from machine import LOAD, pinned
from programs import built, output

COLUMNS = {
    "organizations": ["id", "name", "created_at", "updated_at"],
    "api_keys": [
        *["id", "organization_id", "name", "environment", "active", "scopes", "restricted", "created_at"],
        "updated_at",
    ],
    "api_key_secrets": ["digest", "api_key_id", "hint", "created_at"],
}
# Of how many keys the credentials are used; all, where there are fewer.
SAMPLE = 100_000
# The schema of ours within a PostgreSQL server that others may use too.
SCHEMA = "sendook_bench"


class Database:
    """A migrated database with keys."""

    def __init__(self, kind: str, url: str, folder: pathlib.Path) -> None:
        self.kind, self.url = kind, url
        # Files of credentials, one a line: some of all keys, and a tenth of those.
        self.sample, self.hot = folder / "sample", folder / "hot"
        with self.sample.open() as sample, self.hot.open("w") as hot:
            hot.writelines(itertools.islice(sample, 0, None, 10))

    def some(self, count: int) -> pathlib.Path:
        """A file of so many credentials, evenly spread."""
        credentials = self.sample.read_text().splitlines(keepends=True)
        some = self.sample.with_name(f"{count}-of-all")
        some.write_text("".join(credentials[:: len(credentials) // count][:count]))
        return some

    def first_key(self) -> str:
        with self.hot.open() as keys:
            return keys.readline().strip()

    def committed(self) -> int:
        """How many of those unrelated commits there are by now."""
        count = "SELECT count(*) FROM audit_events WHERE action = 'load'"
        if self.kind == "PostgreSQL":
            return int(output([*psql(), "-A", "-t", "-c", count, self.url]))
        with contextlib.closing(sqlite3.connect(self.url.removeprefix("sqlite://"))) as connection:
            return connection.execute(count).fetchone()[0]

    @contextlib.contextmanager
    def commits(self, rate: int) -> Iterator[None]:
        """So many unrelated commits a second, from another process on the core of the load."""
        writer = pathlib.Path(__file__).with_name("commits.py")
        command = pinned(LOAD, [sys.executable, "-B", str(writer), self.url, str(rate)])
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        try:
            yield
            if process.poll() is not None:
                sys.exit("the background of commits has ended too early")
        finally:
            process.terminate()
            process.wait(timeout=30)


def psql() -> list[str]:
    return [os.path.join(os.environ["SENDOOK_TEST_POSTGRES_BIN"], "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1"]


def rows(folder: pathlib.Path, count: int) -> None:
    output([built()["keys"], "--count", str(count), "--sample", str(SAMPLE), str(folder)])


def migrate(url: str) -> None:
    output([built()["sendook"], "migrate"], env={"PATH": os.environ["PATH"], "DATABASE_URL": url})


@contextlib.contextmanager
def sqlite(count: int) -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = pathlib.Path(name)
        rows(folder, count)
        file = folder / "sendook.db"
        migrate(f"sqlite://{file}")
        connection = sqlite3.connect(file)
        with contextlib.closing(connection):
            fill_sqlite(connection, folder)
        yield Database("SQLite", f"sqlite://{file}", folder)


def fill_sqlite(connection: sqlite3.Connection, folder: pathlib.Path) -> None:
    # Indexes are made last, in one go each.
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN "
        "('organizations', 'api_keys', 'api_key_secrets')"
    ).fetchall()
    connection.execute("PRAGMA synchronous = OFF")
    for index, _ in indexes:
        connection.execute(f"DROP INDEX {index}")
    for table, columns in COLUMNS.items():
        with (folder / table).open(encoding="utf-8") as lines:
            values = (line.rstrip("\n").split("\t") for line in lines)
            if table == "api_key_secrets":
                values = ((bytes.fromhex(digest[3:]), *rest) for digest, *rest in values)
            marks = ", ".join("?" for _ in columns)
            connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
        (folder / table).unlink()
    for _, sql in indexes:
        connection.execute(sql)
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextlib.contextmanager
def postgres(count: int) -> Iterator[Database]:
    server = os.environ["SENDOOK_TEST_POSTGRES"]
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = pathlib.Path(name)
        rows(folder, count)
        output([*psql(), "-c", f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}", server])
        mark = "&" if "?" in server else "?"
        url = f"{server}{mark}options={urllib.parse.quote(f'-csearch_path={SCHEMA}')}"
        try:
            migrate(url)
            for table, columns in COLUMNS.items():
                copy = f"\\copy {table} ({', '.join(columns)}) FROM '{folder / table}'"
                output([*psql(), "-c", copy, url])
                (folder / table).unlink()
            output([*psql(), "-c", "VACUUM ANALYZE", url])
            yield Database("PostgreSQL", url, folder)
        finally:
            output([*psql(), "-c", f"DROP SCHEMA {SCHEMA} CASCADE", server])
