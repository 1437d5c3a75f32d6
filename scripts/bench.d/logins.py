"""Logins against what the machine's cores can hash, and their memory."""

import contextlib
import json
import pathlib
import tempfile

import databases
from loads import Durations, Spread, Target, load
from programs import built, output, register, sendook
from report import Table

CLIENTS = 64


def measure(durations: Durations) -> Table:
    table = Table(["what", "value"])
    with contextlib.ExitStack() as stack:
        # The throttle counts failed logins alone, of which there are none.
        filled = stack.enter_context(databases.sqlite(1_000))
        ours = stack.enter_context(sendook(filled.url, core=None))
        rest = ours.status("VmRSS")
        bodies = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()), "bodies")
        with bodies.open("w") as lines:
            for number in range(CLIENTS):
                account, _ = register(ours.address, 1 + number)
                print(json.dumps({name: account[name] for name in ("email", "password")}), file=lines)
        target = Target(ours.address, ("--path", "/auth/login", "--bodies", str(bodies), "--connections", str(CLIENTS)), core=None)

        def logins() -> float:
            return load(target, durations.seconds, durations.warm_up)["rate"]

        def hashes(*options: str) -> dict:
            return json.loads(output([built()["hashes"], "--seconds", str(durations.seconds), *options]))

        # Side by side: how fast the cores are changes with what else the machine does.
        rounds = [(hashes(), hashes("--all-cores"), logins()) for _ in range(durations.rounds)]
        peak = ours.status("VmHWM")
    done = [logins for _, _, logins in rounds]
    together = [all_cores["rate"] for _, all_cores, _ in rounds]
    alone = [one_core["rate"] * all_cores["cores"] for one_core, all_cores, _ in rounds]
    table.add(f"{CLIENTS} clients, logins/s", Spread(done).text(".1f"))
    for name, limit in (("what all cores hash at once", together), ("cores ÷ time of one hash while the others idle", alone)):
        table.add(f"{name}, 1/s", Spread(limit).text(".1f"))
        table.add(f"logins, of {name}", Spread([logins / most for logins, most in zip(done, limit)]).text(".2f"))
    table.add("memory before, MiB", f"{rest:.0f}")
    table.add("most memory under logins, MiB", f"{peak:.0f}")
    table.notes.append("Service and load share all cores here.")
    return table
