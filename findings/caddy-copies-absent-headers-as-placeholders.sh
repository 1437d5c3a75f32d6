#!/usr/bin/env bash
# Caddy's `forward_auth` sends its own placeholder for the value of a header of `copy_headers` that the answer does not have.
#
# Version: Debian 12's caddy 2.6.2-5.
#
# Seen: the guard answers 204 with `X-Key` and without `X-User`. The service behind Caddy gets `X-Key: key_1`, and
# `X-User: {http.reverse_proxy.header.X-User}`: neither no such header, nor an empty one.
#
# Needs apt-get, dpkg-deb, curl and python3; takes about 50 MB in a temporary folder.
set -euo pipefail

work=$(mktemp -d)
readonly work
processes=()
cleanup() {
  local process
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

cd "$work"
apt-get -qq download caddy=2.6.2-5 >apt 2>&1 || { cat apt >&2; fail "the package cannot be had"; }
dpkg-deb -x caddy_*.deb root

# The guard answers under /guard, and the service behind Caddy says anywhere else what reached it.
cat >servers.py <<'PYTHON'
import http.server


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        is_guard = self.path == "/guard"
        self.send_response(204 if is_guard else 200)
        if is_guard:
            self.send_header("X-Key", "key_1")
        self.end_headers()
        if not is_guard:
            self.wfile.write(f"X-Key {self.headers['X-Key']}, X-User {self.headers['X-User']}".encode())

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
PYTHON
python3 servers.py >port &
processes+=($!)
until [[ -s port ]]; do sleep 0.1; done
server=$(<port)
gateway=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

cat >Caddyfile <<END
{
	admin off
	auto_https off
}
:$gateway {
	bind 127.0.0.1
	forward_auth 127.0.0.1:$server {
		uri /guard
		copy_headers X-Key X-User
	}
	reverse_proxy 127.0.0.1:$server
}
END
HOME=$work root/usr/bin/caddy run --adapter caddyfile --config Caddyfile >caddy.log 2>&1 &
processes+=($!)
seen=$(curl -s --noproxy '*' --retry 50 --retry-connrefused --retry-delay 0 --max-time 30 "http://127.0.0.1:$gateway/") ||
  { cat caddy.log >&2; fail "Caddy does not answer"; }
printf 'Caddy 2.6.2, what reaches the service: %s\n' "$seen"
[[ $seen == 'X-Key key_1, X-User {http.reverse_proxy.header.X-User}' ]] || fail "changed: expected a placeholder for X-User"
