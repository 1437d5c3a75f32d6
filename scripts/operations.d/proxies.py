"""nginx in front of the service, with TLS."""

import re
import subprocess
import urllib.parse

from account import PASSWORD, must
from balancer import Nginx
from page import Book
from sandbox import Sandbox, free_port

MAKE_CERTIFICATE = """
folder=/etc/letsencrypt/live/auth.example.com
mkdir -p $folder /etc/nginx/sites-available /etc/nginx/sites-enabled
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=auth.example.com' \
  -addext subjectAltName=DNS:auth.example.com -keyout $folder/privkey.pem -out $folder/fullchain.pem 2>/dev/null
"""


def proxy(book: Book, sandbox: Sandbox) -> None:
    """Behind it the service knows the client's address, and takes forms from the address in the browser."""
    sandbox.run(sandbox.translated(MAKE_CERTIFICATE))
    plain = free_port()
    servers = sandbox.translated(book.take("proxy", "nginx").text)
    servers = re.sub(r"\n *listen \[::\].*", "", servers).replace("listen 443 ssl;", "LISTEN_TLS")
    servers = servers.replace("listen 80;", f"listen 127.0.0.1:{plain};")
    certificate = sandbox.root / "etc/letsencrypt/live/auth.example.com/fullchain.pem"
    (sandbox.root / "etc/nginx/sites-available/sendook").write_text(servers)
    with Nginx(sandbox.root / "nginx-proxy", servers, certificate) as nginx:
        url = "https://auth.example.com/"
        reached = f"--cacert {certificate} --connect-to auth.example.com:443:127.0.0.1:{nginx.port} {url}"
        sandbox.replacements += [(url, reached), ("nginx -t", f"nginx -t -q -e /dev/null -c {nginx.file}")]
        told = sandbox.obey(book.take("proxy"))
        del sandbox.replacements[-2:]
        must('{"ready":true}' in told, f"through nginx: {told}")
        moved = ["curl", "--silent", "--output", "/dev/null", "--write-out", "%{redirect_url}"]
        moved += ["--header", "Host: auth.example.com", f"http://127.0.0.1:{plain}/login"]
        to = subprocess.run(moved, capture_output=True, text=True).stdout
        must(to == "https://auth.example.com/login", f"plain HTTP leads to '{to}'")
        log_in_by_form(nginx)
    must_log_in_from = "SELECT ip FROM sessions ORDER BY created_at DESC LIMIT 1"
    file = sandbox.root / "var/lib/sendook/sendook.db"
    address = subprocess.run(["sqlite3", file, must_log_in_from], capture_output=True, text=True).stdout.strip()
    must(address == "127.0.0.9", f"behind the proxy the client's address is '{address}'")


def log_in_by_form(nginx: Nginx) -> None:
    client = nginx.client("127.0.0.9")
    browser = {"Host": "auth.example.com", "Accept": "text/html"}
    client.request("GET", "/login", headers=browser)
    answer = client.getresponse()
    fields = dict(re.findall(r'name="([^"]+)"[^>]* value="([^"]*)"', answer.read().decode()))
    cookies = answer.headers.get_all("Set-Cookie", [])
    must(cookies and all("Secure" in cookie for cookie in cookies), f"cookies behind TLS: {cookies}")
    form = urllib.parse.urlencode(fields | {"email": "proxied@example.com", "password": PASSWORD})
    browser |= {"Origin": "https://auth.example.com", "Content-Type": "application/x-www-form-urlencoded"}
    browser["Cookie"] = "; ".join(cookie.split(";")[0] for cookie in cookies)
    client.request("POST", "/login", form, browser)
    answer = client.getresponse()
    answer.read()
    must(answer.status == 303, f"a form behind TLS was answered with {answer.status}")


def settings(book: Book, sandbox: Sandbox) -> None:
    """Those that the page shows on their own are taken by the program."""
    for _ in range(2):
        block = book.take("proxy")
        block.text = "set -a\n" + block.text + "command sendook migrate\n"
        sandbox.obey(block, DATABASE_URL=f"sqlite://{sandbox.root}/settings.db")
