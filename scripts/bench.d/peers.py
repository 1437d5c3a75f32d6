"""Key checks against what other projects do, with programs that npm and pip install."""

import contextlib
import json
import os
import pathlib
import shutil
import sys
import tempfile

import databases
from loads import Durations, Target, compare, key_checks, load
from machine import SERVER, pinned
from programs import output, sendook
from report import Table
from service import ROOT, Service

SOURCES = pathlib.Path(__file__).parent / "peers"
# better-auth makes its keys one by one; with fewer of them its look-ups can only be faster.
BETTER_AUTH_KEYS, KEYS, HOT = 1_000, 100_000, 10_000


def copied(name: str) -> pathlib.Path:
    """A peer in a folder of the build."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"), "bench-peers", name)
    shutil.copytree(SOURCES / name, target, dirs_exist_ok=True)
    return target


def installed(name: str) -> pathlib.Path:
    """A peer with its packages from npm."""
    target = copied(name)
    if not shutil.which("npm"):
        sys.exit("the peers need Node.js and npm; leave them out by naming other parts")
    output(["npm", "ci", "--no-fund", "--no-audit"], cwd=target)
    return target


def python(name: str) -> tuple[str, pathlib.Path]:
    """The Python that has a peer's packages, and its program."""
    target = copied(name)
    own = str(target / "venv" / "bin" / "python")
    output([sys.executable, "-m", "venv", str(target / "venv")])
    output([own, "-m", "pip", "install", "--quiet", "--no-deps", "--requirement", str(target / "requirements.txt")])
    return own, target / "server.py"


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
            own, program = python("fastapi")
            peer = Service(*pinned(SERVER, [own, str(program), str(folder / "fastapi.db"), str(keys), str(KEYS), str(HOT)]))
            ask = "import importlib.metadata as m; print(m.version('fastapi'), 'on uvicorn', m.version('uvicorn'))"
            label = f"FastAPI {output([own, '-c', ask]).strip()}, one look-up by SHA-256"
            one(table, durations, filled, label, peer, keys)
        with databases.postgres(KEYS) as filled:
            source = installed("express-passport")
            peer = node(source, filled.url, str(keys), str(KEYS), str(HOT))
            label = f"Express {version(source, 'express')} with passport-http-bearer, two look-ups"
            one(table, durations, filled, label, peer, keys)
    table.notes.append(
        f"Each on one core, the database included. Ours has {KEYS:,} keys and uses {HOT:,} of them; so do Express and FastAPI. better-auth has {BETTER_AUTH_KEYS:,}, and counts the use of a key in its row at each check; ours writes it every half minute."
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
    table.add(label, filled.kind, *pairs.cells(".0f"))
