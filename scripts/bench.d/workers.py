"""Two workers on two cores against one on one, the load on the same cores, for the service and for bare actix-web."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import databases
from loads import Durations, compare, key_checks, load
from machine import BOTH, SERVER
from programs import bare, sendook
from report import Table

KEYS = 100_000


def measure(durations: Durations) -> Table:
    table = Table(["server", "two cores, of one", "two cores, requests/s", "one core, requests/s"])
    with contextlib.ExitStack() as stack:
        filled = stack.enter_context(databases.sqlite(KEYS))
        single = stack.enter_context(sendook(filled.url))
        double = stack.enter_context(sendook(filled.url, core=BOTH, SENDOOK_WORKERS="2"))
        saved = single.saved_answer(filled.first_key())
        servers = {
            "ours, on SQLite": (single.address, double.address),
            "bare": tuple(stack.enter_context(bare(saved, core=core, workers=n)).address for n, core in ((1, SERVER), (2, BOTH))),
        }

        def rate(address: str, core: int | str, generators: int) -> float:
            target = key_checks(address, filled.hot, core=core, spins=False)
            with ThreadPoolExecutor(generators) as pool:
                runs = [pool.submit(load, target, durations.seconds, durations.warm_up) for _ in range(generators)]
                return sum(run.result()["rate"] for run in runs)

        for name, (one, two) in servers.items():
            pairs = compare(lambda: rate(two, BOTH, 2), lambda: rate(one, SERVER, 1), durations.rounds)
            table.add(name, *pairs.cells())
    table.notes.append(
        "A hit on each server. The load shares the cores: one generator with one core, two with two, 64 connections each. "
        "What bare actix-web loses of 2 is the kernel's and the framework's."
    )
    return table
