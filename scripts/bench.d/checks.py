"""Key checks against bare actix-web: both databases, with and without the cache, in peace and under commits."""

import contextlib
import dataclasses
import itertools
import pathlib
import statistics
import tempfile

import databases
from loads import Durations, Target, compare, key_checks, load
from machine import LOAD
from programs import CACHE_SETTING, bare, sendook
from report import Table

KEYS = 100_000
COMMITS = 1_000
# How many of those commits change keys: half create one, half delete it.
KEY_CHANGES = 100
# Far fewer than the sampled keys, which come in turn: each has been forgotten when it comes again.
SMALL_CACHE = "1000"

# How a row is called, the settings that bring it about, and whether the hot keys are asked for.
CACHES = [
    ("hit", {}, True),
    ("miss", {CACHE_SETTING: SMALL_CACHE}, False),
    ("cache off", {CACHE_SETTING: "0"}, True),
]


def measure(durations: Durations) -> Table:
    table = Table(["database", "key check", "commits/s", "ours, of bare", "ours, requests/s", "bare, requests/s"])
    for database in (databases.sqlite, databases.postgres):
        with database(KEYS) as filled:
            for (name, settings, hot), busy in itertools.product(CACHES, (False, True)):
                one(table, durations, filled, name, settings, hot, busy)
    table.notes.append(
        f"{KEYS:,} keys, of which 10,000 are asked for (all of them for a miss). Commits are tried {COMMITS:,} a second, by other processes; "
        f"{KEY_CHANGES} of them are a second server's that creates and deletes keys; they take from the core of the bare handler as much as from ours. Each value is a median, with the least and the most."
    )
    return table


def one(
    table: Table, durations: Durations, filled: databases.Database, name: str, settings: dict, hot: bool, busy: bool
) -> None:
    credentials = filled.hot if hot else filled.sample
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ours = stack.enter_context(sendook(filled.url, **settings))
        saved = ours.saved_answer(filled.first_key())
        yardstick = key_checks(stack.enter_context(bare(saved)).address, credentials)
        target = key_checks(ours.address, credentials)
        if busy:
            target, yardstick = churned(stack, filled, folder, target, yardstick)
        changes: list[float] = []
        others: list[float] = []

        def rate(of: Target) -> float:
            seconds = durations.seconds + durations.warm_up
            before = filled.committed()
            with filled.commits(COMMITS - KEY_CHANGES) if busy else contextlib.nullcontext():
                report = load(of, durations.seconds, durations.warm_up)
                others.append((filled.committed() - before) / seconds)
            changes.append(2 * report["churned"] / seconds)
            return report["rate"]

        pairs = compare(lambda: rate(target), lambda: rate(yardstick), durations.rounds)
    # What was reached: a database that has no time left for them makes commits wait too.
    keys = statistics.median(changes)
    under = f"{statistics.median(others) + keys:,.0f}, {keys:.0f} of them keys" if busy else "none"
    table.add(filled.kind, name, under, *pairs.cells())


def churned(
    stack: contextlib.ExitStack, filled: databases.Database, folder: pathlib.Path, *targets: Target
) -> list[Target]:
    """The same targets, while a second server on the core of the load creates and deletes keys."""
    second = stack.enter_context(sendook(filled.url, core=LOAD))
    key = folder / "key"
    key.write_text(second.new_key())
    options = ("--churn", str(KEY_CHANGES / 2), "--churn-credentials", str(key), "--churn-address", second.address)
    return [dataclasses.replace(target, options=(*target.options, *options)) for target in targets]
