"""A PostgreSQL as Debian lays it out, its configuration outside of its data, that takes connections through TLS alone."""

from sandbox import Sandbox

# The pages' commands give no password for these two; an operator has them in ~/.pgpass.
HBA = """
hostssl all         postgres   127.0.0.1/32 trust
hostssl replication replicator 127.0.0.1/32 trust
hostssl all         sendook    127.0.0.1/32 scram-sha-256
"""
MAKE = r"""
data=/var/lib/postgresql/15/main configuration=/etc/postgresql/15/main
install -d -o postgres -g postgres -m 700 $data
mkdir -p $configuration
runuser -u postgres -- initdb -D $data -U postgres -A trust -E UTF8 --locale C --no-sync >/dev/null
for file in postgresql pg_hba pg_ident; do mv $data/$file.conf $configuration/; done
install -o postgres -g postgres -m 644 /dev/stdin $configuration/pg_hba.conf <<<"$HBA"
chmod 644 $configuration/*
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=an authority' \
  -keyout ca.key -out /etc/sendook/db-ca.crt 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=db.example.com' -keyout server.key -out server.csr 2>/dev/null
openssl x509 -req -in server.csr -CA /etc/sendook/db-ca.crt -CAkey ca.key -CAcreateserial -days 2 -out $configuration/server.crt \
  -extfile <(echo subjectAltName=DNS:db.example.com) 2>/dev/null
install -o postgres -g postgres -m 600 server.key $configuration/server.key
cat >>$configuration/postgresql.conf <<END
data_directory = '$data'
hba_file = '$configuration/pg_hba.conf'
ident_file = '$configuration/pg_ident.conf'
listen_addresses = '127.0.0.1'
port = $PGPORT
unix_socket_directories = ''
ssl = on
ssl_cert_file = '$configuration/server.crt'
ssl_key_file = '$configuration/server.key'
END
"""


def make(sandbox: Sandbox, settings: str) -> None:
    """Starts it with these settings of a page."""
    sandbox.run(sandbox.translated(MAKE), HBA=HBA)
    configuration = sandbox.root / "etc/postgresql/15/main/postgresql.conf"
    with configuration.open("a") as file:
        file.write(sandbox.translated(settings))
    sandbox.run("systemctl start postgresql@15-main")


def psql(sandbox: Sandbox, statements: str, database: str = "postgres") -> str:
    """Runs statements as the superuser, each in a transaction of its own."""
    ask = f"psql -X -q -A -t -v ON_ERROR_STOP=1 -h db.example.com -U postgres -d {database}"
    return sandbox.run(f"{ask} <<<\"$STATEMENTS\"", STATEMENTS=statements).strip()
