"""Which national sectors a purpose code belongs to."""

import pytest

from consult.accounts.sectors import ambiguous, sectors_of

HELD = {"15130": 1, "15132": 1, "15111": 2, "15110": 2, "11110": 3, "11120": 3}


@pytest.mark.parametrize(
    ("code", "listed", "sectors"),
    [
        ("15130", [], {1}),
        ("15111", ["15130"], {2}),
        ("15150", [], set()),
        ("111", [], {3}),
        ("151", [], {1, 2}),
        ("151", ["15130", "15132"], {1}),
        ("151", ["15130", "15110"], {1, 2}),
        ("151", ["15150"], {1, 2}),
        ("152", [], set()),
        ("99810", [], {1, 2, 3}),
        ("99810", ["15130", "11110"], {1, 3}),
        ("99810", ["151", "111"], {1, 2, 3}),
        ("99810", ["99810"], {1, 2, 3}),
        ("998", [], {1, 2, 3}),
        (None, [], set()),
        ("", ["15130"], set()),
        ("77777", [], set()),
    ],
)
def test_a_code_belongs_to_those_who_hold_it(code: str | None, listed: list[str], sectors: set[int]) -> None:
    assert sectors_of(code, listed, HELD) == sectors


def test_several_are_ambiguous_and_without_sectors_nothing_is() -> None:
    assert [ambiguous(frozenset(s)) for s in ((), (1,), (1, 2))] == [False, False, True]
    assert sectors_of("99810", [], {}) == frozenset()
