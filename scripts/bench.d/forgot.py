"""Whether the time of `POST /auth/password/forgot` tells which accounts exist."""

import statistics
import sys
import time
from collections.abc import Callable

import databases
from loads import Durations
from programs import sendook
from report import Table

# No more mails to one address are kept in an hour.
MAILS_PER_ADDRESS = 3
WARM_UP = 10
# One client may ask for 50 in five minutes.
ROUNDS_PER_CLIENT = 20
# Nothing listens there: mails wait, so that what is sent meanwhile takes no time from what is measured.
MAIL = {"SENDOOK_SMTP_URL": "smtp://127.0.0.1:9", "SENDOOK_MAIL_FROM": "no-reply@example.com", "SENDOOK_PUBLIC_URL": "http://127.0.0.1"}


def measure(durations: Durations) -> Table:
    table = Table(["database", "for an account, median, ms", "without an account, median, ms", "ratio"])
    # 100 addresses of each kind, or 40 in short runs.
    addresses = round(durations.rounds * 14.3)
    for database in (databases.sqlite, databases.postgres):
        table.add(*found(database, addresses))
    table.notes.append(f"{addresses * MAILS_PER_ADDRESS} requests of each kind, in turn; the mail server is away.")
    return table


def found(database: Callable, addresses: int) -> tuple[str, ...]:
    # The throttle is off, as one client registers all.
    with database(1) as filled, sendook(filled.url, core=None, SENDOOK_LOGIN_THROTTLE="off", **MAIL) as service:
        for number in range(addresses):
            service.register(f"person.{number}@example.com")
        times: dict[str, list[float]] = {"person": [], "nobody": []}
        for round_ in range(addresses * MAILS_PER_ADDRESS):
            if round_ % ROUNDS_PER_CLIENT == 0:
                client = service.client(2 + round_ // ROUNDS_PER_CLIENT)
                client.connection.connect()
            # Each goes first in turn, so that what else the machine does falls on both.
            for kind in sorted(times, reverse=round_ % 2 == 1):
                body = {"email": f"{kind}.{round_ % addresses}@example.com"}
                start = time.perf_counter()
                status, answer = client.ask("POST", "/auth/password/forgot", body)
                took = time.perf_counter() - start
                if (status, answer) != (202, b'{"success":true}'):
                    sys.exit(f"a forgotten password was answered with {status}: {answer.decode()}")
                # The first rounds warm up memory and caches.
                if round_ >= WARM_UP:
                    times[kind].append(took * 1000)
    person, nobody = map(statistics.median, times.values())
    return filled.kind, f"{person:.2f}", f"{nobody:.2f}", f"{person / nobody:.3f}"
