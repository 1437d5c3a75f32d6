"""The gateways, each with its settings of docs/gateways.md."""

import grp
import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import sys
import time

from service import ROOT

PAGE = (ROOT / "docs" / "gateways.md").read_text(encoding="utf-8")
MODULES = pathlib.Path("/usr/lib/apache2/modules")
START_SECONDS = 30

NGINX = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/nginx;
}}
"""
CADDY = """
{{
	admin off
	auto_https off
}}
import {folder}/caddyfile
"""
APACHE = """
ServerRoot {folder}
PidFile {folder}/pid
DefaultRuntimeDir {folder}
ErrorLog {folder}/error.log
ServerName 127.0.0.1
Listen {gateway}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule proxy_module {modules}/mod_proxy.so
LoadModule proxy_http_module {modules}/mod_proxy_http.so
LoadModule lua_module {modules}/mod_lua.so
<IfModule unixd_module>
    User {user}
    Group {group}
</IfModule>
Include {folder}/apache
"""
HAPROXY = ""


def block(kind: str) -> str:
    """The one block of the page that is of this kind."""
    found = re.findall(rf"^```{re.escape(kind)}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    if len(found) != 1:
        sys.exit(f"docs/gateways.md has {len(found)} blocks of the kind {kind}")
    return found[0]


class Gateway:
    """A gateway that runs, from `with` to the end of it."""

    name: str
    frame: str
    # The blocks of the page, the first of which is the configuration.
    blocks: tuple[str, ...]
    # Where the page says that the others go.
    places: dict[str, str] = {}

    def __init__(self, folder: pathlib.Path, sendook: str, upstream: str, changes: dict[str, str] | None = None) -> None:
        self.folder, self.log = folder, folder / "error.log"
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.address = f"127.0.0.1:{port}"
        addresses = {"127.0.0.1:8006": sendook, "127.0.0.1:3000": upstream, "127.0.0.1:8080": self.address, ":8080 {": f":{port} {{"}
        for kind in self.blocks:
            text = block(kind)
            for old, new in addresses.items():
                text = text.replace(old, new)
            for old, new in self.places.items():
                text = text.replace(old, str(folder / new))
            for old, new in (changes or {}).items():
                text = text.replace(old, new)
            (folder / kind.replace(" ", ".")).write_text(text)
        # Workers give up root, and have to read what is here.
        user = pwd.getpwnam("www-data") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        group = grp.getgrgid(user.pw_gid).gr_name
        folder.chmod(0o755)
        frame = self.frame.format(folder=folder, gateway=self.address, modules=MODULES, user=user.pw_name, group=group)
        self.configuration = folder / "configuration"
        self.configuration.write_text(frame or (folder / self.blocks[0]).read_text())

    def command(self) -> list[str | pathlib.Path]:
        raise NotImplementedError

    def __enter__(self) -> "Gateway":
        program, *arguments = self.command()
        program = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [program, *arguments], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        host, port = self.address.split(":")
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection((host, int(port))).close()
                return self
            except ConnectionRefusedError:
                time.sleep(0.05)
        self.__exit__()
        sys.exit(f"{self.name} did not start:\n{self.log.read_text()}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Nginx(Gateway):
    name, frame, blocks = "nginx", NGINX, ("nginx",)

    def command(self) -> list[str | pathlib.Path]:
        return ["nginx", "-e", self.log, "-p", self.folder, "-c", self.configuration]


class Caddy(Gateway):
    name, frame, blocks = "Caddy", CADDY, ("caddyfile",)

    def command(self) -> list[str | pathlib.Path]:
        return ["caddy", "run", "--adapter", "caddyfile", "--config", self.configuration]


class Apache(Gateway):
    name, frame, blocks = "Apache", APACHE, ("apache", "lua apache")
    places = {"/etc/apache2/forward_auth.lua": "lua.apache"}

    def command(self) -> list[str | pathlib.Path]:
        return ["apache2", "-D", "FOREGROUND", "-f", self.configuration]


class Haproxy(Gateway):
    name, frame, blocks = "HAProxy", HAPROXY, ("haproxy", "lua haproxy")
    places = {"/etc/haproxy/forward_auth.lua": "lua.haproxy"}

    def command(self) -> list[str | pathlib.Path]:
        return ["haproxy", "-f", self.configuration]


ALL = (Nginx, Caddy, Apache, Haproxy)
