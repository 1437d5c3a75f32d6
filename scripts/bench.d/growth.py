"""What a key check costs when there are more and more keys."""

import contextlib

import databases
from checks import CACHES
from loads import Durations, Spread, key_checks, load
from programs import sendook
from report import Table

COUNTS = [1_000, 1_000_000, 10_000_000]
# As many of each: it is the size of the database that is asked about, not that of the traffic.
ASKED = 1_000


def measure(durations: Durations) -> Table:
    table = Table(["key check", *(f"{count:,} keys, requests/s" for count in COUNTS), "cost of the most, times the least"])
    kinds = [kind for kind in CACHES if kind[0] != "miss"]
    with contextlib.ExitStack() as stack:
        filled = [stack.enter_context(databases.sqlite(count)) for count in COUNTS]
        asked = [database.some(ASKED) for database in filled]
        for name, settings, _ in kinds:
            with contextlib.ExitStack() as servers:
                targets = []
                for database, credentials in zip(filled, asked):
                    address = servers.enter_context(sendook(database.url, **settings)).address
                    targets.append(key_checks(address, credentials))
                rates = [
                    [load(target, durations.seconds, durations.warm_up)["rate"] for target in targets]
                    for _ in range(durations.rounds)
                ]
            cost = Spread([least / most for least, *_, most in rates])
            by_count = [Spread(list(rate)).text(",.0f") for rate in zip(*rates)]
            table.add(name if name == "hit" else "miss (cache off)", *by_count, cost.text(".2f"))
    table.notes.append(f"On SQLite; {ASKED:,} keys that lie evenly among all of them are asked for.")
    return table
