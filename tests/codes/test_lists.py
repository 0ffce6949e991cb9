"""The lists are complete, in three languages where people read them, and look-ups say no to what they lack."""

import pytest

from consult.codes import lists
from consult.codes.modalities import modality_of
from consult.kit.i18n import speaking

OURS = ["psgs", "core_areas", "functions", "modalities", "communities", "constituencies", "risk_factors", "sgbv_tags", "organisation_kinds"]


def test_every_list_reads_and_names_each_code_in_english() -> None:
    for name in lists.list_names():
        for code in lists.codes(name, withdrawn=True):
            assert code.names["en"], (name, code.code)


@pytest.mark.parametrize("name", [*OURS, "categories", "transaction_types", "activity_statuses", "roles"])
def test_what_people_read_has_french_and_arabic(name: str) -> None:
    assert [c.code for c in lists.codes(name) if not {"en", "fr", "ar"} <= set(c.names)] == []


def test_counts_equal_the_published_lists() -> None:
    counts = {n: len(lists.codes(n, withdrawn=True)) for n in ("purpose_codes", "categories", "transaction_types")}
    assert counts == {"purpose_codes": 325, "categories": 44, "transaction_types": 13}
    assert [len(lists.codes(n)) for n in ("risk_factors", "constituencies", "communities")] == [14, 9, 6]


def test_a_label_speaks_the_reader_s_language() -> None:
    assert lists.label("functions", "TRAINING", "fr") == "Formation"
    with speaking("ar"):
        assert lists.label("functions", "TRAINING") == "تدريب"


def test_an_untranslated_code_stands_in_english_and_an_unknown_one_for_itself() -> None:
    assert lists.label("purpose_codes", "11110", "ar") == "Education policy and administrative management"
    assert lists.label("purpose_codes", "00000") == "00000"
    assert lists.find("purpose_codes", None) is None


def test_an_unknown_list_is_a_fault() -> None:
    with pytest.raises(LookupError):
        lists.codes("sectors")


def test_withdrawn_codes_are_known_but_not_offered() -> None:
    assert lists.find("purpose_codes", "15140") is not None
    assert "15140" not in dict(lists.choices("purpose_codes"))


@pytest.mark.parametrize(
    ("aid", "finance", "modality"),
    [
        ("A01", "110", "BUDGET_SUPPORT"),
        ("B032", None, "POOLED_FUND"),
        ("C01", "110", "PROJECT"),
        ("C01", "421", "LOAN"),
        ("D02", None, "TECHNICAL_ASSISTANCE"),
        ("H01", None, "UNKNOWN"),
        (None, None, "UNKNOWN"),
    ],
)
def test_the_type_of_aid_follows_the_source_s_codes(aid: str | None, finance: str | None, modality: str) -> None:
    assert modality_of(aid, finance) == modality
