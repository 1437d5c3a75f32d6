"""Lets the service, the first argument, send mails to a mail server that misbehaves."""

import base64
import datetime
import pathlib
import re
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time

import crashes
from mail_server import Copy, MailServer, Order, wait_until
from service import Service

PROGRAM = sys.argv[1]
SENDER = "Accounts <no-reply@mail.example.com>"
HEADERS = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}

# What a mail server can do to one mail: in words, the order, the answers that each copy of the mail got, and which links work after all.
TAKEN = "250 2.0.0 Taken"
BUSY, LATER, NEVER = "421 4.3.2 Shutting down", "451 4.3.0 Try later", "550 5.1.1 No such mailbox"
MISBEHAVIOURS = {
    "says 421 to the hello": (Order("EHLO", BUSY), [TAKEN]),
    "says 421 to the sender": (Order("MAIL", BUSY, close=True), [TAKEN]),
    "refuses the recipient for now": (Order("RCPT", LATER), [TAKEN]),
    "refuses the recipient for good": (Order("RCPT", NEVER), [TAKEN]),
    "refuses the whole mail": (Order("DATA", LATER), [LATER, TAKEN]),
    "is slow": (Order("DATA", wait=3), [TAKEN]),
    "closes instead of an answer to the recipient": (Order("RCPT", close=True), [TAKEN]),
    "closes instead of an answer to the mail": (Order("DATA", close=True), [None, TAKEN]),
    "closes after it took the mail": (Order("DATA", TAKEN, close=True), [TAKEN]),
}


def fail(sentence: str, service: Service | None = None) -> None:
    sys.exit(f"{sentence}\n{service.log.read_text() if service else ''}")


class Sending(Service):
    """The service, sending to a mail server."""

    def __init__(self, mails: MailServer, url: str = "smtp://127.0.0.1:{port}", **settings: str) -> None:
        mail = {"SENDOOK_SMTP_URL": url.format(port=mails.port), "SENDOOK_MAIL_FROM": SENDER}
        super().__init__(PROGRAM, SENDOOK_PUBLIC_URL="http://127.0.0.1", RUST_LOG="trace", **mail, **settings)
        self.database = pathlib.Path(self.folder.name, "sendook.db")

    def outbox(self, statement: str, *values: object) -> list[tuple]:
        with sqlite3.connect(self.database, timeout=30) as database:
            return database.execute(statement, values).fetchall()

    def waiting(self) -> int:
        return self.outbox("SELECT count(*) FROM outgoing_mails")[0][0]

    def hurry(self) -> None:
        """Ends the pauses of all mails. Safe for one server, which sends one mail at a time."""
        self.outbox("UPDATE outgoing_mails SET due_at = 0 WHERE due_at > 0")

    def logs(self, text: str) -> bool:
        return text in self.log.read_text()


def link(copy: Copy) -> str:
    """The token of the link, the same in both forms."""
    plain, html = (set(re.findall(r"#(sndm_\w+)", copy.text(kind))) for kind in ("plain", "html"))
    if plain != html or len(plain) != 1:
        fail(f"the links differ: {plain} {html}")
    return plain.pop()


def check_form(copy: Copy, address: str, further: frozenset[str] = frozenset()) -> None:
    names = copy.message.keys()
    if sorted(names) != sorted(HEADERS | further):
        fail(f"the headers are {names}")
    if (copy.message["From"], copy.message["To"]) != (SENDER, address):
        fail(f"from {copy.message['From']} to {copy.message['To']}")
    parts = [part.get_content_type() for part in copy.message.walk()]
    if parts != ["multipart/alternative", "text/plain", "text/html"]:
        fail(f"the parts are {parts}")


def misbehaving() -> None:
    with MailServer() as mails, Sending(mails) as service:
        for number, (what, (order, answers)) in enumerate(MISBEHAVIOURS.items()):
            address = f"person.{number}@example.com"
            mails.orders.append(order)
            service.register(address)
            wait_until(f"the mail server {what}", mails.is_obeyed)
            wait_until(f"a mail arrives from a server that {what}", lambda: not service.waiting(), service.hurry)
            copies = mails.to(address)
            if [copy.answer for copy in copies] != answers:
                fail(f"a server that {what} got copies with these answers: {[copy.answer for copy in copies]}", service)
            if len({copy.message["Message-ID"] for copy in copies}) != 1:
                fail(f"a server that {what} got copies with several Message-IDs", service)
            for copy in copies:
                check_form(copy, address)
            check_links(service, what, copies)
        if len(mails.copies) != sum(len(answers) for _, answers in MISBEHAVIOURS.values()):
            fail("a mail came in twice", service)


