"""The programs that measure and are measured."""

import functools
import pathlib
import subprocess
import sys

import service
from machine import SERVER, pinned
from service import Service

CACHE_SETTING = "SENDOOK_CREDENTIAL_CACHE"


@functools.cache
def built() -> dict[str, str]:
    """The path of each program, by its name."""
    # One after the other: together, cargo would build the service with the features that the other asks for too.
    ours = service.built("--release", "-p", "sendook-server", "--features", "postgres")
    return ours | service.built("--release", "-p", "sendook-bench")


def output(command: list[str], **options: object) -> str:
    """What a program prints; its complaint ends this one."""
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def sendook(url: str, core: int | str | None = SERVER, **settings: str) -> Service:
    """The service on a database, with one worker unless it may run anywhere or the settings say how many."""
    workers = {} if core is None else {"SENDOOK_WORKERS": "1"}
    return Service(*pinned(core, [built()["sendook"]]), DATABASE_URL=url, **workers | settings)


def bare(answer: pathlib.Path, path: str = "/v1/whoami", core: int | str = SERVER, workers: int = 1) -> Service:
    """actix-web alone, with this answer to this path."""
    options = ["--answer", str(answer), "--path", path, "--workers", str(workers)]
    return Service(*pinned(core, [built()["bare"], *options]))
