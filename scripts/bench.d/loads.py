"""Puts load on servers, and compares them pair by pair."""

import dataclasses
import json
import pathlib
import statistics
import sys
from collections.abc import Callable

from machine import LOAD, Busy, pinned
from programs import built, output


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
    """One run of the generator: what it reports, and how busy both cores were."""
    command = [built()["load"], "--address", target.address, "--credentials", str(target.credentials)]
    command += ["--seconds", str(seconds), "--warm-up", str(warm_up), *target.options, *options]
    with Busy() as busy:
        report = json.loads(output(pinned(LOAD, command)))
    # With a rate, it is the generator that decides how much there is to do.
    if "--rate" not in options and busy.server < busy.load:
        print(
            f"warning: the load's core was busier ({busy.load:.0%}) than the server's ({busy.server:.0%})",
            file=sys.stderr,
        )
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
