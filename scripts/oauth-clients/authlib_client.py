"""Authlib, with its session for requests: HTTP Basic (its default), the form, and a wrong secret."""

import os

import requests
from authlib.integrations.requests_client import OAuth2Session

ISSUER, CLIENT, SECRET, TOKEN = (os.environ[name] for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "TOKEN"))
METADATA = requests.get(f"{ISSUER}/.well-known/oauth-authorization-server", timeout=10).json()


def session(secret: str, method: str) -> OAuth2Session:
    return OAuth2Session(CLIENT, secret, token_endpoint_auth_method=method, revocation_endpoint_auth_method=method)


def introspect(asking: OAuth2Session, token: str) -> requests.Response:
    return asking.introspect_token(METADATA["introspection_endpoint"], token=token)


for way in ("client_secret_basic", "client_secret_post"):
    assert way in METADATA["introspection_endpoint_auth_methods_supported"], METADATA
    answer = introspect(session(SECRET, way), TOKEN).json()
    assert answer["active"] and "inboxes:read" in answer["scope"].split(), answer
    refused = introspect(session("junk", way), TOKEN)
    assert refused.status_code == 401 and refused.json()["error"] == "invalid_client", refused.text
    challenge = "Basic" if way == "client_secret_basic" else "Bearer"
    assert refused.headers["WWW-Authenticate"].startswith(challenge), refused.headers

ended, asking = os.environ["ENDED"], session(SECRET, "client_secret_basic")
assert introspect(asking, ended).json()["active"]
asking.revoke_token(METADATA["revocation_endpoint"], token=ended, token_type_hint="access_token").raise_for_status()
assert introspect(asking, ended).json() == {"active": False}
