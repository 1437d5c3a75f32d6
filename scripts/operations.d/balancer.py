"""nginx with a configuration of docs/operations, and clients that count what it answers."""

import collections
import http.client
import pathlib
import ssl
import subprocess
import sys
import threading
import time

from sandbox import free_port

CLIENTS = 8
HTTP = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {servers}
}}
"""


class Nginx:
    """From `with` to the end of it."""

    def __init__(self, folder: pathlib.Path, servers: str, certificate: pathlib.Path | None = None) -> None:
        """`servers` say LISTEN, or LISTEN_TLS where they have this certificate, for the address."""
        folder.mkdir()
        self.port, self.folder = free_port(), folder
        self.tls = ssl.create_default_context(cafile=certificate) if certificate else None
        if self.tls:
            # Clients ask for the address.
            self.tls.check_hostname = False
        self.file = folder / "nginx.conf"
        address = f"listen 127.0.0.1:{self.port}"
        servers = servers.replace("LISTEN_TLS", f"{address} ssl;").replace("LISTEN", f"{address};")
        self.file.write_text(HTTP.format(folder=folder, servers=servers))

    def __enter__(self) -> "Nginx":
        self.process = subprocess.Popen(["nginx", "-e", f"{self.folder}/error.log", "-c", str(self.file)], stdin=subprocess.DEVNULL)
        for _ in range(100):
            if self.status("/health") or self.process.poll() is not None:
                break
            time.sleep(0.05)
        if self.process.poll() is not None:
            sys.exit("nginx did not start:\n" + (self.folder / "error.log").read_text())
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def client(self, source: str = "127.0.0.1") -> http.client.HTTPConnection:
        if self.tls:
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, source_address=(source, 0), context=self.tls)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(source, 0))

    def status(self, path: str) -> int:
        """0 if there is no answer."""
        try:
            connection = self.client()
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0


class Load:
    """Clients that check a key without a pause, from `with` to the end of it."""

    def __init__(self, nginx: Nginx, key: str) -> None:
        self.nginx, self.key, self.over = nginx, key, threading.Event()
        self.answers: collections.Counter[int] = collections.Counter()
        self.threads = [threading.Thread(target=self.run) for _ in range(CLIENTS)]

    def run(self) -> None:
        counted: collections.Counter[int] = collections.Counter()
        client = self.nginx.client()
        while not self.over.is_set():
            try:
                client.request("GET", "/v1/whoami", headers={"Authorization": f"Bearer {self.key}"})
                answer = client.getresponse()
                answer.read()
                counted[answer.status] += 1
            except (OSError, http.client.HTTPException):
                counted[0] += 1
                client = self.nginx.client()
        self.answers.update(counted)

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()
