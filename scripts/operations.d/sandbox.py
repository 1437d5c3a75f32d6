"""A folder that stands for the root of a machine, in which the commands of docs/operations run.

What is put in the place of what the pages say:

- `/etc`, `/var`, `/root`, `/usr/local`, `/archive` and `/backup` are folders of the sandbox;
- `systemctl` starts and stops the program of the unit file, with its user and settings, and PostgreSQL by `pg_ctl`; it opens no socket;
- `journalctl` shows the log of the service, and `timedatectl` says that the clock is right;
- `useradd` makes nobody: the users `sendook` and `postgres` are `nobody` or, where this does not run as root, whoever runs it;
- the service listens on a free port, and the host `db.example.com` is this machine.
"""

import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from page import Block

PATHS = re.compile(r"(?:(?<![\w.~-])|(?<==-))/(etc|var|root|usr/local|archive|backup)\b")
ROOT = os.geteuid() == 0
FOLDERS = ["run", "stubs", "etc/systemd/system", "etc/sendook", "etc/cron.daily", "root", "usr/local/bin"]
FOLDERS += ["var/backups", "var/lib/postgresql/15", "var/log"]
# Of what it is asked, it knows one text to look for.
JOURNALCTL = """
for argument in "$@"; do
  [ "$previous" != --grep ] || exec grep -F -e "$argument" @/run/log
  previous=$argument
done
cat @/run/log
"""
TIMEDATECTL = """
case "$*" in
  "") echo "System clock synchronized: yes" ;;
  "set-ntp true") ;;
  *) exit 1 ;;
esac
"""

