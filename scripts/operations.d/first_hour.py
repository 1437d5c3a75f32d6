"""The first hour, and the pages that stand on it alone: systemd, mail, upgrade."""

import json
import pathlib
import re
import shutil
import subprocess

from account import ask, must
from page import Block, Book
from sandbox import Sandbox

PACKAGING = pathlib.Path(__file__).resolve().parents[2] / "crates/server/packaging"
LINK = r"https://auth\.example\.com/reset-password#(sndm_\w{36})\n"


def without_public_url(block: Block) -> Block:
    """Nobody answers at the public URL here, so that the doctor, who asks last, ends with 1."""
    block.text = re.sub(r"^sendook doctor\b", "sendook doctor || true #", block.text, flags=re.MULTILINE)
    return block


def must_have_one_fault(told: str) -> None:
    wrong = [line for line in told.splitlines() if line.startswith(("FAILURE", "warning"))]
    must(len(wrong) == 1 and wrong[0].startswith("FAILURE  public URL: "), f"doctor: {told}")


def install(book: Book, sandbox: Sandbox, program: str) -> None:
    sandbox.replacements.append(("target/release/sendook", program))
    sandbox.replacements.append(("crates/server/packaging", str(PACKAGING)))
    sandbox.replacements.append(("127.0.0.1:8006", f"127.0.0.1:{sandbox.port}"))
    sandbox.obey(book.take("first-hour"))
    for file in (sandbox.unit, sandbox.settings):
        file.write_text(sandbox.translated(file.read_text()))
    with sandbox.settings.open("a") as settings:
        settings.write(book.take("first-hour", "ini").text)
    told = sandbox.obey(book.take("first-hour"))
    must('{"ready":true}' in told, f"the service is not ready: {told}")
    judge_unit(sandbox)

    function = book.take("first-hour")
    sandbox.prelude = sandbox.translated(function.text)
    told = sandbox.obey(without_public_url(book.take("first-hour")))
    must("SENDOOK_EMAIL_DOMAIN=example.com (environment)" in told, f"config print: {told}")
    must_have_one_fault(told)

    sandbox.obey(book.take("systemd"))
    sandbox.wait_for_service()


def judge_unit(sandbox: Sandbox) -> None:
    if not shutil.which("systemd-analyze"):
        return
    # It knows neither the users of this sandbox nor its folders.
    said = subprocess.run(["systemd-analyze", "verify", "--man=no", sandbox.unit], capture_output=True, text=True).stderr
    faults = [line for line in said.splitlines() if "sendook.service" in line]
    must(not faults, "systemd-analyze verify: " + "\n".join(faults))
    judge = ["systemd-analyze", "security", "--offline=true", "--no-pager", sandbox.unit]
    said = subprocess.run(judge, capture_output=True, text=True).stdout
    exposure = re.search(r"exposure level for \S+: ([\d.]+)", said)
    must(exposure and float(exposure[1]) <= 1.2, f"systemd-analyze security: {said[-200:]}")


def first_account(book: Book, sandbox: Sandbox) -> None:
    """With registration closed, as the page has it; afterwards it is open again."""
    settings = sandbox.settings.read_text()
    sandbox.settings.write_text(settings + "SENDOOK_REGISTRATION=closed\n")
    told = sandbox.obey(book.take("first-hour"))
    must(re.search(LINK, told), f"no link for the first account: {told}")
    # The block restarts the service.
    sandbox.wait_for_service()
    status, answer = ask(sandbox, "POST", "/auth/register", {"email": "x@example.com"})
    must((status, json.loads(answer)["code"]) == (403, "registration_closed"), f"closed registration: {status}")
    sandbox.settings.write_text(settings)
    sandbox.run("systemctl restart sendook")
    sandbox.wait_for_service()


def mail(book: Book, sandbox: Sandbox) -> None:
    must("mail_not_configured" in sandbox.obey(book.take("mail")), "mail was sent")


def upgrade(book: Book, sandbox: Sandbox) -> None:
    told = sandbox.obey(book.take("upgrade"))
    must('{"ready":true}' in told and re.search(r"^sendook \d", told, re.MULTILINE), f"an upgrade said {told}")


def command_line(book: Book, sandbox: Sandbox) -> None:
    sandbox.obey(book.take("command-line"))
    must((sandbox.root / "usr/local/share/man/man1/sendook.1").stat().st_size > 1000, "there is no manual")
