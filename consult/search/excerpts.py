"""The part of a text around the words sought."""

from consult.kit.text import fold

LENGTH = 180


def excerpt(text: str, words: str) -> str:
    """Up to LENGTH characters around the first word that begins like one sought, cut at words with an ellipsis."""
    if len(text) <= LENGTH:
        return text
    begins = [fold(w)[:4] for w in words.split() if fold(w)]
    tokens = text.split()
    at = next((i for i, t in enumerate(tokens) if any(b in fold(t) for b in begins)), 0)
    start, kept, size = max(0, at - 8), [], 0
    for token in tokens[start:]:
        if size + len(token) > LENGTH:
            break
        kept.append(token)
        size += len(token) + 1
    ended = start + len(kept) == len(tokens)
    return ("… " if start else "") + " ".join(kept) + ("" if ended else " …")
