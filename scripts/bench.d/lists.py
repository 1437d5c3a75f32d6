"""A list of ten inboxes against bare actix-web with the same bytes, on both databases."""

import contextlib
import pathlib
import tempfile

import databases
from loads import Durations, Target, compare, key_checks, load
from programs import bare, sendook
from report import Table

PATH, INBOXES, KEYS = "/v1/inboxes", 10, 100_000


def measure(durations: Durations) -> Table:
    table = Table(["database", "ours, of bare", "ours, requests/s", "bare, requests/s"])
    for database in (databases.sqlite, databases.postgres):
        with contextlib.ExitStack() as stack:
            filled = stack.enter_context(database(KEYS))
            ours = stack.enter_context(sendook(filled.url))
            credentials = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()), "key")
            key = ours.new_key()
            credentials.write_text(key)
            # The account has one already.
            for number in range(1, INBOXES):
                ours.client().ask("POST", PATH, {"name": f"Inbox {number}"}, key)
            theirs = stack.enter_context(bare(ours.saved_answer(key, PATH), PATH))

            def rate(target: Target) -> float:
                return load(target, durations.seconds, durations.warm_up)["rate"]

            targets = [key_checks(server.address, credentials, "--path", PATH) for server in (ours, theirs)]
            pairs = compare(lambda: rate(targets[0]), lambda: rate(targets[1]), durations.rounds)
        table.add(filled.kind, *pairs.cells())
    table.notes.append(f"`GET {PATH}` with one API key, {INBOXES} inboxes, among {KEYS:,} keys.")
    return table