SYSTEMCTL = r"""
unit=@/etc/systemd/system/sendook.service process=@/run/service
start_service() {
  user=$(sed -n 's/^User=//p' "$unit")
  [ -d @/var/lib/sendook ] || install -d -o "$user" -m 700 @/var/lib/sendook
  settings=$(grep -hs '^[A-Z]' $(sed -n 's/^EnvironmentFile=-*//p' "$unit") || true)
  umask "$(sed -n 's/^UMask=//p' "$unit")"
  cd @/
  runuser -u "$user" -- env -i PATH="$PATH" $SANDBOX_LIBPQ $settings SENDOOK_BIND="$SANDBOX_BIND" \
    sh -c 'echo $$ >@/run/service; exec "$0"' "$(sed -n 's/^ExecStart=//p' "$unit")" >>@/run/log 2>&1 &
}
stop_service() {
  [ -s "$process" ] || return 0
  kill -s TERM "$(cat "$process")"
  while kill -s 0 "$(cat "$process")" 2>/dev/null; do sleep 0.05; done
  rm "$process"
}
# As Debian's pg_ctlcluster does it.
postgresql() {
  runuser -u postgres -- "$SANDBOX_POSTGRES/pg_ctl" "$1" -s -w -t 60 -D @/var/lib/postgresql/15/main -l @/run/postgresql.log \
    -o "-c config_file=@/etc/postgresql/15/main/postgresql.conf" -m fast </dev/null >/dev/null
}
case "$*" in
  'start sendook' | 'enable --now sendook.socket sendook') start_service ;;
  'stop sendook') stop_service ;;
  'restart sendook') stop_service; start_service ;;
  'start postgresql@15-main') postgresql start ;;
  'stop postgresql@15-main') postgresql stop ;;
  daemon-reload | 'reload nginx' | 'restart sendook.socket') ;;
  *) echo "systemctl $*: not known here" >&2; exit 1 ;;
esac
"""
# `-o` and `-g` name users who are not there.
INSTALL = r"""
for argument in "$@"; do
  shift
  case $previous in
    -o) argument=$SANDBOX_USER ;;
    -g) argument=$SANDBOX_GROUP ;;
  esac
  previous=$argument
  set -- "$@" "$argument"
done
exec /usr/bin/install "$@"
"""
RUNUSER = {
    True: r"""
shift
shift
[ "$1" != -- ] || shift
exec setpriv --reuid "$SANDBOX_USER" --regid "$SANDBOX_GROUP" --clear-groups "$@"
""",
    False: r"""
shift
shift
[ "$1" != -- ] || shift
exec "$@"
""",
}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Sandbox:
    """From `with` to the end of it; whatever runs then is ended."""

    def __init__(self, programs: str) -> None:
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="sendook-operations."))
        self.programs, self.port, self.database_port = programs, free_port(), free_port()
        # Longest first.
        self.replacements: list[tuple[str, str]] = []
        # What the reader of a page has in the shell already.
        self.prelude = ""
        self.unit = self.root / "etc/systemd/system/sendook.service"
        self.settings = self.root / "etc/sendook/sendook.env"
        owner = "nobody" if ROOT else str(os.geteuid())
        group = subprocess.run(["id", "-g", owner], capture_output=True, text=True).stdout.strip() if ROOT else str(os.getegid())
        stubs = self.root / "stubs"
        self.environment = {
            "PATH": f"{stubs}:{self.root}/usr/local/bin:{programs}:{os.environ['PATH']}:/usr/sbin:/sbin",
            "SANDBOX_USER": owner,
            "SANDBOX_GROUP": group,
            "SANDBOX_POSTGRES": programs,
            "SANDBOX_BIND": f"127.0.0.1:{self.port}",
            # libpq takes the certificate's name from the URL, and the way from here.
            "PGHOSTADDR": "127.0.0.1",
            "PGPORT": str(self.database_port),
            "SANDBOX_LIBPQ": f"PGHOSTADDR=127.0.0.1 PGPORT={self.database_port}",
            "LC_ALL": "C",
        }
        for folder in FOLDERS:
            (self.root / folder).mkdir(parents=True)
        self.root.chmod(0o755)
        for folder in ("run", "var/lib/postgresql/15"):
            self.give_away(self.root / folder)
        for name, text in {"systemctl": SYSTEMCTL, "install": INSTALL, "runuser": RUNUSER[ROOT], "useradd": "", "timedatectl": TIMEDATECTL, "journalctl": JOURNALCTL}.items():
            stub = stubs / name
            stub.write_text("#!/bin/sh\nset -eu\nprevious=\n" + text.replace("@/", f"{self.root}/"))
            stub.chmod(0o755)

    def give_away(self, path: pathlib.Path) -> None:
        """To the user that the service and PostgreSQL run as."""
        if ROOT:
            shutil.chown(path, self.environment["SANDBOX_USER"], int(self.environment["SANDBOX_GROUP"]))

    def translated(self, text: str) -> str:
        text = PATHS.sub(lambda found: f"{self.root}{found[0]}", text)
        for old, new in self.replacements:
            text = text.replace(old, new)
        return text

    def run(self, text: str, code: int = 0, **settings: str) -> str:
        """Runs commands of the sandbox's root; ends everything unless they end with this code."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text],
            cwd=self.root,
            env=self.environment | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        if done.returncode != code:
            for log in ("log", "postgresql.log"):
                if (self.root / "run" / log).exists():
                    print((self.root / "run" / log).read_text()[-3000:], file=sys.stderr)
            sys.exit(f"exit code {done.returncode} of\n\n{text}\n{done.stdout}")
        return done.stdout

    def obey(self, block: Block, code: int = 0, **settings: str) -> str:
        """Runs a block of a page."""
        print(block, flush=True)
        return self.run(self.prelude + self.translated(block.text), code, **settings)

    def wait_for_service(self) -> None:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        sys.exit("the service does not listen:\n" + (self.root / "run" / "log").read_text())

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        for what in ("sendook", "postgresql@15-main"):
            subprocess.run(["systemctl", "stop", what], env=self.environment, capture_output=True, timeout=60)
        shutil.rmtree(self.root)
