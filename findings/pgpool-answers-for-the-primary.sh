#!/usr/bin/env bash
# Pgpool-II tells that a session is on the primary, and sends the next statement of that session to a standby.
#
# Versions: Debian 12's pgpool2 4.3.5-1+deb12u1 and postgresql-15. Settings: streaming replication mode, load balancing on as by
# default, all weight on the standby, replay on the standby paused.
#
# Seen: within one session `SELECT pg_is_in_recovery()` answers f, and a plain SELECT right after it is answered by the standby,
# without a row that was committed before. With pg_is_in_recovery() inside the SELECT it is answered by the primary. The
# function is volatile, so that Pgpool-II takes each statement that calls it for a write: a check of its own says nothing about
# the statements around it.
#
# Needs apt-get, dpkg-deb and, as root, setpriv; takes about 100 MB in a temporary folder.
set -euo pipefail

work=$(mktemp -d)
readonly work root=$work/root
processes=()
cleanup() {
  local process
  for process in "${processes[@]}"; do kill -INT "$process" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

mkdir -p "$work"/cache/archives/partial "$root"
: >"$work/status"
apt-get -qq -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache" -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  install -y --download-only --no-install-recommends pgpool2=4.3.5-1+deb12u1 postgresql-15 libpq5 >"$work/apt" 2>&1 ||
  { cat "$work/apt" >&2; fail "the packages cannot be had"; }
for package in "$work"/cache/archives/*.deb; do
  # The C library and its loader stay the machine's own.
  case ${package##*/} in libc6_* | libc-bin_* | base-files_*) continue ;; esac
  dpkg-deb -x "$package" "$root"
done
export LD_LIBRARY_PATH=$root/usr/lib/$(uname -m)-linux-gnu LC_ALL=C
readonly programs=$root/usr/lib/postgresql/15/bin pgpool=$root/usr/sbin/pgpool

as_user=()
if ((EUID == 0)); then
  chown -R 65534:65534 "$work"
  chmod 755 "$work"
  as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
fi
cd "$work"
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' ; }
first=$(port) second=$(port) pooler=$(port) control=$(port)
ask() { "$programs/psql" -X -A -t -q -h 127.0.0.1 -U postgres -d postgres -p "$@"; }
serve() {
  "${as_user[@]}" "$programs/postgres" -D "$1" -p "$2" -c listen_addresses=127.0.0.1 -c "unix_socket_directories=" \
    -c "dynamic_library_path=$root/usr/lib/postgresql/15/lib" >"$1.log" 2>&1 &
  processes+=($!)
}
until_answers() {
  for _ in {1..300}; do ask "$1" -c 'SELECT 1' >/dev/null 2>&1 && return; sleep 0.1; done
  tail -n 20 "$work"/*.log >&2
  fail "nothing answers on port $1"
}

"${as_user[@]}" "$programs/initdb" -D primary -U postgres -A trust --no-sync --no-locale -E UTF8 -L "$root/usr/share/postgresql/15" >initdb.log 2>&1 ||
  { cat initdb.log >&2; fail "initdb failed"; }
serve primary "$first"
until_answers "$first"
ask "$first" -c 'CREATE TABLE seen (number int)'
"${as_user[@]}" "$programs/pg_basebackup" -h 127.0.0.1 -p "$first" -U postgres -D standby -R -c fast --no-sync
serve standby "$second"
until_answers "$second"
ask "$second" -c 'SELECT pg_wal_replay_pause()' >/dev/null
ask "$first" -c 'INSERT INTO seen VALUES (1)'

cat >pgpool.conf <<END
backend_clustering_mode = 'streaming_replication'
listen_addresses = '127.0.0.1'
port = $pooler
pcp_listen_addresses = '127.0.0.1'
pcp_port = $control
socket_dir = '$work'
pcp_socket_dir = '$work'
wd_ipc_socket_dir = '$work'
pid_file_name = '$work/pgpool.pid'
logdir = '$work'
backend_hostname0 = '127.0.0.1'
backend_port0 = $first
backend_weight0 = 0
backend_hostname1 = '127.0.0.1'
backend_port1 = $second
backend_weight1 = 1
sr_check_user = 'postgres'
END
: >pcp.conf
"${as_user[@]}" "$pgpool" -n -f pgpool.conf -F pcp.conf >pgpool.log 2>&1 &
processes+=($!)
until_answers "$pooler"

seen=$(ask "$pooler" -c 'SELECT pg_is_in_recovery()' -c 'SELECT count(*) FROM seen' \
  -c 'SELECT count(*) FROM seen WHERE NOT pg_is_in_recovery()' | paste -s -d ' ')
printf 'Pgpool-II 4.3.5, one session: in recovery, rows of a plain SELECT, rows of one that asks inside: %s\n' "$seen"
[[ $seen == 'f 0 1' ]] || fail "expected: f 0 1"
