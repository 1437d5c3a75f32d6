"""Backups that are made, and restored after something was deleted."""

import dataclasses
import time

import database
from account import Account, must
from page import Book
from sandbox import Sandbox


def made_by(sandbox: Sandbox, pattern: str) -> list[str]:
    return sorted(path.name for path in (sandbox.root / "var/backups/sendook").glob(pattern))


def of_sqlite(book: Book, sandbox: Sandbox, ada: Account) -> None:
    backup = book.take("backup")
    before = made_by(sandbox, "*.db")
    sandbox.obey(backup)
    time.sleep(1.1)
    # Another one on the same day.
    sandbox.obey(backup)
    exact, files = made_by(sandbox, "*-exact.db"), made_by(sandbox, "*.db")
    must(len(exact) == 2 and len(files) == len(before) + 4, f"two backups in two ways made {files}")

    script = sandbox.root / "etc/cron.daily/sendook-backup"
    script.write_text(sandbox.translated(book.take("backup").text))
    must("-nightly.db" in sandbox.obey(book.take("backup")), "there is no backup of the night")

    rehearsal, restore = book.take("backup"), book.take("backup")
    compact = next(file for file in files if file not in exact + before)
    told = sandbox.obey(dataclasses.replace(rehearsal, text=rehearsal.text.replace("2026-03-01T030000.db", compact)))
    must("@example.com" in told, f"the copy of a backup has {told}")
    for file in (compact, made_by(sandbox, "*-nightly.db")[0], exact[-1]):
        ada.delete_key()
        sandbox.obey(dataclasses.replace(restore, text=restore.text.replace("2026-03-01T030000.db", file)))
        must(ada.key_status() == 200, f"a key of the backup {file} is unknown")


def dump(book: Book, sandbox: Sandbox) -> None:
    sandbox.obey(book.take("backup"))
    made = made_by(sandbox, "*.dump")
    must(len(made) == 1, f"a dump made {made}")
    sandbox.replacements.append(("2026-03-01T030000.dump", made[0]))
    sandbox.obey(book.take("backup"))
    count = "SELECT count(*), max(id) FROM audit_events"
    there, restored = (database.psql(sandbox, count, name) for name in ("sendook", "sendook_restored"))
    must(there == restored, f"the restored database has {restored}, not {there}")


def point_in_time(book: Book, sandbox: Sandbox, ada: Account) -> None:
    sandbox.obey(book.take("backup"))
    archiving = sandbox.translated(book.take("backup", "ini").text)
    with (sandbox.root / "etc/postgresql/15/main/postgresql.conf").open("a") as file:
        file.write(archiving)
    sandbox.run("systemctl stop postgresql@15-main && systemctl start postgresql@15-main")
    sandbox.obey(book.take("backup"))
    sandbox.wait_for_service()

    after_the_backup = Account(sandbox, "grace")
    moment = database.psql(sandbox, "SELECT now()")
    ada.delete_key()
    last = database.psql(sandbox, "SELECT pg_walfile_name(pg_current_wal_lsn()); SELECT pg_switch_wal()").splitlines()[0]
    for _ in range(300):
        if (sandbox.root / "archive" / last).exists():
            break
        time.sleep(0.1)
    today = next(path.name for path in (sandbox.root / "backup").iterdir())
    sandbox.replacements += [("2026-03-01 12:00:00+00", moment), ("/2026-03-01/", f"/{today}/")]
    sandbox.run("systemctl stop sendook")
    sandbox.obey(book.take("backup"))
    for _ in range(300):
        if database.psql(sandbox, "SELECT pg_is_in_recovery()") == "f":
            break
        time.sleep(0.1)
    sandbox.run("systemctl start sendook")
    sandbox.wait_for_service()
    must(after_the_backup.key_status() == 200, "what came after the base backup and before the moment is not there")
    must(ada.key_status() == 200, "what came after the moment is there")
