"""Start to first answer, and memory at rest, on a database that exists."""

import http.client
import os
import socket
import subprocess
import time

import databases
from loads import Durations, Spread
from programs import built, sendook
from report import Table

KEYS = 100_000
STARTS = 20
REST_SECONDS = 3


def measure(_: Durations) -> Table:
    table = Table(["database", "start to first answer, ms", "memory at rest, MiB"])
    for database in (databases.sqlite, databases.postgres):
        with database(KEYS) as filled:
            times = Spread([start(filled.url) * 1000 for _ in range(STARTS)])
            with sendook(filled.url, core=None) as ours:
                time.sleep(REST_SECONDS)
                memory = ours.memory_mib("VmRSS")
        table.add(filled.kind, times.text(".0f"), f"{memory:.1f}")
    table.notes.append(f"{STARTS} starts with {KEYS:,} keys, from the start of the process to a 200 of `GET /health`.")
    return table


def start(url: str) -> float:
    """Seconds from the start of the process to its first answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": url, "SENDOOK_BIND": address, "RUST_LOG": "error"}
    begin = time.perf_counter()
    process = subprocess.Popen([built()["sendook"]], env=environment, stdin=subprocess.DEVNULL)
    try:
        while time.perf_counter() < begin + 60:
            try:
                connection = http.client.HTTPConnection(address, timeout=5)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    return time.perf_counter() - begin
            except OSError:
                time.sleep(0.0005)
        raise SystemExit("the service did not answer within a minute")
    finally:
        process.terminate()
        process.wait(timeout=60)
