"""Logins against what the machine's cores can hash, and their memory."""

import contextlib
import json
import os
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
        # The throttle counts failures alone, of which there are none.
        filled = stack.enter_context(databases.sqlite(1_000))
        ours = stack.enter_context(sendook(filled.url, core=None))
        rest = ours.status("VmRSS")
        bodies = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()), "bodies")
        with bodies.open("w") as lines:
            for _ in range(CLIENTS):
                account, _ = register(ours.address)
                print(json.dumps({name: account[name] for name in ("email", "password")}), file=lines)
        target = Target(ours.address, ("--path", "/auth/login", "--bodies", str(bodies), "--connections", str(CLIENTS)), core=None)

        def logins() -> float:
            return load(target, durations.seconds, durations.warm_up)["rate"]

        def hashes(*options: str) -> float:
            return json.loads(output([built()["hashes"], "--seconds", str(durations.seconds), *options]))["rate"]

        # Side by side: how fast the cores are changes with what else the machine does.
        rounds = [(hashes(), hashes("--all-cores"), logins()) for _ in range(durations.rounds)]
        peak = ours.status("VmHWM")
    alone, together, done = zip(*rounds)
    cores = os.cpu_count() or 1
    table.add(f"{CLIENTS} clients, logins/s", Spread(done).text(".1f"))
    table.add("hashes/s of all cores at once", Spread(together).text(".1f"))
    table.add("cores ÷ time of one hash on an idle machine, 1/s", Spread([cores * one for one in alone]).text(".1f"))
    table.add("logins, of what all cores hash at once", Spread([one / most for one, most in zip(done, together)]).text(".2f"))
    table.add(
        "logins, of cores ÷ time of one hash on an idle machine",
        Spread([one / (cores * most) for one, most in zip(done, alone)]).text(".2f"),
    )
    table.add("memory before, MiB", f"{rest:.0f}")
    table.add("most memory under logins, MiB", f"{peak:.0f}")
    table.notes.append("Service and load share all cores here.")
    return table
