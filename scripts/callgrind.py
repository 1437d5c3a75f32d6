"""Runs a server under valgrind, and counts what it does for some requests."""

import pathlib
import subprocess
from collections.abc import Callable

from service import Service

WARM_UP = 300
# By default, glibc keeps seven freed blocks of each size at hand. Where blocks of one size come and go in larger numbers, some requests
# take the long way through its heap, and how many depends on what was allocated at the start, the length of the binary's path even: 270
# instructions a request. With room for more blocks, no request does.
ALLOCATOR = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=1000"}


def counted(
    out: pathlib.Path, *command: str, path: str, requests: int, credential: str | Callable[[Service], str] = Service.new_key, **settings: str
) -> Service:
    """Asks a server so many times for `path`, by a key of a new account if nothing else is given, and writes what callgrind counted."""
    valgrind = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={out}"]
    # Names and places in full on each line, so that every line can be read by itself.
    valgrind += ["--compress-strings=no", "--compress-pos=no"]
    with Service(*valgrind, *command, SENDOOK_WORKERS="1", **ALLOCATOR, **settings) as server:
        if callable(credential):
            credential = credential(server)
        connection = server.client().connection

        def ask(times: int) -> None:
            for _ in range(times):
                # No header but these: each of them would be counted.
                connection.putrequest("GET", path, skip_accept_encoding=True)
                connection.putheader("Authorization", f"Bearer {credential}")
                connection.endheaders()
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != 200:
                    raise SystemExit(f"{path} was answered with {answer.status}: {body.decode()}")

        def counts(state: str) -> None:
            subprocess.run(["callgrind_control", "-i", state, str(server.process.pid)], check=True, capture_output=True)

        ask(WARM_UP)
        counts("on")
        ask(requests)
        counts("off")
    return server
