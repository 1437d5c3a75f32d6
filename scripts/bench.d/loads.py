"""Puts load on servers, and compares them pair by pair."""

import dataclasses
import json
import pathlib
import statistics
import sys
from collections.abc import Callable

from machine import LOAD, pinned
from programs import built, output

# With less of its time to spare, the generator, rather than the server, may be the limit.
LEAST_IDLE = 0.05


@dataclasses.dataclass(frozen=True)
class Target:
    """A server, and what it is asked."""

    address: str
    # The arguments of `load` that tell what is asked.
    options: tuple[str, ...]
    # Where the load runs; anywhere, if the server does.
    core: int | str | None = LOAD
    # Whether the load may keep its core busy: not where it shares it with the server.
    spins: bool = True


def key_checks(
    address: str, credentials: pathlib.Path, *options: str, core: int | str | None = LOAD, spins: bool = True
) -> Target:
    """Key checks with these credentials, in turn."""
    return Target(address, ("--credentials", str(credentials), *options), core, spins)


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
    command = [built()["load"], "--address", target.address, *target.options, *options]
    command += ["--seconds", str(seconds), "--warm-up", str(warm_up)]
    if target.core is not None and target.spins:
        command.append("--spin")
    report = json.loads(output(pinned(target.core, command)))
    if report["idle"] < LEAST_IDLE:
        print(f"warning: the load had {report['idle']:.0%} of its time to spare: it may be what was measured", file=sys.stderr)
    return report


@dataclasses.dataclass
class Pairs:
    """What two servers did, round by round, requests a second."""

    ours: list[float]
    theirs: list[float]

    def ratio(self) -> Spread:
        return Spread([ours / theirs for ours, theirs in zip(self.ours, self.theirs)])

    def cells(self, ratio: str = ".2f") -> tuple[str, str, str]:
        """The ratio and both rates, as they stand in a table."""
        rates = (Spread(values).text(",.0f") for values in (self.ours, self.theirs))
        return (self.ratio().text(ratio), *rates)


def compare(ours: Callable[[], float], theirs: Callable[[], float], rounds: int) -> Pairs:
    """Measures both in turn, so that what else the machine does meets both."""
    pairs = Pairs([], [])
    for _ in range(rounds):
        pairs.theirs.append(theirs())
        pairs.ours.append(ours())
    return pairs
