"""What the pages on incidents say, after the incident has been brought about."""

import json

from account import Account, ask, must
from first_hour import must_have_one_fault, without_public_url
from page import Book
from sandbox import Sandbox

# As SQLite itself says it.
FILL = """
CREATE TRIGGER no_room BEFORE INSERT ON users BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END;
CREATE TRIGGER no_room_either BEFORE UPDATE ON invalidation_head BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END;
"""
EMPTY = "DROP TRIGGER no_room; DROP TRIGGER no_room_either;"


def leaked_key(book: Book, sandbox: Sandbox) -> None:
    page, rosa = "leaked-key", Account(sandbox, "rosa")
    other_id, other_key = rosa.make_key_with_key()
    # What is pasted at the terminal.
    (sandbox.root / "root/found.txt").write_text(f'deploy.sh: KEY="{rosa.key}" # rosa\n')
    identify = book.take(page)
    must("cat >/root/found.txt" in identify.text, identify)
    identify.text = "".join(line for line in identify.text.splitlines(True) if not line.startswith("cat >"))
    must(rosa.key_id in sandbox.obey(identify), "the key was not identified")
    told = sandbox.obey(book.take(page))
    must(told.endswith(f"{rosa.key_id} {rosa.organization}\n"), f"the ids are not {told}")

    ids = {"KEY_ID": rosa.key_id, "ORG": rosa.organization, "OTHER_KEY_ID": other_id}
    must("disabled (leaked)" in sandbox.obey(book.take(page), **ids), "the key was not ended")
    must(rosa.key_status() == 401, "a leaked key works")
    told = sandbox.obey(book.take(page), **ids)
    must("api_key.leaked" in told and "rosa@example.com" in told and other_id in told, f"what it did: {told}")
    sandbox.obey(book.take(page), **ids)
    must(ask(sandbox, "GET", "/v1/whoami", credential=other_key)[0] == 401, "the other key works")
    sandbox.obey(book.take(page), **ids)
    must("invalid_token" in sandbox.obey(book.take(page), LEAKED=f"{rosa.key} "), "a deleted key is not refused")


def sqlite(sandbox: Sandbox, statements: str) -> None:
    sandbox.run(sandbox.translated('runuser -u sendook -- sqlite3 /var/lib/sendook/sendook.db "$STATEMENTS"'), STATEMENTS=statements)


def full_disk(book: Book, sandbox: Sandbox) -> None:
    page = "full-disk"
    sqlite(sandbox, FILL)
    body = {"email": "late@example.com", "password": "seven quiet lanterns", "first_name": "Late"}
    status, answer = ask(sandbox, "POST", "/auth/register", body)
    must(status == 503, "the disk is not full")
    request = json.loads(answer)["requestId"]
    told = sandbox.obey(book.take("health-and-logs"), REQUEST_ID=request)
    must(f"request {request}: answered 503" in told.splitlines()[-1], f"the log does not say why: {told}")
    must("database_full" in sandbox.obey(book.take(page)), "the service does not say that the disk is full")
    sandbox.obey(book.take(page))
    sqlite(sandbox, EMPTY)
    told = sandbox.obey(without_public_url(book.take(page)))
    must('{"ready":true}' in told, f"there is room, but the service says {told}")
    must_have_one_fault(told)
    must(ask(sandbox, "POST", "/auth/register", body)[0] == 201, "there is room, but nobody can register")


def wrong_clock(book: Book, sandbox: Sandbox) -> None:
    """A database that was never swept is held back as one whose clock has jumped."""
    page = "wrong-clock"
    sandbox.obey(book.take(page))
    must("Nothing was deleted" in sandbox.obey(book.take(page), code=1), "a clock that was not watched is believed")
    must("Deleted:" in sandbox.obey(book.take(page)), "nothing was swept")
    must('{"ready":true}' in sandbox.obey(book.take(page)), "sweeping does not go on")
