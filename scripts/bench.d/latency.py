"""How long key checks take at half of what the server can do, while keys are created and deleted."""

import pathlib
import tempfile

import databases
from loads import Durations, Spread, key_checks, load
from programs import sendook
from report import Table

KEYS, CHANGES = 100_000, 100


def measure(durations: Durations) -> Table:
    table = Table(["database", "requests/s", "median, ms", "p99, ms", "p99.9, ms", "keys created and deleted a second"])
    for database in (databases.sqlite, databases.postgres):
        with database(KEYS) as filled, sendook(filled.url) as ours, tempfile.TemporaryDirectory() as folder:
            key = pathlib.Path(folder, "key")
            key.write_text(ours.new_key())
            target = key_checks(ours.address, filled.hot)
            half = load(target, durations.seconds, durations.warm_up)["rate"] / 2
            options = ["--rate", f"{half:.0f}", "--churn", str(CHANGES), "--churn-credentials", str(key)]
            seconds, warm_up = durations.seconds, durations.warm_up
            runs = [load(target, seconds, warm_up, *options) for _ in range(durations.rounds)]
            spreads = {name: Spread([run[name] for run in runs]) for name in ("p50_ms", "p99_ms", "p999_ms", "rate")}
            changes = Spread([run["churned"] / (seconds + warm_up) for run in runs])
            table.add(
                *(filled.kind, spreads["rate"].text(",.0f"), spreads["p50_ms"].text(".2f")),
                *(spreads["p99_ms"].text(".2f"), spreads["p999_ms"].text(".2f"), changes.text(".0f")),
            )
    table.notes.append(
        "Requests fall due by the clock, at half of the measured maximum, and latency counts from that moment: one that had to "
        "wait because the server was busy is late by the wait too. The same server changes the keys, each change flushed to the disk."
    )
    return table
