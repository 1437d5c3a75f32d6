"""Builds the programs, and starts and ends them."""

import functools
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

from machine import SERVER, pinned

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CACHE_SETTING = "SENDOOK_CREDENTIAL_CACHE"


@functools.cache
def built() -> dict[str, str]:
    """The path of each program, by its name."""
    paths = {}
    # One after the other: together, cargo would build the service with the features that the other asks for too.
    for package in (["-p", "sendook-server", "--features", "postgres"], ["-p", "sendook-bench"]):
        build = ["cargo", "build", "--release", "--locked", "--message-format=json-render-diagnostics", *package]
        done = subprocess.run(build, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(done.returncode)
        for message in map(json.loads, done.stdout.splitlines()):
            if path := message.get("executable"):
                paths[message["target"]["name"]] = path
    return paths


@functools.cache
def has_cache() -> bool:
    """Whether this service has a cache that can be turned off."""
    return CACHE_SETTING in subprocess.run([built()["sendook"], "--help"], capture_output=True, text=True).stdout


def output(command: list[str], **options: object) -> str:
    """What a program prints; its complaint ends this one."""
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


class Program:
    """A server, from `with` to the end of it. It tells its address by a line that holds a URL."""

    def __init__(self, command: list[str], core: int | None = SERVER, **settings: str) -> None:
        self.log = tempfile.NamedTemporaryFile(prefix="bench-log-")
        # Only PATH comes along, so that the defaults are measured.
        environment = {"PATH": os.environ["PATH"], **settings}
        command = command if core is None else pinned(core, command)
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log
        )

    def __enter__(self) -> "Program":
        end = time.monotonic() + 600
        while time.monotonic() < end:
            log = pathlib.Path(self.log.name).read_text()
            if listens := re.search(r"listens on http://(127\.0\.0\.1:\d+)", log):
                self.address = listens[1]
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        self.__exit__()
        sys.exit(f"{self.process.args} did not start:\n{log}")

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)
        self.log.close()

    def status(self, field: str) -> float:
        """A field of /proc/PID/status that counts KiB, in MiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{field}:\s+(\d+) kB", status)[1]) / 1024


def sendook(url: str, core: int | None = SERVER, **settings: str) -> Program:
    """The service on a database, with one worker if it has one core."""
    workers = {} if core is None else {"SENDOOK_WORKERS": "1"}
    return Program([built()["sendook"]], core, DATABASE_URL=url, SENDOOK_BIND="127.0.0.1:0", **workers, **settings)


def bare(answer: pathlib.Path) -> Program:
    """actix-web alone, with this answer."""
    return Program([built()["bare"], "--answer", str(answer)])


def saved_answer(address: str, key: str, path: pathlib.Path) -> pathlib.Path:
    """Writes one answer to a key check as it came, for `bare`."""
    connection = http.client.HTTPConnection(address)
    connection.request("GET", "/v1/whoami", headers={"Authorization": f"Bearer {key}"})
    answer = connection.getresponse()
    if answer.status != 200:
        sys.exit(f"a key check was answered with {answer.status}")
    head = "".join(f"{name}: {value}\r\n" for name, value in answer.getheaders())
    path.write_bytes(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + answer.read())
    return path


def register(address: str, client: int = 1) -> tuple[dict, str]:
    """A new account, and the key of its organization, which may do everything there. Each client has a loopback address
    of its own, as more than 30 registrations an hour of one are refused.
    """
    connection = http.client.HTTPConnection(address, timeout=60, source_address=(f"127.0.0.{client}", 0))
    account = {"email": f"ada.{time.time_ns()}@example.com", "password": "seven quiet lanterns", "first_name": "Ada"}
    connection.request("POST", "/auth/register", json.dumps(account), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 201:
        sys.exit(f"a registration was answered with {answer.status}: {body.decode()}")
    return account, json.loads(body)["apiKey"]["key"]
