"""Accounts that the operator makes, helps and keeps out, and the questions that the command line answers."""

import re

from account import Account, ask, log_in, must
from first_hour import LINK
from page import Book
from sandbox import Sandbox

ANOTHER_PASSWORD = "nine patient herons"


def follow(sandbox: Sandbox, told: str, password: str) -> None:
    """Sets the password by the link that a command printed."""
    link = re.search(LINK, told)
    must(link, f"there is no link in {told}")
    status, answer = ask(sandbox, "POST", "/auth/password/reset", {"token": link[1], "new_password": password})
    must(status == 200, f"a password by a link was answered with {status}: {answer.decode()}")


def accounts(book: Book, sandbox: Sandbox) -> None:
    """Makes Emmy's account, of whom the page on locked-out persons goes on."""
    follow(sandbox, sandbox.obey(book.take("accounts")), ANOTHER_PASSWORD)
    must(log_in(sandbox, "emmy", ANOTHER_PASSWORD) == 200, "a new account cannot log in")
    must("is verified" in sandbox.obey(book.take("accounts")), "the address is not verified")


def locked_out(book: Book, sandbox: Sandbox) -> None:
    page = "locked-out-person"
    must("emmy@example.com" in sandbox.obey(book.take(page)), "the account was not found")

    statuses = [log_in(sandbox, "emmy", "a wrong guess") for _ in range(11)]
    must(statuses[0] == 401 and statuses[-1] == 429, f"eleven guesses were answered with {statuses}")
    sandbox.obey(book.take(page))
    must(log_in(sandbox, "emmy", ANOTHER_PASSWORD) == 200, "after unlock, the person has to wait")
    must("user.login_failed" in sandbox.obey(book.take(page)), "failed logins are not shown")

    follow(sandbox, sandbox.obey(book.take(page)), ANOTHER_PASSWORD + "!")
    must(log_in(sandbox, "emmy", ANOTHER_PASSWORD) == 401, "the old password works")
    must(log_in(sandbox, "emmy", ANOTHER_PASSWORD + "!") == 200, "the new password does not work")

    must("emmy@example.com" in sandbox.obey(book.take(page)), "the second factors of the account are not shown")

    must("is disabled" in sandbox.obey(book.take(page)), "the account is not disabled")
    must(log_in(sandbox, "emmy", ANOTHER_PASSWORD + "!") == 401, "a disabled person can log in")
    sandbox.obey(book.take(page))
    must(log_in(sandbox, "emmy", ANOTHER_PASSWORD + "!") == 200, "an enabled person cannot log in")
    must("user.disabled" in sandbox.obey(book.take(page)), "the audit trail does not have it")


def rotate(book: Book, sandbox: Sandbox) -> None:
    tess = Account(sandbox, "tess")
    sandbox.obey(book.take("rotate-a-key"), KEY_ID=tess.key_id, KEY=tess.key)
    old, new = tess.key, (sandbox.root / "root/new-key.txt").read_text().strip()
    must(tess.key_status() == 200, "the old secret ended with the rotation")
    told = sandbox.obey(book.take("rotate-a-key"), KEY_ID=tess.key_id)
    must('"secrets":' in told, f"the key was not shown: {told}")
    must(tess.key_status() == 401, "the old secret works after the rotation")
    tess.key = new
    must(new != old and tess.key_status() == 200, "the new secret does not work")


def questions(book: Book, sandbox: Sandbox, ada: Account) -> None:
    """The commands answer, and what they change holds."""
    mary = Account(sandbox, "mary")
    told = sandbox.obey(book.take("command-line"), ORG=ada.organization, KEY_ID=ada.key_id)
    must("ada@example.com" in told, f"the commands about people said {told}")
    logins = book.take("command-line")
    # Of today, as nobody logged in yesterday.
    logins.text = logins.text.replace(" -d yesterday", "").replace("$(date -u +%F", "$(date -u -d tomorrow +%F", 2)
    logins.text = logins.text.replace("--since \"$(date -u -d tomorrow", "--since \"$(date -u")
    told = sandbox.obey(logins)
    must("emmy@example.com" in told, f"of the logins of today, {told} is told")
    keys = book.take("command-line")
    keys.text += 'printf "made %s" "$KEY"\n'
    told = sandbox.obey(keys, ORG=mary.organization, KEY_ID=mary.key_id)
    must(mary.key_id in told and "made sndk_prod_" in told, f"the commands about keys said {told}")
    must(mary.key_status() == 401, "a key that was deleted works")
    must("CREATED" in sandbox.obey(book.take("command-line")), "unused keys are not listed")
