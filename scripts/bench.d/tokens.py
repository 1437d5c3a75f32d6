"""A check of a run token against one of the key that made it, on the same server, on a hit."""

import json
import pathlib
import sys
import tempfile

import databases
from loads import Durations, compare, key_checks, load
from programs import sendook
from report import Table
from service import Client

KEYS = 1_000


def measure(durations: Durations) -> Table:
    table = Table(["database", "run tokens, of keys", "run tokens, requests/s", "keys, requests/s"])
    for database in (databases.sqlite, databases.postgres):
        with database(KEYS) as filled, sendook(filled.url) as ours, tempfile.TemporaryDirectory() as folder:
            client = ours.client()
            made = [made_of(client, key) for key in filled.sample.read_text().split()]
            tokens = pathlib.Path(folder, "tokens")
            tokens.write_text("\n".join(made) + "\n")

            def rate(credentials: pathlib.Path, address: str = ours.address) -> float:
                return load(key_checks(address, credentials), durations.seconds, durations.warm_up)["rate"]

            pairs = compare(lambda: rate(tokens), lambda: rate(filled.sample), durations.rounds)
            table.add(filled.kind, *pairs.cells())
    table.notes.append(f"{KEYS:,} keys, and a run token of each, asked for in turn. Each value is a median, with the least and the most.")
    return table


def made_of(client: Client, key: str) -> str:
    """A run token of a key, for an hour."""
    wish = {"grant_type": "client_credentials", "expires_in": 3600}
    status, answer = client.ask("POST", "/oauth/token", wish, credential=key)
    if status != 200:
        sys.exit(f"a run token was answered with {status}: {answer.decode()}")
    return json.loads(answer)["access_token"]
