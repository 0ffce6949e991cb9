"""Receipt codes and one-use form tokens: made, read in any script, and kept only as keyed, memory-hard hashes."""

import hashlib
import hmac
import secrets
import time
import unicodedata
from threading import BoundedSemaphore
from typing import NamedTuple

from argon2.low_level import Type, hash_secret_raw
from itsdangerous import BadSignature, URLSafeTimedSerializer

DIGITS = 16
FORM_LASTS = 12 * 3600
SEND_LASTS = 3600
HANDLE_LASTS = 1800
"""Seconds for which a form, its check page, and an opened receipt may be used."""
_seats = BoundedSemaphore(2)  # each hash takes 64 MiB: the rest wait in one queue


class Keys(NamedTuple):
    """What the installation's secret gives intake, one key a purpose; none of them is in a database."""

    receipt: bytes
    salt: bytes
    digits: bytes
    token: bytes


class Token(NamedTuple):
    """A token read: the random part of it, what it is about, and whether it is still good."""

    nonce: str
    about: str
    good: bool


def keys_of(secret: str) -> Keys:
    """The keys that an installation's secret yields."""
    keys = (hmac.digest(secret.encode(), f"intake {purpose}".encode(), "sha256") for purpose in Keys._fields)
    return Keys(*keys)


def new_code(keys: Keys, nonce: str) -> str:
    """A code of 16 decimal digits, as random as the nonce of the form that sends the view.

    A form sent twice so gets the same code again, and the code itself need not be kept.
    """
    number = int.from_bytes(hmac.digest(keys.digits, nonce.encode(), "sha512"))
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def read_code(typed: str) -> str | None:
    """The 16 digits of what somebody typed, in any script, whatever stands between them; None for another shape."""
    digits = []
    for sign in typed:
        if (value := unicodedata.decimal(sign, None)) is not None:
            digits.append(str(value))
        elif sign.isalnum():
            return None
    return "".join(digits) if len(digits) == DIGITS else None


def in_groups(code: str) -> str:
    """A code as people read it, in four groups of four."""
    return " ".join(code[i : i + 4] for i in range(0, DIGITS, 4))


def lookup_of(keys: Keys, code: str) -> str:
    """What is kept of a code: HMAC(key, Argon2id(digits, installation salt)), as hex (P1)."""
    with _seats:
        hard = hash_secret_raw(
            code.encode(), keys.salt[:16], time_cost=3, memory_cost=65536, parallelism=1, hash_len=32, type=Type.ID
        )
    return hmac.new(keys.receipt, hard, hashlib.sha256).hexdigest()


def new_token(keys: Keys, purpose: str, about: str) -> str:
    """A signed token for one form: no cookie carries it."""
    return serializer(keys, purpose).dumps([secrets.token_urlsafe(24), about])


def read_token(keys: Keys, purpose: str, token: str, *, lasts: int) -> Token | None:
    """A token of ours, however old; None for anything else."""
    try:
        (nonce, about), at = serializer(keys, purpose).loads(token, return_timestamp=True)
    except (BadSignature, ValueError, TypeError):
        return None
    age = time.time() - at.timestamp()
    return Token(nonce, about, good=age <= lasts)


def serializer(keys: Keys, purpose: str) -> URLSafeTimedSerializer:
    """Signs tokens of one purpose."""
    return URLSafeTimedSerializer(keys.token, salt=f"intake {purpose}", signer_kwargs={"digest_method": hashlib.sha256})


def hash_nonce(nonce: str) -> str:
    """What is kept of a used token."""
    return hashlib.sha256(nonce.encode()).hexdigest()
