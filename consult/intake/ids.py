"""Random ids and references, so that nothing tells what came before what."""

import secrets

SIGNS = "23456789CDFGHJKMPQRTVWXYZ"


def new_id() -> int:
    """A row's id: 53 random bits, never 0."""
    return secrets.randbits(53) or 1


def new_ref() -> str:
    """How moderators call a view among themselves: five signs that no word is made of, as in «7F3KD»."""
    return "".join(secrets.choice(SIGNS) for _ in range(5))
