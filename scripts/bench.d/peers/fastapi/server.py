"""FastAPI with its own bearer scheme, as its documentation sets it up, and keys in SQLite that are looked up by their SHA-256.
The look-up runs where the request does: faster, on a database of one's own, than on FastAPI's threads. Arguments: database file,
file to write the keys to, how many keys there are, how many are written."""

import hashlib
import pathlib
import socket
import sqlite3
import sys
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

file, keys_file, count, hot = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])


def key(number: int) -> str:
    return "key_" + hashlib.sha256(str(number).encode()).hexdigest()[:40]


def digest(credential: str) -> bytes:
    return hashlib.sha256(credential.encode()).digest()


database = sqlite3.connect(file, isolation_level=None)
database.executescript(
    "PRAGMA journal_mode = WAL; CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL);"
    "CREATE TABLE keys (digest BLOB PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id)) WITHOUT ROWID; BEGIN;"
)
users = ((n, f"User {n}", f"user{n}@example.com") for n in range(count // 10 + 1))
database.executemany("INSERT INTO users VALUES (?, ?, ?)", users)
database.executemany("INSERT INTO keys VALUES (?, ?)", ((digest(key(n)), n // 10) for n in range(count)))
database.execute("COMMIT")
keys_file.write_text("\n".join(key(n * (count // hot)) for n in range(hot)))

app = FastAPI()


async def user(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> dict:
    select = "SELECT users.id, name, email FROM keys JOIN users ON users.id = user_id WHERE digest = ?"
    found = database.execute(select, (digest(credentials.credentials),)).fetchone()
    if not found:
        raise HTTPException(401, "invalid token", {"WWW-Authenticate": "Bearer"})
    return dict(zip(("id", "name", "email"), found))


@app.get("/v1/whoami")
async def whoami(found: Annotated[dict, Depends(user)]) -> dict:
    return {"user": found}


# On a port of its own choice, which is printed before requests are taken: they wait in the queue of the socket.
listener = socket.create_server(("127.0.0.1", 0))
print(f"listens on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning", timeout_keep_alive=75)).run([listener])
