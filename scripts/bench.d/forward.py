"""The question of a gateway, `/forward-auth`, against `GET /v1/whoami` of the same service, on both databases."""

import databases
from loads import Durations, Target, compare, key_checks, load
from programs import sendook
from report import Table

PATH, KEYS = "/forward-auth", 100_000
# What is asked in the query, by the name of its row.
QUESTIONS = {"any valid key": "", "a scope": "?scope=inboxes:read", "a scope and the environment": "?scope=inboxes:read&environment=production"}


def measure(durations: Durations) -> Table:
    table = Table(["database", "asked for", f"{PATH}, of whoami", f"{PATH}, requests/s", "whoami, requests/s"])
    for database in (databases.sqlite, databases.postgres):
        with database(KEYS) as filled, sendook(filled.url) as ours:
            whoami = key_checks(ours.address, filled.hot)
            for name, query in QUESTIONS.items():
                question = key_checks(ours.address, filled.hot, "--path", PATH + query, "--expect", "204")

                def rate(target: Target) -> float:
                    return load(target, durations.seconds, durations.warm_up)["rate"]

                pairs = compare(lambda: rate(question), lambda: rate(whoami), durations.rounds)
                table.add(filled.kind, name, *pairs.cells())
    table.notes.append(f"10,000 of {KEYS:,} keys, which the service has copies of, on the same process in turn.")
    return table
