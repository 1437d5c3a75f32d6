"""Logins against what the machine's cores can hash, and their memory."""

import contextlib
import json
import os
import pathlib
import tempfile

import databases
from loads import Durations, Spread, Target, compare, load
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

        def hashes() -> float:
            one = json.loads(output([built()["hashes"], "--seconds", str(durations.seconds)]))["rate"]
            return one * (os.cpu_count() or 1)

        pairs = compare(logins, hashes, durations.rounds)
        peak = ours.status("VmHWM")
    table.add(f"{CLIENTS} clients, logins/s", Spread(pairs.ours).text(".1f"))
    table.add("cores ÷ time of one hash, 1/s", Spread(pairs.theirs).text(".1f"))
    table.add("logins, of that", pairs.ratio().text(".2f"))
    table.add("memory before, MiB", f"{rest:.0f}")
    table.add("most memory under logins, MiB", f"{peak:.0f}")
    table.notes.append("Service and load share all cores here.")
    return table
