"""What the machine marks for a moderator's eye."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.intake.marking import pieces


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("The clerk, Mr Adan, asks for a fee", [("Mr Adan", "name")]),
        ("Call 077 123 45 67 today", [("077 123 45 67", "number")]),
        ("Write to a.b@example.org", [("a.b@example.org", "mail")]),
        ("It was on 12/03/2026", [("12/03/2026", "event")]),
        ("The car AB 123 CD", [("AB 123 CD", "number")]),
        ("At 12.3456, 15.7890 it stands", [("12.3456, 15.7890", "place")]),
        ("the road to tessa is closed", [("tessa", "place")]),
        ("The registry opens one day a week", []),
    ],
)
def test_passages_to_look_at(text: str, marked: list[tuple[str, str]]) -> None:
    assert [(p.text, p.kind) for p in pieces(text, ["Tessa"]) if p.mark] == marked


@given(st.text(max_size=200))
def test_no_sign_is_lost(text: str) -> None:
    assert "".join(piece.text for piece in pieces(text)) == text
