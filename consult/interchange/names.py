"""Names of organisations and places, folded for comparison."""

import re
import unicodedata

OTHER = re.compile(r"[^\w]+|_")


def fold(text: str) -> str:
    """Without marks, case and punctuation: «Écoles & Cie.» and "ecoles and cie" are one name."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and "))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return " ".join(OTHER.sub(" ", plain).split())
