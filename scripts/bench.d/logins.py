"""Logins against what the machine's cores can hash, their memory, and the holders of keys meanwhile."""

import concurrent.futures
import contextlib
import json
import pathlib
import tempfile
import time
from collections.abc import Callable

import databases
from loads import Durations, Spread, Target, key_checks, load
from programs import built, output, sendook
from report import Table
from service import PASSWORD

CLIENTS = 64
# One caller's pace.
KEY_CHECKS = ("--rate", "200", "--connections", "1")
# The memory for hashes goes back to the system 30 s after its last use.
AFTER_SECONDS = 45


def measure(durations: Durations) -> Table:
    table = Table(["what", "SQLite", "PostgreSQL"])
    columns = [found(database, durations) for database in (databases.sqlite, databases.postgres)]
    for what in columns[0]:
        table.add(what, *(column[what] for column in columns))
    table.notes.append("Service and load share all cores here; the service is the same build, with both databases.")
    return table


def found(database: Callable, durations: Durations) -> dict[str, str]:
    seconds, warm_up = durations.seconds, durations.warm_up
    with contextlib.ExitStack() as stack:
        # The throttle counts failed logins alone, of which there are none.
        filled = stack.enter_context(database(1_000))
        ours = stack.enter_context(sendook(filled.url, core=None))
        rest = ours.memory_mib("VmRSS")
        bodies = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()), "bodies")
        with bodies.open("w") as lines:
            for number in range(CLIENTS):
                email = f"ada.{number}@example.com"
                ours.register(email, number=1 + number)
                print(json.dumps({"email": email, "password": PASSWORD}), file=lines)
        logins = Target(ours.address, ("--path", "/auth/login", "--bodies", str(bodies), "--connections", str(CLIENTS)), core=None)
        checks = key_checks(ours.address, filled.hot, *KEY_CHECKS, core=None)

        def hashes(*options: str) -> dict:
            return json.loads(output([built()["hashes"], "--seconds", str(seconds), *options]))

        # Side by side: how fast the cores are changes with what else the machine does.
        rounds = [(hashes(), hashes("--all-cores"), load(logins, seconds, warm_up)["rate"]) for _ in range(durations.rounds)]
        idle = load(checks, seconds, warm_up)["p50_ms"]
        with concurrent.futures.ThreadPoolExecutor() as both:
            busy = both.submit(load, logins, seconds, 2 * warm_up)
            under = load(checks, seconds, warm_up)["p50_ms"]
            busy.result()
        peak = ours.memory_mib("VmHWM")
        time.sleep(AFTER_SECONDS)
        after, own = ours.memory_mib("VmRSS"), ours.memory_mib("RssAnon")
    done = [logins for _, _, logins in rounds]
    limits = {
        "what all cores hash at once": [together["rate"] for _, together, _ in rounds],
        "cores ÷ time of one hash while the others idle": [one["rate"] * all_["cores"] for one, all_, _ in rounds],
    }
    ratios = {}
    for name, limit in limits.items():
        ratios[f"{name}, 1/s"] = Spread(limit).text(".1f")
        ratios[f"logins, of {name}"] = Spread([logins / most for logins, most in zip(done, limit)]).text(".2f")
    return {
        f"{CLIENTS} clients, logins/s": Spread(done).text(".1f"),
        **ratios,
        "key checks meanwhile, median, ms (while idle)": f"{under:.2f} ({idle:.2f})",
        "memory before, MiB": f"{rest:.0f}",
        "most memory under logins, MiB": f"{peak:.0f}",
        f"memory {AFTER_SECONDS} s after, MiB (its own, without pages of files)": f"{after:.0f} ({own:.0f})",
    }
