"""What one address can do to the others by holding connections, for two minutes.

127.0.0.1 tries to hold more connections than one address may, and opens a new one for each that ends: headers and bodies that
never become complete, and answers that are never read. Meanwhile 127.0.0.2 asks for the health and for a key check.
"""

import collections
import socket
import statistics
import sys
import time

from loads import Durations
from programs import built
from report import Table
from service import Client, Service

SECONDS, AFTER = 120, 60
# More than one address may hold (256 of 4096), so that the limit itself is tested too.
CONNECTIONS = 300
INBOXES = 200
MOST_MS, MOST_MIB = 100, 100

HOST = b"Host: localhost\r\n"
WHOLE = b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n"


class Held:
    """An attacker's connection. `trickle` is sent bit by bit."""

    def __init__(self, address: tuple[str, int], kind: str, first: bytes, trickle: bytes) -> None:
        self.kind, self.trickle, self.left = kind, trickle, first
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(1)
        self.socket.connect(address)
        self.socket.setblocking(False)

    def go_on(self) -> bool:
        """Sends what the connection takes. Whether it still stands."""
        try:
            if self.left:
                self.left = self.left[self.socket.send(self.left) :]
            elif self.trickle:
                self.socket.send(self.trickle)
            # All kinds but "unread" notice here that the connection has ended.
            if self.kind != "unread" and self.socket.recv(1 << 16) == b"":
                return False
        except BlockingIOError:
            pass
        except OSError:
            return False
        return self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0


def kinds(key: str) -> list[tuple[str, bytes, bytes]]:
    ask = b"GET /v1/inboxes HTTP/1.1\r\n" + HOST + f"Authorization: Bearer {key}\r\n\r\n".encode()
    check = ask.replace(b"inboxes", b"whoami")
    post = b"POST /auth/login HTTP/1.1\r\nContent-Type: application/json\r\n" + HOST
    return [
        ("head", b"GET /health HTTP/1.1\r\n" + HOST, b"A: b\r\n"),
        ("later head", WHOLE + b"GET /health HTTP/1.1\r\n" + HOST, b"A: b\r\n"),
        ("large head", WHOLE + b"GET /health HTTP/1.1\r\n" + b"A: b\r\n" * 20_000, b""),
        ("body", post + b"Content-Length: 60000\r\n\r\n" + b" " * 50_000, b" "),
        ("chunks", WHOLE + post + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        ("empty lines", WHOLE, b"\r\n"),
        ("unread", ask * 200, b""),
        ("unread", check * 2000, b""),
    ]


def timed(client: Client, path: str, credential: str | None = None) -> float:
    start = time.perf_counter()
    status, _ = client.ask("GET", path, credential=credential)
    if status != 200:
        sys.exit(f"{path} was answered with {status}")
    return (time.perf_counter() - start) * 1000


def hold(service: Service, key: str, watcher: Client) -> tuple[dict[str, list[float]], float]:
    host, port = service.address.split(":")
    shapes, opened = kinds(key), 0
    held: list[Held] = []
    times, ended, most, round_number = collections.defaultdict(list), collections.Counter(), 0.0, 0
    begun = time.monotonic()
    while time.monotonic() < begun + SECONDS:
        # A bounded number a round.
        for _ in range(min(50, CONNECTIONS - len(held))):
            kind, first, trickle = shapes[opened % len(shapes)]
            opened += 1
            try:
                held.append(Held((host, int(port)), kind, first, trickle))
            except OSError:
                ended["refused"] += 1
        for connection in list(held):
            if not connection.go_on():
                ended[connection.kind] += 1
                connection.socket.close()
                held.remove(connection)
        for path, credential in (("/health", None), ("/v1/whoami", key)):
            # Now on a connection that is kept, now on a new one.
            client = watcher if round_number % 2 else Client(service.address, "127.0.0.2")
            times[path].append(timed(client, path, credential))
        most = max(most, service.memory_mib("VmRSS"))
        round_number += 1
        time.sleep(0.05)
    print(f"opened {opened} connections, held {len(held)} at the end; ended: {dict(ended)}")
    for connection in held:
        connection.socket.close()
    return times, most


def measure(_: Durations) -> Table:
    with Service(built()["sendook"]) as service:
        watcher, key = service.client(2), service.new_key()
        for _ in range(INBOXES):
            watcher.ask("POST", "/v1/inboxes", {"name": "held"}, key)
        before = service.memory_mib("VmRSS")
        times, most = hold(service, key, watcher)
        time.sleep(AFTER)
        after = service.memory_mib("VmRSS")
        print(*(line for line in service.log.read_text().splitlines() if "refused" in line), sep="\n")
    table = Table(["what", "median, ms", "p99, ms", "requests"])
    for path, each in times.items():
        median, p99 = statistics.median(each), statistics.quantiles(each, n=100)[98]
        table.add(path, f"{median:.1f}", f"{p99:.1f}", str(len(each)))
        if median > MOST_MS:
            sys.exit(f"the median is over {MOST_MS} ms")
    table.notes.append(f"Memory: {before:.1f} MiB before, at most {most:.1f} MiB, {after:.1f} MiB {AFTER} s after.")
    if most > MOST_MIB:
        sys.exit(f"{most:.1f} MiB are over {MOST_MIB} MiB")
    return table
