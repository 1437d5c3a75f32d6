"""Prints hashes that packages of Python make: which one, the password in hexadecimal digits, and the hash."""

import sys

import argon2
import django
import passlib.hash
import werkzeug.security
from django.conf import settings
from importlib.metadata import version

HASHERS = ["PBKDF2", "PBKDF2SHA1", "Argon2", "Scrypt", "BCryptSHA256", "BCrypt"]
settings.configure(PASSWORD_HASHERS=[f"django.contrib.auth.hashers.{name}PasswordHasher" for name in HASHERS])
django.setup()

from django.contrib.auth.hashers import get_hashers, make_password  # noqa: E402: only once there are settings


def show(package: str, what: str, password: str, made: str) -> None:
    print(f"{package} {version(package)} {what}", password.encode().hex(), made, sep="\t")


for password in (bytes.fromhex(argument).decode() for argument in sys.argv[1:]):
    for hasher in get_hashers():
        show("Django", hasher.algorithm, password, make_password(password, hasher=hasher.algorithm))
    for method in ("scrypt", "pbkdf2", "pbkdf2:sha512"):
        show("Werkzeug", method, password, werkzeug.security.generate_password_hash(password, method))
    for name in ("pbkdf2_sha1", "pbkdf2_sha256", "pbkdf2_sha512", "scrypt", "phpass"):
        show("passlib", name, password, getattr(passlib.hash, name).hash(password))
    for kind in argon2.Type:
        show("argon2-cffi", kind.name, password, argon2.PasswordHasher(type=kind).hash(password))
