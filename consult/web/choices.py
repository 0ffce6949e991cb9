"""What a field offers to choose from."""

from collections.abc import Iterable
from typing import Any

import wtforms


def options(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """Choices of a field from (value sent, words shown) pairs."""
    return [wtforms.SelectChoice(value, words) for value, words in pairs]  # type: ignore[attr-defined]
