"""Sets authenticator apps up at the service, the first argument, and logs in with their codes."""

import json
import subprocess
import sys
import time

import pyotp
from service import PASSWORD, Service

PROGRAM = sys.argv[1]
EMAIL = "ada@example.com"


def oathtool(offered: dict, at: float) -> str:
    """Reads the secret, as a person types it."""
    command = ["oathtool", "--totp", "--base32", f"--now=@{int(at)}", "-"]
    return subprocess.run(command, input=offered["secret"], capture_output=True, text=True, check=True).stdout.strip()


def pyotp_of_secret(offered: dict, at: float) -> str:
    return pyotp.TOTP(offered["secret"]).at(int(at))


def pyotp_of_uri(offered: dict, at: float) -> str:
    """Reads the URI, as apps do from a QR code: it must say nothing that changes the codes, and name both."""
    app = pyotp.parse_uri(offered["uri"])
    if (app.name, app.issuer, app.digits, app.interval) != (EMAIL, "Sendook", 6, 30):
        sys.exit(f"the URI is read as {app.name}, {app.issuer}, {app.digits}, {app.interval}")
    return app.at(int(at))


APPS = {"oathtool": oathtool, "pyotp, by the secret": pyotp_of_secret, "pyotp, by the URI": pyotp_of_uri}


def ask(service: Service, path: str, body: dict | None, wanted: int, token: str | None = None) -> dict:
    status, answer = service.client().ask("POST", path, body, credential=token)
    if status != wanted:
        sys.exit(f"{path} was answered with {status}: {answer.decode()}\n{service.log.read_text()}")
    return json.loads(answer)


def begin_step() -> None:
    """Waits, if a code is about to be over, so that none is while it is sent."""
    left = 30 - time.time() % 30
    if left < 5:
        time.sleep(left)


def main() -> None:
    for name, app in APPS.items():
        with Service(PROGRAM) as service:
            begin_step()
            token = service.register(EMAIL)["token"]
            offered = ask(service, "/auth/factors/totp", {}, 201, token)
            # One step back, so that the code of now is still unused for the login.
            earlier = app(offered, time.time() - 30)
            ask(service, f"/auth/factors/{offered['id']}/confirm", {"code": earlier}, 200, token)
            due = ask(service, "/auth/login", {"email": EMAIL, "password": PASSWORD}, 403)
            code = app(offered, time.time())
            step = {"mfaToken": due["mfaToken"], "code": f"{code[:3]} {code[3:]}"}
            ask(service, "/auth/login/second-factor", step, 200)
        print(f"{name}: accepted")


main()
