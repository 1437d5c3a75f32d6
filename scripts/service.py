"""Builds the programs of the workspace, and starts them for a script: on a free loopback port, with a database that is thrown away."""

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
PASSWORD = "seven quiet lanterns"
START_SECONDS = 120


def built(*arguments: str) -> dict[str, str]:
    """The path of each program that this `cargo build` makes, by its name."""
    if subprocess.run([ROOT / "scripts" / "need", sys.argv[0], "cargo", "cc"]).returncode != 0:
        sys.exit(1)
    build = ["cargo", "build", "--locked", "--message-format=json-render-diagnostics", *arguments]
    done = subprocess.run(build, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(done.returncode)
    messages = map(json.loads, done.stdout.splitlines())
    return {message["target"]["name"]: path for message in messages if (path := message.get("executable"))}


def binary(arguments: list[str], profile: str = "release", features: list[str] | None = None) -> str:
    """The binary that was named, or else the workspace's own, built in this profile."""
    return os.path.realpath(arguments[0]) if arguments else built("--profile", profile, *(features or []))["sendook"]


class Client:
    """One connection that is kept. `headers` are those of the last answer."""

    def __init__(self, address: str, source: str) -> None:
        self.connection = http.client.HTTPConnection(address, timeout=60, source_address=(source, 0))

    def ask(self, method: str, path: str, body: object = None, credential: str | None = None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json"} if body else {}
        if credential:
            headers["Authorization"] = f"Bearer {credential}"
        self.connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = self.connection.getresponse()
        self.headers = answer.getheaders()
        return answer.status, answer.read()


class Service:
    """The service, or another server that prints its URL, from `with` to the end of it."""

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
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            if listens := re.search(r"http://(127\.0\.0\.1:\d+)(?!\d*/metrics)", self.log.read_text()):
                self.address = listens[1]
                return self
            time.sleep(0.02)
        log = self.log.read_text()
        self.__exit__()
        sys.exit(f"{self.process.args} did not start:\n{log}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            # Whatever is wrong with it, it must not outlive the measurement.
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def client(self, number: int = 1) -> Client:
        """A client with a loopback address of its own, 1 to 254: the throttle takes each for another (Linux alone)."""
        return Client(self.address, f"127.0.0.{number}")

    def register(self, email: str = "ada@example.com", password: str = PASSWORD, number: int = 1) -> dict:
        """A new account, by the client of this number: more than 30 an hour of one are refused."""
        body = {"email": email, "password": password, "first_name": "Ada"}
        status, answer = self.client(number).ask("POST", "/auth/register", body)
        if status != 201:
            sys.exit(f"a registration was answered with {status}: {answer.decode()}")
        return json.loads(answer)

    def new_key(self) -> str:
        """The key of a new account's organization, which may do everything there."""
        return self.register(f"ada.{time.time_ns()}@example.com")["apiKey"]["key"]

    def new_run_token(self) -> str:
        """A run token of a new account's key."""
        status, answer = self.client().ask("POST", "/oauth/token", {"grant_type": "client_credentials"}, credential=self.new_key())
        if status != 200:
            sys.exit(f"a run token was answered with {status}: {answer.decode()}")
        return json.loads(answer)["access_token"]

    def saved_answer(self, key: str, path: str = "/v1/whoami") -> pathlib.Path:
        """A file with what is answered to this key, for the program `bare`."""
        client = self.client()
        status, body = client.ask("GET", path, credential=key)
        if status != 200:
            sys.exit(f"{path} was answered with {status}")
        # actix-web writes these two itself.
        headers = [header for header in client.headers if header[0].lower() not in ("content-length", "date")]
        saved = pathlib.Path(self.folder.name, "answer")
        saved.write_text(json.dumps([headers, body.decode()]))
        return saved

    def memory_mib(self, field: str) -> float:
        """What Linux says of the process: `VmRSS` is what it has now, `VmHWM` the most that it ever had."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(field + r":\s+(\d+) kB", status)[1]) / 1024
