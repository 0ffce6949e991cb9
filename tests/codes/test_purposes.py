"""The tree of purpose codes, and what matches what."""

import pytest

from consult.codes import purposes


def test_the_tree_holds_each_code_in_use_once() -> None:
    leaves = [c.code for _, codes in purposes.tree() for c in codes]
    assert len(leaves) == len(set(leaves)) > 240
    assert "15130" in leaves
    assert "15140" not in leaves


@pytest.mark.parametrize(("code", "category"), [("15130", "151"), ("151", "151"), ("99810", "998"), ("77777", "777")])
def test_a_code_has_its_category(code: str, category: str) -> None:
    assert purposes.category_of(code) == category


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("15130", "15130", True),
        ("151", "15130", True),
        ("15130", "151", True),
        ("151", "151", True),
        ("15130", "15110", False),
        ("152", "15130", False),
        ("998", "99810", False),
        ("99810", "99810", False),
    ],
)
def test_codes_match_by_equality_or_category(one: str, other: str, match: bool) -> None:
    assert purposes.matches(one, other) is match


@pytest.mark.parametrize(
    ("codes", "met"), [(["15130", "15110"], "151"), (["15130"], "151"), (["15130", "15210"], "99810"), ([], "99810")]
)
def test_several_codes_meet_at_their_category(codes: list[str], met: str) -> None:
    assert purposes.common_category(codes) == met


@pytest.mark.parametrize(
    ("code", "psg"), [("15132", "PSG2"), ("15111", "PSG5"), ("31110", "PSG4"), ("12220", "PSG5"), ("15196", None)]
)
def test_the_psg_of_a_code_by_default(code: str, psg: str | None) -> None:
    assert purposes.psg_of(code) == psg


def test_a_psg_lies_in_a_core_area() -> None:
    assert [purposes.core_area_of(f"PSG{n}") for n in range(1, 6)] == ["POL", "ROL", "ROL", "ECO", "ECO"]


def test_what_is_no_code_is_known_as_such() -> None:
    assert purposes.purpose_code("15130")
    assert purposes.purpose_code("151")
    assert purposes.purpose_code("1513") is None
    assert [purposes.unspecified(c) for c in (None, "99810", "998", "15130")] == [True, True, True, False]
