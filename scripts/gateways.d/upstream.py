"""Two servers behind a gateway: one that says what reached it, and one that answers every question in the same way."""

import http.server
import json
import threading


# What the second one says beside its status.
RETRY_AFTER, REFUSAL = 7, b"of the guard"


class Server:
    """Serves on a free loopback port, from `with` to the end of it."""

    def __init__(self, answer) -> None:
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                # Whatever the method is called.
                self.raw_requestline = self.rfile.readline(65537)
                if not self.raw_requestline:
                    self.close_connection = True
                elif self.parse_request():
                    answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # A gateway may drop a connection whenever it likes.
        self.server.handle_error = lambda *_: None
        self.address = f"127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> "Server":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def body_of(request: http.server.BaseHTTPRequestHandler) -> bytes:
    """The whole body, chunked or not."""
    if request.headers.get("transfer-encoding", "").lower() != "chunked":
        return request.rfile.read(int(request.headers.get("content-length", 0)))
    body = b""
    while size := int(request.rfile.readline().split(b";")[0], 16):
        body += request.rfile.read(size)
        request.rfile.readline()
    request.rfile.readline()
    return body


def send(request: http.server.BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    if status != 204:
        request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    if request.command != "HEAD" and status != 204:
        request.wfile.write(body)


class Upstream(Server):
    """The service behind the gateway. It says what reached it."""

    def __init__(self) -> None:
        self.requests = 0
        super().__init__(self.tell)

    def tell(self, request: http.server.BaseHTTPRequestHandler) -> None:
        self.requests += 1
        headers = [(name.lower(), value) for name, value in request.headers.items()]
        told = {"method": request.command, "path": request.path, "headers": headers, "body": len(body_of(request))}
        send(request, 200, {"Content-Type": "application/json"}, json.dumps(told).encode())


class Guard(Server):
    """Stands for the service, and answers every question with one status."""

    def __init__(self) -> None:
        self.status = 204
        super().__init__(self.judge)

    def judge(self, request: http.server.BaseHTTPRequestHandler) -> None:
        body_of(request)
        headers = {"WWW-Authenticate": "Bearer", "Retry-After": str(RETRY_AFTER), "Location": "/elsewhere"}
        send(request, self.status, headers, REFUSAL)
