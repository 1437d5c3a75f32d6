"""People and keys of the service in the sandbox, as clients see them."""

import json
import sys

from sandbox import Sandbox
from service import Client

PASSWORD = "seven quiet lanterns"


def must(condition: object, otherwise: object) -> None:
    if not condition:
        sys.exit(f"scripts/check-operations: {otherwise}")


def ask(sandbox: Sandbox, method: str, path: str, body: object = None, credential: str | None = None) -> tuple[int, bytes]:
    return Client(f"127.0.0.1:{sandbox.port}", "127.0.0.1").ask(method, path, body, credential)


def log_in(sandbox: Sandbox, name: str, password: str = PASSWORD) -> int:
    """The status of the answer."""
    return ask(sandbox, "POST", "/auth/login", {"email": f"{name}@example.com", "password": password})[0]


class Account:
    """Somebody who has registered."""

    def __init__(self, sandbox: Sandbox, name: str) -> None:
        self.sandbox = sandbox
        body = {"email": f"{name}@example.com", "password": PASSWORD, "first_name": name}
        status, answer = ask(sandbox, "POST", "/auth/register", body)
        must(status == 201, f"a registration was answered with {status}: {answer.decode()}")
        made = json.loads(answer)
        self.key, self.token = made["apiKey"]["key"], made["token"]
        self.key_id, self.organization = made["apiKey"]["id"], made["organization"]["id"]

    def key_status(self) -> int:
        return ask(self.sandbox, "GET", "/v1/whoami", credential=self.key)[0]

    def make_key_with_key(self) -> tuple[str, str]:
        """The id and the secret of another key, which the first one makes."""
        status, answer = ask(self.sandbox, "POST", "/v1/api_keys", {"name": "Another"}, self.key)
        must(status == 201, f"a key was answered with {status}: {answer.decode()}")
        made = json.loads(answer)
        return made["id"], made["key"]

    def delete_key(self) -> None:
        path = f"/organizations/{self.organization}/api_keys/{self.key_id}"
        status, answer = ask(self.sandbox, "DELETE", path, credential=self.token)
        must(status == 200, f"the deletion was answered with {status}: {answer.decode()}")
        must(self.key_status() == 401, "a deleted key works")
