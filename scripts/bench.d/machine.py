"""The machine that is measured on: which cores do what, how busy they were, and its description."""

import os
import pathlib
import platform
import re
import subprocess
import sys


def cores() -> tuple[int, int]:
    """The core of the server and that of the load."""
    every = range(os.cpu_count() or 1)
    # Whoever started this program for a PostgreSQL server on one core left it there too.
    os.sched_setaffinity(0, every)
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < 2:
        sys.exit("scripts/bench: two cores are needed, one for the server and one for the load")
    return allowed[0], allowed[1]


SERVER, LOAD = cores()


def pinned(core: int, command: list[str]) -> list[str]:
    return ["taskset", "-c", str(core), *command]


class Busy:
    """How busy both cores are from `with` to the end of it, from 0 to 1."""

    def __enter__(self) -> "Busy":
        self.before = self.times()
        return self

    def __exit__(self, *_: object) -> None:
        after = self.times()
        shares = []
        for core in (SERVER, LOAD):
            idle, total = (now - then for now, then in zip(after[core], self.before[core]))
            shares.append(1 - idle / max(total, 1))
        self.server, self.load = shares

    @staticmethod
    def times() -> dict[int, tuple[int, int]]:
        found = {}
        for line in pathlib.Path("/proc/stat").read_text().splitlines():
            if core := re.match(r"cpu(\d+) ", line):
                times = [int(time) for time in line.split()[1:9]]
                # Idle, and idle because of the disk.
                found[int(core[1])] = (times[3] + times[4], sum(times))
        return found


def described() -> str:
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())
    return (
        f"{os.cpu_count()} cores ({cpu[1] if cpu else platform.machine()}), {int(memory[1]) / 2**20:.0f} GiB, "
        f"Linux {platform.release().split('-')[0]}"
    )


def version(*command: str) -> str:
    """The first number with a dot that a program says of itself."""
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return "absent"
    found = re.search(r"\d+\.\d[\w.]*", said)
    return found[0] if found else said.strip()
