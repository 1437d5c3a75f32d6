"""Installs pinned packages of PyPI and npm for a script, below target/, and runs programs there."""

import os
import pathlib
import shutil
import subprocess
import sys
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Pinned:
    """The packages that `requirements.txt` in scripts/NAME lists, and `package-lock.json` if there is one, installed in target/NAME.

    With `python`, those of Python are listed in scripts/PYTHON.
    """

    def __init__(self, name: str, python: str | None = None) -> None:
        self.sources, self.folder = ROOT / "scripts" / name, ROOT / "target" / name
        self.requirements = ROOT / "scripts" / (python or name) / "requirements.txt"
        self.programs = self.folder / "python" / "bin"

    def run(self, *command: str | pathlib.Path, **settings: str) -> None:
        """Runs a program in the folder, or ends the script if it fails. No proxy of this machine comes in between."""
        path = f"{self.programs}:{os.environ['PATH']}"
        environment = os.environ | {"PATH": path, "no_proxy": "127.0.0.1"} | settings
        if subprocess.run(command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL).returncode != 0:
            sys.exit(f"{sys.argv[0]}: {command[0]} failed")

    def install(self) -> None:
        """Copies the sources, and installs the packages if others are there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = self.sources / "package-lock.json"
        pins = "".join(path.read_text() for path in (self.requirements, lock) if path.exists())
        installed = self.folder / "installed"
        shutil.copytree(self.sources, self.folder, dirs_exist_ok=True)
        if installed.exists() and installed.read_text() == pins:
            return
        venv.create(self.programs.parent, clear=True, with_pip=True)
        self.run(self.programs / "pip", "install", "--quiet", "--requirement", self.requirements)
        if lock.exists():
            self.run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        installed.write_text(pins)
