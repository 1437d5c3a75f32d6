"""Key checks against what other projects do, with programs that npm installs."""

import contextlib
import json
import os
import pathlib
import shutil
import sys
import tempfile

import databases
from loads import Durations, Spread, Target, compare, key_checks, load
from machine import SERVER, pinned
from programs import output, sendook
from report import Table
from service import ROOT, Service

SOURCES = pathlib.Path(__file__).parent / "peers"
# better-auth makes its keys one by one; with fewer of them its look-ups can only be faster.
BETTER_AUTH_KEYS, KEYS, HOT = 1_000, 100_000, 10_000


def installed(name: str) -> pathlib.Path:
    """A peer with its packages, in a folder of the build."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"), "bench-peers", name)
    shutil.copytree(SOURCES / name, target, dirs_exist_ok=True)
    if not shutil.which("npm"):
        sys.exit("the peers need Node.js and npm; leave them out by naming other parts")
    output(["npm", "ci", "--no-fund", "--no-audit"], cwd=target)
    return target


def version(folder: pathlib.Path, package: str) -> str:
    return json.loads((folder / "node_modules" / package / "package.json").read_text())["version"]


def measure(durations: Durations) -> Table:
    table = Table(["peer", "database", "ours, times the peer", "ours, requests/s", "peer, requests/s"])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        keys = folder / "keys"
        with databases.sqlite(KEYS) as filled:
            source = installed("better-auth")
            peer = node(source, str(folder / "peer.db"), str(keys), str(BETTER_AUTH_KEYS))
            label = f"better-auth {version(source, 'better-auth')}, API-key plugin"
            one(table, durations, filled, label, peer, keys)
        with databases.postgres(KEYS) as filled:
            source = installed("express-passport")
            peer = node(source, filled.url, str(keys), str(KEYS), str(HOT))
            label = f"Express {version(source, 'express')} with passport-http-bearer, two look-ups"
            one(table, durations, filled, label, peer, keys)
    table.notes.append(
        f"Each on one core, the database included. Ours has {KEYS:,} keys and uses {HOT:,} of them; so does Express. better-auth has {BETTER_AUTH_KEYS:,}, and counts the use of a key in its row at each check; ours writes it every half minute."
    )
    return table


def node(folder: pathlib.Path, *arguments: str) -> Service:
    return Service(*pinned(SERVER, ["node", str(folder / "server.js"), *arguments]), NODE_ENV="production")


def one(
    table: Table, durations: Durations, filled: databases.Database, label: str, peer: Service, keys: pathlib.Path
) -> None:
    with contextlib.ExitStack() as stack:
        ours = key_checks(stack.enter_context(sendook(filled.url)).address, filled.hot)
        theirs = key_checks(stack.enter_context(peer).address, keys)

        def rate(target: Target) -> float:
            return load(target, durations.seconds, durations.warm_up)["rate"]

        pairs = compare(lambda: rate(ours), lambda: rate(theirs), durations.rounds)
    table.add(
        *(label, filled.kind, pairs.ratio().text(".0f")),
        *(Spread(pairs.ours).text(",.0f"), Spread(pairs.theirs).text(",.0f")),
    )