def check_links(service: Service, what: str, copies: list[Copy]) -> None:
    """A link works once, in whichever copy that may have arrived; of a copy that was refused it does not."""
    client = service.client()
    delivered = [copy for copy in copies if copy.answer in (None, TAKEN)]
    for copy in (*(copy for copy in copies if copy not in delivered), *delivered):
        wanted = 200 if copy is delivered[0] else 401
        status, _ = client.ask("POST", "/auth/email/verify", {"token": link(copy)})
        if status != wanted:
            fail(f"the link of a server that {what} was answered with {status} instead of {wanted}", service)


def many_on_few_connections() -> None:
    """A server that takes one mail a connection, and one that is away at first: all mails arrive without a pause of their own."""
    with MailServer() as mails, Sending(mails) as service:
        mails.stop()
        addresses = [f"queued.{number}@example.com" for number in range(5)]
        for address in addresses:
            service.register(address)
        wait_until("the log says that the mail server is away", lambda: service.logs("no mail is sent until this is better"))
        mails.orders += [Order("DATA", TAKEN, close=True) for _ in addresses]
        mails.start()
        wait_until("all mails arrive", lambda: len(mails.copies) >= len(addresses))
        wait_until("none waits", lambda: not service.waiting())
        if sorted(copy.recipients[0] for copy in mails.copies) != addresses:
            fail("a mail came in twice", service)


