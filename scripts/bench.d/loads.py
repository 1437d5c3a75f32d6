"""Puts load on servers, and compares them pair by pair."""

import dataclasses
import json
import pathlib
import resource
import statistics
import sys
import time
from collections.abc import Callable

from machine import LOAD, pinned
from programs import built, output

# The share of its core from which on the generator, rather than the server, may be the limit.
TOO_BUSY = 0.95


@dataclasses.dataclass(frozen=True)
class Target:
    """A server, and what it is asked."""

    address: str
    credentials: pathlib.Path
    # More arguments of `load`.
    options: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Durations:
    rounds: int
    seconds: float
    warm_up: float


class Spread:
    """A median, and how far the single values lie apart."""

    def __init__(self, values: list[float]) -> None:
        self.median, self.least, self.most = statistics.median(values), min(values), max(values)

    def text(self, form: str) -> str:
        return f"{self.median:{form}} ({self.least:{form}} to {self.most:{form}})"


def load(target: Target, seconds: float, warm_up: float, *options: str) -> dict:
    """One run of the generator: what it reports."""
    command = [built()["load"], "--address", target.address, "--credentials", str(target.credentials)]
    command += ["--seconds", str(seconds), "--warm-up", str(warm_up), *target.options, *options]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    report = json.loads(output(pinned(LOAD, command)))
    after, seconds_passed = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # With a rate, it waits for the next request to fall due without sleeping.
    if "--rate" not in options and used > TOO_BUSY * seconds_passed:
        print(f"warning: the load used {used / seconds_passed:.0%} of its core: it may be what was measured", file=sys.stderr)
    return report


@dataclasses.dataclass
class Pairs:
    """What two servers did, round by round, requests a second."""

    ours: list[float]
    theirs: list[float]

    def ratio(self) -> Spread:
        return Spread([ours / theirs for ours, theirs in zip(self.ours, self.theirs)])


def compare(ours: Callable[[], float], theirs: Callable[[], float], rounds: int) -> Pairs:
    """Measures both in turn, so that what else the machine does meets both."""
    pairs = Pairs([], [])
    for _ in range(rounds):
        pairs.theirs.append(theirs())
        pairs.ours.append(ours())
    return pairs
