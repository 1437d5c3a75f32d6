"""Starts the service for a measurement, on a free loopback port and a database that is thrown away."""

import http.client
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def binary(arguments: list[str], profile: str = "release", features: list[str] | None = None) -> str:
    """The binary that was named, or else the workspace's own, built in this profile."""
    if arguments:
        return os.path.realpath(arguments[0])
    if subprocess.run([ROOT / "scripts" / "need", sys.argv[0], "cargo", "cc"]).returncode != 0:
        sys.exit(1)
    build = ["cargo", "build", "--profile", profile, "--locked", *(features or [])]
    build.append("--message-format=json-render-diagnostics")
    messages = subprocess.run(build, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()
    built = [path for line in messages if (path := json.loads(line).get("executable"))]
    if not built:
        sys.exit("cargo built no binary")
    return built[-1]


class Client:
    """One connection that is kept."""

    def __init__(self, address: str, source: str) -> None:
        self.connection = http.client.HTTPConnection(address, timeout=60, source_address=(source, 0))

    def ask(self, method: str, path: str, body: object = None, credential: str | None = None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json"} if body else {}
        if credential:
            headers["Authorization"] = f"Bearer {credential}"
        self.connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


class Service:
    """The service, from `with` to the end of it."""

    def __init__(self, *command: str, **settings: str) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.log = pathlib.Path(self.folder.name, "log")
        # Only PATH comes along, so that the defaults are measured.
        environment = {"PATH": os.environ["PATH"], "SENDOOK_BIND": "127.0.0.1:0", **settings}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder.name, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def __enter__(self) -> "Service":
        for _ in range(300):
            if listens := re.search(r"http://(127\.0\.0\.1:\d+)", self.log.read_text()):
                self.address = listens[1]
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        log = self.log.read_text()
        self.__exit__()
        sys.exit(f"the service did not start:\n{log}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            # Whatever is wrong with it, it must not outlive the measurement.
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def client(self, number: int = 1) -> Client:
        """A client with a loopback address of its own, 1 to 254: the throttle takes each for another (Linux alone)."""
        return Client(self.address, f"127.0.0.{number}")

    def register(self, email: str, password: str, number: int = 1) -> dict:
        """A new account, by the client of this number: more than 30 an hour of one are refused."""
        body = {"email": email, "password": password, "first_name": "Ada"}
        status, answer = self.client(number).ask("POST", "/auth/register", body)
        if status != 201:
            sys.exit(f"a registration was answered with {status}: {answer.decode()}")
        return json.loads(answer)

    def memory_mib(self, field: str) -> float:
        """What Linux says of the process: `VmRSS` is what it has now, `VmHWM` the most that it ever had."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(field + r":\s+(\d+) kB", status)[1]) / 1024
