"""Logins against what the machine's cores can hash, and their memory."""

import http.client
import json
import os
import threading
import time

import databases
from loads import Durations, Spread, compare
from programs import Program, built, output, sendook
from report import Table

CLIENTS = 64
PASSWORD = "seven quiet lanterns"


def measure(durations: Durations) -> Table:
    table = Table(["what", "value"])
    # The throttle counts failures alone, of which there are none.
    with databases.sqlite(1_000) as filled, sendook(filled.url, core=None) as ours:
        rest = ours.status("VmRSS")
        for number in range(CLIENTS):
            ask(connect(ours), "/auth/register", 201, first_name="Ada", **account(number))

        def logins() -> float:
            return logged_in(ours, durations.seconds)

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
    table.notes.append("Service and clients share all cores here.")
    return table


def account(number: int) -> dict[str, str]:
    return {"email": f"ada.{number}@example.com", "password": PASSWORD}


def connect(ours: Program) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(ours.address, timeout=60)


def ask(connection: http.client.HTTPConnection, path: str, expected: int, **body: str) -> None:
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != expected:
        raise SystemExit(f"{path} was answered with {answer.status}: {said.decode()}")


def logged_in(ours: Program, seconds: float) -> float:
    """Logins a second, by clients that go on until the time is over."""
    done: list[float] = []
    failed: list[SystemExit] = []
    start = time.monotonic()

    def run(number: int) -> None:
        connection = connect(ours)
        try:
            while time.monotonic() < start + seconds:
                ask(connection, "/auth/login", 200, **account(number))
                done.append(time.monotonic())
        except SystemExit as failure:
            failed.append(failure)

    threads = [threading.Thread(target=run, args=[number]) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    # Those that were under way when the time was over count too, and so does their time.
    return len(done) / (max(done) - start)
