"""Lets two servers send the mails of one database, while one of them is killed again and again and the mail server refuses every fifth mail.

    crashes.py BINARY MAILS KILLS      on SQLite; on PostgreSQL where SENDOOK_TEST_POSTGRES is set
"""

import contextlib
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from typing import NamedTuple

from aiosmtpd.smtp import SMTP, Envelope, Session
from mail_server import Copy, MailServer
from service import Service

TAKEN, LATER = "250 2.0.0 Taken", "451 4.3.0 Try later"
# What a server was sending when it was killed came in at most so long before, or, as it was on its way, after.
CRASH_SECONDS = 5
# Both servers write the same `Message-ID`, and each another name beside its address.
VICTIM, SURVIVOR = "Victim", "Survivor"
# A mail is claimed for so long, and so long is the pause after it was refused once: longer ones alone are surely pauses.
CLAIM_SECONDS = 60
# Without a mail for so long, the run has failed.
STUCK_SECONDS = 150
COLUMNS = "id, kind, recipient, recipient_key, content, queued_at, due_at"
MAIL = "{id}, 'password_changed', {address}, {address}, '{{\"kind\":\"password_changed\",\"changed_from\":null}}', {now}, {now}"


class Taken(NamedTuple):
    """A mail that the mail server took: when, for whom, and from which server."""

    at: float
    recipient: str
    message_id: str
    sender: str


class Refusing(MailServer):
    """Takes four mails of five, and knows when it took which."""

    def __init__(self) -> None:
        super().__init__()
        self.came_in = 0
        self.taken: list[Taken] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.came_in += 1
        if self.came_in % 5 == 0:
            return LATER
        copy = Copy(envelope, False, TAKEN)
        sender = copy.message["From"].addresses[0].display_name
        self.taken.append(Taken(time.monotonic(), copy.recipients[0], copy.message["Message-ID"], sender))
        return TAKEN


class Database:
    """An outbox, filled and asked by statements of this script."""

    def __init__(self, folder: str) -> None:
        self.url = os.environ.get("SENDOOK_TEST_POSTGRES")
        self.name = "PostgreSQL" if self.url else "SQLite"
        self.file = pathlib.Path(folder, "sendook.db")

    def location(self) -> str:
        return self.url or f"sqlite://{self.file}"

    def ask(self, statement: str) -> str:
        if self.url:
            psql = os.path.join(os.environ["SENDOOK_TEST_POSTGRES_BIN"], "psql")
            command = [psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", self.url, "-c", statement]
            return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        with contextlib.closing(sqlite3.connect(self.file, timeout=30)) as database, database:
            row = database.execute(statement).fetchone()
            return str(row[0]) if row else ""

    def fill(self, mails: int) -> None:
        if self.url:
            numbers = f"generate_series(1, {mails}) AS number"
            padded, text = "lpad(number::text, 26, '0')", "number::text"
        else:
            next_one = f"SELECT number + 1 FROM numbers WHERE number < {mails}"
            numbers = f"(WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL {next_one}) SELECT number FROM numbers)"
            padded, text = "printf('%026d', number)", "number"
        values = MAIL.format(id=f"'mail_' || {padded}", address=f"'person.' || {text} || '@example.com'", now=now())
        self.ask(f"INSERT INTO outgoing_mails ({COLUMNS}) SELECT {values} FROM {numbers}")

    def waiting(self) -> int:
        return int(self.ask("SELECT count(*) FROM outgoing_mails"))

    def hurry(self) -> None:
        """Ends the longer pauses. A mail that is being sent stays claimed, or both servers would send it."""
        self.ask(f"UPDATE outgoing_mails SET due_at = 0 WHERE due_at > {now() + (CLAIM_SECONDS + 1) * 1_000_000}")


def now() -> int:
    return time.time_ns() // 1000


def server(program: str, name: str, database: Database, mails: MailServer) -> Service:
    return Service(
        program,
        DATABASE_URL=database.location(),
        SENDOOK_PUBLIC_URL="http://127.0.0.1",
        SENDOOK_SMTP_URL=f"smtp://127.0.0.1:{mails.port}",
        SENDOOK_MAIL_FROM=f"{name} <no-reply@mail.example.com>",
    )


def run(program: str, count: int, kills: int) -> str:
    """A sentence on what became of the mails; ends the script if one was lost, or sent twice without a crash."""
    killed: list[float] = []
    with tempfile.TemporaryDirectory() as folder, Refusing() as mails, contextlib.ExitStack() as running:
        database = Database(folder)
        victim = running.enter_context(server(program, VICTIM, database, mails))
        database.fill(count)
        running.enter_context(server(program, SURVIVOR, database, mails))
        began = time.monotonic()
        while database.waiting():
            quiet = time.monotonic() - max([began, *killed, *(taken.at for taken in mails.taken[-1:])])
            if quiet > STUCK_SECONDS:
                sys.exit(f"{database.waiting()} mails wait for ever:\n{victim.log.read_text()}")
            database.hurry()
            if len(killed) < kills and len(mails.taken) >= count * (len(killed) + 1) / (kills + 2):
                victim.process.kill()
                killed.append(time.monotonic())
                victim.process.wait()
                victim = running.enter_context(server(program, VICTIM, database, mails))
            time.sleep(0.2)
        seconds = time.monotonic() - began
        if len(killed) < kills:
            sys.exit(f"the mails were gone after {len(killed)} kills")
    lost, after_crash, otherwise = counted(mails.taken, count, killed)
    sentence = (
        f"{database.name}: {count} mails, {mails.came_in} attempts, {kills} times kill -9, {seconds:.0f} s: lost {lost}, "
        f"doubled by a crash with the same Message-ID {after_crash}, doubled otherwise {otherwise}"
    )
    if lost or otherwise:
        sys.exit(sentence)
    return sentence


def counted(taken: list[Taken], count: int, killed: list[float]) -> tuple[int, int, int]:
    """How many mails did not arrive, came in twice as a server was killed with the first copy, and came in twice for no such reason."""
    first: dict[str, Taken] = {}
    crashes: Counter[float] = Counter()
    otherwise = 0
    for copy in taken:
        before = first.setdefault(copy.recipient, copy)
        if before is copy:
            continue
        # The nearest: on a fast machine the one before may lie only two seconds back.
        crash = min(killed, key=lambda kill: abs(kill - before.at))
        by_crash = before.sender == VICTIM and abs(crash - before.at) <= CRASH_SECONDS
        # A server sends one mail at a time.
        if copy.message_id == before.message_id and by_crash and not crashes[crash]:
            crashes[crash] += 1
        else:
            otherwise += 1
            print(f"doubled: {before}, {copy}; killed at {killed}", flush=True)
    return count - len(first), crashes.total(), otherwise


if __name__ == "__main__":
    print(f"scripts/check-mail: {run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))}", flush=True)
