"""A mail server that misbehaves on order, made of aiosmtpd."""

import asyncio
import dataclasses
import email.message
import email.policy
import logging
import socket
import ssl
import sys
import time
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

WAIT_SECONDS = 40

# It takes what it is ordered to do for errors.
logging.disable()
warnings.simplefilter("ignore")


@dataclasses.dataclass
class Order:
    """What to do once, at a step of SMTP: answer with something else, or late, or close the connection before or after the answer."""

    step: str
    answer: str | None = None
    wait: float = 0
    close: bool = False


class Copy:
    """A mail that came in whole, and what the sender was told of it: `None` if nothing."""

    def __init__(self, envelope: Envelope, encrypted: bool, answer: str | None) -> None:
        self.recipients, self.encrypted, self.answer = envelope.rcpt_tos, encrypted, answer
        self.message = email.message_from_bytes(envelope.content, policy=email.policy.default)

    def text(self, kind: str = "plain") -> str:
        body: email.message.EmailMessage = self.message.get_body((kind,))
        return body.get_content()


class MailServer:
    """Listens from `with` to the end of it, or as `start` and `stop` say."""

    def __init__(self, tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None) -> None:
        self.copies: list[Copy] = []
        self.orders: list[Order] = []
        self.login = login
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.settings = {"tls_context": tls, "require_starttls": tls is not None}
        if login:
            self.settings |= {"auth_required": True, "auth_require_tls": False, "authenticator": self.authenticate}

    def __enter__(self) -> "MailServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.controller:
            self.stop()

    def start(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **self.settings)
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop()
        self.controller = None

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: LoginPassword) -> AuthResult:
        return AuthResult(success=(login.login.decode(), login.password.decode()) == self.login, handled=False)

    def is_obeyed(self) -> bool:
        return not self.orders

    def to(self, address: str) -> list[Copy]:
        return [copy for copy in self.copies if copy.recipients == [address]]

    async def obey(self, step: str, server: SMTP, usual: str) -> str | None:
        """The answer of this step; `None` if the connection was closed without one."""
        order = self.orders[0] if self.orders and self.orders[0].step == step else Order(step)
        if order.wait:
            await asyncio.sleep(order.wait)
        answer = order.answer if order.close else order.answer or usual
        if step == "DATA":
            self.copies.append(Copy(server.envelope, server.session.ssl is not None, answer))
        if order in self.orders:
            self.orders.remove(order)
        if order.close:
            if answer:
                await server.push(answer)
            server.transport.close()
            # Until the end of the connection ends this.
            await asyncio.Event().wait()
        return answer

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str, usual: list[str]) -> list[str]:
        session.host_name = hostname
        answer = await self.obey("EHLO", server, "")
        return [answer] if answer else usual

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str | None:
        envelope.mail_from = address
        return await self.obey("MAIL", server, "250 2.1.0 Fine")

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str | None:
        envelope.rcpt_tos.append(address)
        return await self.obey("RCPT", server, "250 2.1.5 Fine")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str | None:
        return await self.obey("DATA", server, "250 2.0.0 Taken")


def wait_until(what: str, happened, meanwhile=lambda: None) -> None:
    """Returns once it happened, or ends the script."""
    end = time.monotonic() + WAIT_SECONDS
    while not happened():
        if time.monotonic() > end:
            sys.exit(f"it did not happen that {what}")
        meanwhile()
        time.sleep(0.1)
