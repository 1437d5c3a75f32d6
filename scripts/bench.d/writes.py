"""Keys created and deleted, and registrations, against the store alone that makes the same transactions in loops."""

import contextlib
import itertools
import json
import pathlib
import tempfile
from collections.abc import Iterator

from loads import Durations, Target, compare, key_checks, load
from programs import built, output, sendook
from report import Table
from service import PASSWORD, Service

CLIENTS = (1, 16)
# Until the log of SQLite is used anew rather than made longer, which costs more.
WARM_UP = 2
# More than there is time for.
KEYS_A_SECOND, REGISTRATIONS_A_SECOND = 1_000_000, 1_000


def measure(durations: Durations) -> Table:
    table = Table(["what", "clients", "ours, of the loop", "ours, 1/s", "loop, 1/s"])
    for what, clients in itertools.product(("keys", "accounts"), CLIENTS):
        with contextlib.ExitStack() as stack:
            folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
            ours = stack.enter_context(sendook(f"sqlite://{folder / 'ours.db'}", core=None, SENDOOK_LOGIN_THROTTLE="off"))
            rates = (keys if what == "keys" else accounts)(ours, folder, clients, durations.seconds)
            loop = [built()["writes"], "--database-url", f"sqlite://{folder / 'loop.db'}", "--what", what]
            loop += ["--clients", str(clients), "--seconds", str(durations.seconds), "--warm-up", str(WARM_UP)]

            def of_loop() -> float:
                # Fresh, as builders of the loop's rows count from 1 in each process.
                for file in folder.glob("loop.db*"):
                    file.unlink()
                return json.loads(output(loop))["rate"]

            pairs = compare(lambda: next(rates), of_loop, durations.rounds)
        named = "key created and deleted" if what == "keys" else "registration, Argon2 on both sides"
        table.add(named, str(clients), *pairs.cells())
    table.notes.append(
        "SQLite, each commit flushed to the disk, two files on one disk. The loop hashes passwords too. "
        "Service, load and loop share all cores: a load that kept one busy would take it from the kernel's own threads, which write."
    )
    return table


def keys(ours: Service, folder: pathlib.Path, clients: int, seconds: float) -> Iterator[float]:
    """Pairs a second, round by round."""
    key = folder / "key"
    key.write_text(ours.new_key())
    # A key check a second, as a run has to ask for something.
    options = ["--connections", "1", "--rate", "1", "--churn", str(KEYS_A_SECOND), "--churn-credentials", str(key)]
    target = key_checks(ours.address, key, *options, "--churn-connections", str(clients), core=None)
    while True:
        yield load(target, seconds, WARM_UP)["churned"] / (seconds + WARM_UP)


def accounts(ours: Service, folder: pathlib.Path, clients: int, seconds: float) -> Iterator[float]:
    """Registrations a second, round by round."""
    bodies = folder / "bodies"
    options = ("--path", "/auth/register", "--bodies", str(bodies), "--expect", "201", "--connections", str(clients))
    for round_number in itertools.count():
        with bodies.open("w") as lines:
            for number in range(round(REGISTRATIONS_A_SECOND * (seconds + WARM_UP))):
                email = f"ada.{round_number}.{number}@example.com"
                print(json.dumps({"email": email, "password": PASSWORD, "first_name": "Ada"}), file=lines)
        yield load(Target(ours.address, options, core=None), seconds, WARM_UP)["rate"]
