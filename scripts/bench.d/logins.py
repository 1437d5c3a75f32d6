"""Logins against what the machine's cores can hash, their memory, and the holders of keys meanwhile."""

import concurrent.futures
import contextlib
import json
import pathlib
import tempfile
import time

import databases
from loads import Durations, Spread, Target, key_checks, load
from programs import built, output, sendook
from report import Table
from service import PASSWORD

CLIENTS = 64
# One caller's pace.
KEY_CHECKS = ("--rate", "200", "--connections", "1")
# The memory for hashes goes back to the system 30 s after its last use.
AFTER_SECONDS = 35


def measure(durations: Durations) -> Table:
    table = Table(["what", "value"])
    seconds, warm_up = durations.seconds, durations.warm_up
    with contextlib.ExitStack() as stack:
        # The throttle counts failed logins alone, of which there are none.
        filled = stack.enter_context(databases.sqlite(1_000))
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
        after = ours.memory_mib("VmRSS")
    done = [logins for _, _, logins in rounds]
    together = [all_cores["rate"] for _, all_cores, _ in rounds]
    alone = [one_core["rate"] * all_cores["cores"] for one_core, all_cores, _ in rounds]
    table.add(f"{CLIENTS} clients, logins/s", Spread(done).text(".1f"))
    for name, limit in (("what all cores hash at once", together), ("cores ÷ time of one hash while the others idle", alone)):
        table.add(f"{name}, 1/s", Spread(limit).text(".1f"))
        table.add(f"logins, of {name}", Spread([logins / most for logins, most in zip(done, limit)]).text(".2f"))
    table.add("memory before, MiB", f"{rest:.0f}")
    table.add("most memory under logins, MiB", f"{peak:.0f}")
    table.add(f"memory {AFTER_SECONDS} s after, MiB", f"{after:.0f}")
    table.add("key checks meanwhile, median, ms (while idle)", f"{under:.2f} ({idle:.2f})")
    table.notes.append("Service and load share all cores here.")
    return table