def very_slow() -> None:
    """While a server takes its time, no second one of ours sends the same mail."""
    with MailServer() as mails, Sending(mails) as first:
        shared = f"sqlite://{first.database}"
        with Sending(mails, DATABASE_URL=shared):
            mails.orders.append(Order("DATA", wait=26))
            first.register("patient@example.com")
            wait_until("a mail is claimed", lambda: first.outbox("SELECT 1 FROM outgoing_mails WHERE attempts = 1"))
            # The claim ends in 23 s, unless it is made anew.
            first.outbox("UPDATE outgoing_mails SET due_at = ?", (time.time_ns() // 1000) + 23_000_000)
            wait_until("the mail arrives", lambda: not first.waiting())
        if len(mails.copies) != 1:
            fail(f"a slow mail server got {len(mails.copies)} copies", first)


def encrypted() -> None:
    """STARTTLS: a certificate of its own is refused until this machine trusts it."""
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = pathlib.Path(folder, "certificate.pem"), pathlib.Path(folder, "key.pem")
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE"]
        command += ["-keyout", key, "-out", certificate]
        subprocess.run(command, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        url = "smtp://127.0.0.1:{port}?tls=required"
        with MailServer(tls=context) as mails, MailServer() as plain:
            for refusing in (mails, plain):
                with Sending(refusing, url) as service:
                    service.register("wary@example.com")
                    wait_until("TLS is refused", lambda: service.logs("no mail is sent until this is better"))
                    if refusing.copies or service.waiting() != 1:
                        fail("a mail went without TLS, or got lost", service)
            with Sending(mails, url, SSL_CERT_FILE=str(certificate)) as service:
                service.register("trusting@example.com")
                wait_until("a mail arrives over TLS", lambda: mails.to("trusting@example.com"))
                if not mails.copies[0].encrypted:
                    fail("a mail came in without TLS", service)


def with_login() -> None:
    """A wrong password loses no mail, and the log never has the password: neither as in the URL, nor as the server gets it."""
    user, password, written = "sendook", "tr@velling/kettle", "tr%40velling%2Fkettle"
    secrets = [password, written, "kettle"]
    secrets += [base64.b64encode(text.encode()).decode() for text in (password, f"\0{user}\0{password}")]
    with MailServer(login=(user, password)) as mails:
        for url, arrives in ((f"{user}:{written}x", False), (f"{user}:{written}", True)):
            with Sending(mails, f"smtp://{url}@127.0.0.1:{{port}}") as service:
                service.register("known@example.com")
                if arrives:
                    wait_until("a mail arrives after a login", lambda: mails.copies and not service.waiting())
                else:
                    wait_until("the log says that the login failed", lambda: service.logs("no mail is sent until this is better"))
                    if mails.copies or service.waiting() != 1:
                        fail("a mail went without a login, or got lost", service)
                told = [secret for secret in secrets if service.logs(secret)]
                if told:
                    fail(f"the log has the password, as {told}")


def without_injected_lines() -> None:
    """A name with line breaks is refused, and one that decodes to some adds no header."""
    with MailServer() as mails, Sending(mails) as service:
        client = service.client()
        names = {"Ada\r\nBcc: eve@example.com": 400, "Ada\nBcc: eve@example.com": 400, "=?utf-8?Q?=0D=0ABcc:_eve@example.com?=": 201}
        for number, (name, wanted) in enumerate(names.items()):
            address = f"named.{number}@example.com"
            body = {"email": address, "password": "seven quiet lanterns", "first_name": name}
            status, answer = client.ask("POST", "/auth/register", body)
            if status != wanted:
                fail(f"a registration of {name!r} was answered with {status}: {answer.decode()}")
        wait_until("the mail arrives", lambda: mails.copies)
        check_form(mails.copies[0], address)
        for value in (f"A\r\nBcc: eve@example.com <{address}>", f"{address}\nBcc: eve@example.com"):
            settings = {"SENDOOK_SMTP_URL": "smtp://127.0.0.1", "SENDOOK_MAIL_FROM": value, "SENDOOK_PUBLIC_URL": "http://127.0.0.1"}
            done = subprocess.run([PROGRAM], env=settings, cwd=service.folder.name, capture_output=True, timeout=30)
            if done.returncode == 0 or b"SENDOOK_MAIL_FROM" not in done.stderr:
                fail(f"a sender with a line break was not refused: {done.stderr.decode()}")


def with_a_way_out() -> None:
    """A mail about the safety of an account has none; an invitation says how to get no more, and holds no name that the inviter chose."""
    with MailServer() as mails, Sending(mails) as service:
        account = service.register("owner@example.com")
        path, client = f"/organizations/{account['organization']['id']}", service.client()
        name, guest = "Buy Bcc: eve@example.com", "guest@example.com"
        client.ask("PATCH", path, {"name": name}, account["token"])
        status, answer = client.ask("POST", f"{path}/invitations", {"email": guest, "role": "member"}, account["token"])
        if status != 201:
            fail(f"an invitation was answered with {status}: {answer.decode()}")
        wait_until("both mails arrive", lambda: mails.to(guest) and mails.to("owner@example.com"))
        check_form(mails.to("owner@example.com")[0], "owner@example.com")
        invitation = mails.to(guest)[0]
        check_form(invitation, guest, frozenset({"List-Unsubscribe"}))
        if invitation.message["List-Unsubscribe"] != "<mailto:no-reply@mail.example.com?subject=unsubscribe>":
            fail(f"the way out is {invitation.message['List-Unsubscribe']}")
        if any(name in invitation.text(kind) for kind in ("plain", "html")):
            fail("an invitation quotes a name that the inviter chose")


def ending_keys() -> None:
    """A server that starts tells the owner of a key that ends tomorrow, once, and the next one does not."""
    with MailServer() as mails, Sending(mails) as first:
        owner = "owner@example.com"
        account = first.register(owner)
        tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
        key = {"name": "Nightly", "expires_at": tomorrow.isoformat()}
        status, answer = first.client().ask("POST", f"/organizations/{account['organization']['id']}/api_keys", key, account["token"])
        if status != 201:
            fail(f"a key was answered with {status}: {answer.decode()}")
        # Whoever made it today knows when it ends.
        first.outbox("UPDATE api_keys SET created_at = 0")
        for _ in range(2):
            with Sending(mails, DATABASE_URL=f"sqlite://{first.database}"):
                wait_until("the mails arrive", lambda: len(mails.to(owner)) == 2 and not first.waiting())
        told = mails.to(owner)[1]
        check_form(told, owner, frozenset({"List-Unsubscribe"}))
        if told.message["Subject"] != "API keys end soon" or "Nightly" not in told.text():
            fail(f"the mail says {told.message['Subject']!r}: {told.text()}")


def killed() -> None:
    """No mail is lost, and none sent twice but by a crash, while one of two servers is killed."""
    print(f"scripts/check-mail: {crashes.run(PROGRAM, 200, 2)}", flush=True)


def main() -> None:
    failed = []

    def run(scenario) -> None:
        try:
            scenario()
            print(f"scripts/check-mail: {scenario.__name__.replace('_', ' ')}: works", flush=True)
        except SystemExit as end:
            failed.append(f"{scenario.__name__}: {end}")
        except Exception as error:  # A thread that fails must fail the script.
            failed.append(f"{scenario.__name__}: {error!r}")

    # They wait most of the time.
    scenarios = (misbehaving, many_on_few_connections, very_slow, encrypted, with_login, without_injected_lines, with_a_way_out, ending_keys, killed)
    threads = [threading.Thread(target=run, args=(scenario,)) for scenario in scenarios]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        sys.exit("\n".join(failed))


main()
