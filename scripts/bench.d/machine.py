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
    # A caller that pinned PostgreSQL to one core has pinned this program to it too.
    os.sched_setaffinity(0, every)
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < 2:
        sys.exit("scripts/bench: two cores are needed, one for the server and one for the load")
    return allowed[0], allowed[1]


SERVER, LOAD = cores()
BOTH = f"{SERVER},{LOAD}"


def pinned(core: int | str | None, command: list[str]) -> list[str]:
    """On this core, or these; anywhere without one."""
    return command if core is None else ["taskset", "-c", str(core), *command]


def complain_if_busy() -> None:
    others = os.getloadavg()[0]
    if others > 0.5:
        print(f"warning: other programs keep this machine busy (load average {others:.1f})", file=sys.stderr)


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
