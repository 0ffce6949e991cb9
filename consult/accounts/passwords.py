"""Passwords and one-use links: Argon2id, and hashes of random tokens."""

import hashlib
import secrets
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
_seats = BoundedSemaphore(2)  # each check takes 64 MiB
_nobody = _hasher.hash(secrets.token_urlsafe(8))
SHORTEST = 15


def hash_password(password: str) -> str:
    """Argon2id, salted."""
    with _seats:
        return _hasher.hash(password)


def matches(hashed: str | None, password: str) -> bool:
    """Whether the password is right; an account without one takes the same time."""
    with _seats:
        try:
            return _hasher.verify(hashed or _nobody, password) and hashed is not None
        except (VerificationError, InvalidHashError):
            return False


def new_token() -> tuple[str, str]:
    """A random token and the hash that is kept of it."""
    token = secrets.token_urlsafe(32)
    return token, hash_token(token)


def hash_token(token: str) -> str:
    """SHA-256 of a random token: no salt needed."""
    return hashlib.sha256(token.encode()).hexdigest()
