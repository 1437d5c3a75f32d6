"""Whether the time of a failed login tells which accounts exist."""

import statistics
import sys
import time

from loads import Durations
from programs import built
from report import Table
from service import PASSWORD, Service

LOGINS = 200


def measure(_: Durations) -> Table:
    # The throttle is off, or it would answer.
    with Service(built()["sendook"], SENDOOK_LOGIN_THROTTLE="off") as service:
        service.register("ada@example.com")
        client = service.client()
        times: dict[str, list[float]] = {"ada@example.com": [], "nobody@example.com": []}
        for round_ in range(-10, LOGINS // 2):
            # Each goes first in turn, so that what else the machine does falls on both.
            for email, taken in sorted(times.items(), reverse=round_ % 2 == 1):
                start = time.perf_counter()
                status, _ = client.ask("POST", "/auth/login", {"email": email, "password": "wrong " + PASSWORD})
                took = time.perf_counter() - start
                if status != 401:
                    sys.exit(f"a failed login was answered with {status}")
                # The first rounds warm up memory and caches.
                if round_ >= 0:
                    taken.append(took * 1000)
    known, unknown = map(statistics.median, times.values())
    table = Table(["failed login of a known account, median, ms", "of an unknown account", "difference"])
    table.add(f"{known:.2f}", f"{unknown:.2f}", f"{abs(known - unknown) / min(known, unknown):.1%}")
    table.notes.append(f"{LOGINS} logins, in turn.")
    return table
