"""The service under a path of its host, behind an nginx that leaves the path and behind one that removes it: what a person does in a
browser, and what a program does with a key."""

import http.client
import json
import re
import sys
import urllib.parse

from balancer import Nginx
from page import Book
from sandbox import Sandbox
from service import Service

PAGE = "proxy"
PASSWORD = "seven quiet lanterns"


class Visitor:
    """A browser, as far as that is needed, which sees the service at a public address."""

    def __init__(self, nginx: Nginx, url: str) -> None:
        self.nginx, self.cookies = nginx, {}
        self.origin, self.prefix = re.fullmatch(r"(https://[^/]+)(/.+)", url).groups()

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[http.client.HTTPResponse, str]:
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        client = self.nginx.client()
        client.request(method, path, body, headers | {"Host": urllib.parse.urlsplit(self.origin).netloc})
        answer = client.getresponse()
        return answer, answer.read().decode()

    def browse(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[http.client.HTTPResponse, str]:
        headers = {"Accept": "text/html", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            headers |= {"Content_Type": "application/x-www-form-urlencoded", "Origin": self.origin, "Sec_Fetch_Site": "same-origin"}
            body = urllib.parse.urlencode(form)
        answer, text = self.ask(method, path, body, **headers)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            must(f"Path={self.prefix};" in cookie and "Secure" in cookie, f"{path} sets {cookie}")
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
            if "Max-Age=0" in cookie:
                del self.cookies[name]
        for address in re.findall(r'(?:href|src|action|data-replace-address)="(/[^"]*)"', text):
            must(address.startswith(self.prefix + "/"), f"{path} has a link to {address}")
        return answer, text

    def page(self, path: str) -> str:
        answer, text = self.browse("GET", path)
        must(answer.status == 200, f"{path} was answered with {answer.status}: {text}")
        return text

    def send(self, path: str, fields: dict[str, str], leads_to: str) -> None:
        token = re.search(r'name="form_token" value="([^"]+)"', self.page(path))[1]
        answer, text = self.browse("POST", path, fields | {"form_token": token})
        must((answer.status, answer.headers["Location"]) == (303, leads_to), f"{path}: {answer.status} {answer.headers['Location']} {text}")

    def journey(self, name: str) -> None:
        """What nginx decides. The rest, page by page and form by form, is tested in crates/dashboard/tests/it/path_prefix.rs."""
        prefix = self.prefix
        answer, _ = self.browse("GET", prefix + "/")
        must(answer.headers["Location"] == f"{prefix}/login", f"the front page leads to {answer.headers['Location']}")
        token = re.search(r'name="form_token" value="([^"]+)"', self.page(f"{prefix}/signup"))[1]
        account = {"email": f"{name}@example.com", "password": PASSWORD, "first_name": "Ada", "form_token": token}
        answer, welcome = self.browse("POST", f"{prefix}/signup", account)
        must(answer.status == 201, f"the sign-up was answered with {answer.status}: {welcome}")
        must(f"curl {self.origin}{prefix}/v1/whoami" in welcome, "the welcome page shows a command for another address")
        key = re.search(r"SENDOOK_API_KEY=(\w+)", welcome)[1]
        for file in re.findall(r'(?:href|src)="([^"]+/assets/[^"]+)"', welcome):
            self.page(file)
        self.send(f"{prefix}/inboxes", {"name": name}, f"{prefix}/inboxes?notice=inbox-created")
        self.program(key)

    def program(self, key: str) -> None:
        """Follows `Link` from page to page, as any client does."""
        address, found = f"{self.origin}{self.prefix}/v1/inboxes?limit=1", []
        while address:
            path = address.removeprefix(self.origin)
            answer, text = self.ask("GET", path, Authorization=f"Bearer {key}")
            must(answer.status == 200, f"{path} was answered with {answer.status}: {text}")
            found += json.loads(text)
            link = re.fullmatch(r'<([^>]+)>; rel="next"', answer.headers["Link"] or "")
            address = urllib.parse.urljoin(address, link[1]) if link else None
        must(len(found) == 2, f"there are two inboxes, but the pages show {len(found)}")
        for path in ("health", "health/ready", "v1/whoami"):
            answer, text = self.ask("GET", f"{self.prefix}/{path}", Authorization=f"Bearer {key}")
            must(answer.status == 200, f"{path} was answered with {answer.status}: {text}")


def must(condition: object, otherwise: object) -> None:
    if not condition:
        sys.exit(f"scripts/check-operations, under a path: {otherwise}")


def under_a_path(book: Book, sandbox: Sandbox, program: str) -> None:
    url = book.take(PAGE).text.strip().removeprefix("SENDOOK_PUBLIC_URL=")
    location = book.take(PAGE, "nginx").text
    for public_url in (url, url.replace("/auth", "/team/sign-in")):
        with Service(program, SENDOOK_PUBLIC_URL=public_url) as service:
            prefix = urllib.parse.urlsplit(public_url).path
            leaves = location.replace("127.0.0.1:8006", service.address).replace("/auth/", f"{prefix}/")
            removes = leaves.replace(f"{service.address};", f"{service.address}/;")
            must(leaves != removes, "the page's location does not pass requests on as it should")
            for name, server in (("leaves", leaves), ("removes", removes)):
                folder = sandbox.root / f"nginx-{name}{prefix.replace('/', '-')}"
                with Nginx(folder, "server { LISTEN " + server + "}") as nginx:
                    Visitor(nginx, public_url).journey(name)
