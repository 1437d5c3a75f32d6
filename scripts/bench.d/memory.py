"""What a thousand idle connections, a minute at 90 % of the full load and a hit take of memory."""

import contextlib
import pathlib
import re
import resource
import shutil
import tempfile
import time
from collections.abc import Callable

import callgrind
import databases
from loads import Durations, key_checks, load
from programs import built, sendook
from report import Table
from service import Client, Service

KEYS = 100_000
# One address may hold 256 connections.
IDLE, ADDRESSES = 1_000, 8
SHARE, QUICK_SECONDS, SECONDS = 0.9, 5, 60
HITS = 2_000
ALLOCATING = ("malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc")


def measure(durations: Durations) -> Table:
    seconds = SECONDS if durations.seconds > 1 else QUICK_SECONDS
    table = Table(["what", "SQLite", "PostgreSQL"])
    columns = [found(database, durations, seconds) for database in (databases.sqlite, databases.postgres)]
    for what in columns[0]:
        table.add(what, *(column[what] for column in columns))
    table.notes.append(
        f"Memory is what Linux counts as the process's own (RssAnon). The connections are of {ADDRESSES} addresses, and each has had an answer "
        f"to a key check. The load asks for 10,000 of {KEYS:,} keys; growth is counted from the end of a run of the same length at full speed."
    )
    return table


def found(database: Callable, durations: Durations, seconds: float) -> dict[str, str]:
    with contextlib.ExitStack() as stack:
        filled = stack.enter_context(database(KEYS))
        ours = stack.enter_context(sendook(filled.url))
        target = key_checks(ours.address, filled.hot)
        most = load(target, seconds, durations.warm_up)["rate"]
        before = ours.memory_mib("RssAnon")
        load(target, seconds, 0, "--rate", f"{SHARE * most:.0f}")
        after = ours.memory_mib("RssAnon")
        each = idle_kib(ours, filled.first_key(), stack)
        allocated = allocations(filled) if shutil.which("valgrind") else "not counted: no valgrind"
    return {
        f"memory of each of {IDLE:,} idle connections, KiB": f"{each:.1f}",
        "memory after as long at full load, MiB": f"{before:.2f}",
        f"growth over {seconds} s at {SHARE:.0%} of it, MiB": f"{after - before:+.2f}",
        "allocations a hit, HTTP included": allocated,
    }


def idle_kib(ours: Service, key: str, stack: contextlib.ExitStack) -> float:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    before = ours.memory_mib("RssAnon")
    for number in range(IDLE):
        client = Client(ours.address, f"127.0.0.{1 + number % ADDRESSES}")
        stack.callback(client.connection.close)
        status, _ = client.ask("GET", "/v1/whoami", credential=key)
        if status != 200:
            raise SystemExit(f"a key check was answered with {status}")
    time.sleep(1)
    return (ours.memory_mib("RssAnon") - before) * 1024 / IDLE


def allocations(filled: databases.Database) -> str:
    """Calls of the allocator of the system, a request; callgrind counts them."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "callgrind")
        callgrind.counted(out, built()["sendook"], path="/v1/whoami", requests=HITS, DATABASE_URL=filled.url)
        calls = re.findall(r"^cfn=(\w+)\ncalls=(\d+)", out.read_text(errors="replace"), re.MULTILINE)
    return f"{sum(int(count) for name, count in calls if name in ALLOCATING) / HITS:.1f}"
