"""Receipt codes: random, read in any script, kept as a hash; tokens signed and good for a while."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.intake import receipts

KEYS = receipts.keys_of("one secret")
SCRIPTS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯"]


@given(st.integers(0, 10**16 - 1), st.sampled_from(SCRIPTS), st.sampled_from(["", " ", "-", " . ", "\u200f"]))
def test_a_code_is_read_in_any_script_with_anything_between(number: int, script: str, between: str) -> None:
    code = f"{number:016d}"
    typed = between.join("".join(script[int(d)] for d in code[i : i + 4]) for i in range(0, 16, 4))
    assert receipts.read_code(typed) == code
    assert receipts.read_code(receipts.in_groups(code)) == code


@pytest.mark.parametrize("typed", ["", "1234", "1" * 17, "48210937552x1184", "½" * 16, "four eight two one"])
def test_another_shape_is_no_code(typed: str) -> None:
    assert receipts.read_code(typed) is None


def test_codes_are_sixteen_digits_and_differ() -> None:
    codes = {receipts.new_code(KEYS, str(n)) for n in range(200)}
    assert len(codes) == 200
    assert all(len(c) == 16 and c.isascii() and c.isdigit() for c in codes)
    assert receipts.new_code(KEYS, "1") != receipts.new_code(receipts.keys_of("another"), "1")


def test_what_is_kept_needs_the_key_and_hides_the_code() -> None:
    kept = receipts.lookup_of(KEYS, "4821093755261184")
    assert kept == receipts.lookup_of(KEYS, "4821093755261184")
    assert kept != receipts.lookup_of(receipts.keys_of("another"), "4821093755261184")
    assert "4821" not in kept


def test_tokens_are_ours_for_one_purpose_and_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    token = receipts.new_token(KEYS, "send", "XM")
    assert (read := receipts.read_token(KEYS, "send", token, lasts=60))
    assert read.good
    assert read.about == "XM"
    assert receipts.read_token(KEYS, "form", token, lasts=60) is None
    assert receipts.read_token(KEYS, "send", token[:-2] + "xx", lasts=60) is None
    assert receipts.read_token(KEYS, "send", "", lasts=60) is None
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    assert (read := receipts.read_token(KEYS, "send", token, lasts=60))
    assert not read.good
