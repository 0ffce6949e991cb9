"""The index finds words' kin in three languages, obeys its seal, and agrees with a plain look at every record."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.search.port import Damaged, Found, Record
from consult.search.scan import scan
from consult.search.whoosh_index import WhooshIndex

RECORDS = [
    Record(
        kind="priority",
        path="agenda/3/",
        titles={
            "": "Births registered in all communes",
            "fr": "Les naissances enregistrées dans toutes les communes",
            "ar": "تسجيل المواليد في جميع البلديات",
        },
        texts={"": "Clerks come on market days."},
    ),
    Record(kind="sector", path="consent/justice/", titles={"": "Justice", "fr": "Justice"}, texts={"": "Ministry of Justice"}),
    Record(
        kind="commitment", path="support/C-0192/", titles={"": "Court clerks trained"}, texts={"": "C-0192 Vessia Cooperation"}
    ),
    Record(
        kind="theme",
        path="voices/answered/#theme-1",
        titles={"fr": "Les frais d’état civil"},
        texts={"fr": "Des agents demandent des frais."},
    ),
]


@pytest.fixture
def index(tmp_path: Path) -> WhooshIndex:
    made = WhooshIndex(tmp_path / "index" / "XM", "secret")
    made.build(RECORDS, mark="7")
    return made


def paths(found: Found) -> list[str]:
    return sorted(h.path for h in found.hits)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("birth", ["agenda/3/"]),
        ("registering births", ["agenda/3/"]),
        ("NAISSANCE", ["agenda/3/"]),
        ("enregistree", ["agenda/3/"]),
        ("frais d’etat civil", ["voices/answered/#theme-1"]),
        ("بلديات", ["agenda/3/"]),
        ("البلديات", ["agenda/3/"]),
        ("clerk", ["agenda/3/", "support/C-0192/"]),
        ("clerk trained", ["support/C-0192/"]),
        ("C-0192", ["support/C-0192/"]),
        ("justice ministry", ["consent/justice/"]),
        ("nothing like it", []),
        ("", []),
        ("*", []),
        ('"(AND OR', []),
    ],
)
def test_words_and_their_kin_are_found(index: WhooshIndex, words: str, expected: list[str]) -> None:
    assert paths(index.find(words, language="en")) == expected
    assert paths(scan(RECORDS, words, language="en")) == expected


def test_a_hit_is_shown_in_the_readers_language_where_it_has_that(index: WhooshIndex) -> None:
    assert index.find("births", language="fr").hits[0].title.startswith("Les naissances")
    assert index.find("births", language="ar").hits[0].title.startswith("تسجيل")
    assert index.find("frais", language="en").hits[0].title == "Les frais d’état civil"


def test_kinds_are_counted_and_chosen(index: WhooshIndex) -> None:
    found = index.find("clerks", language="en", kind="commitment")
    assert paths(found) == ["support/C-0192/"]
    assert found.total == 1
    assert found.kinds == {"priority": 1, "commitment": 1}
    assert found.kinds == scan(RECORDS, "clerks", language="en").kinds


def test_a_title_counts_more_than_a_text(index: WhooshIndex) -> None:
    assert index.find("clerk", language="en").hits[0].path == "support/C-0192/"


def test_its_folder_is_its_owners_alone(index: WhooshIndex) -> None:
    assert index.home.stat().st_mode & 0o777 == 0o700
    assert all(p.stat().st_mode & 0o777 == 0o700 for p in index.home.iterdir() if p.is_dir())


def test_a_tampered_index_is_not_opened_and_forgotten(index: WhooshIndex, tmp_path: Path) -> None:
    file = next(index.home.rglob("*.toc"))
    file.write_bytes(file.read_bytes() + b"x")
    fresh = WhooshIndex(index.home, "secret")
    with pytest.raises(Damaged):
        fresh.find("births", language="en")
    assert fresh.mark() is None
    assert not (index.home / "current.json").exists()


def test_another_secret_does_not_open_it(index: WhooshIndex) -> None:
    with pytest.raises(Damaged):
        WhooshIndex(index.home, "other").find("births", language="en")


def test_a_lost_index_is_damaged_too(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "none", "secret")
    assert index.mark() is None
    with pytest.raises(Damaged):
        index.find("births", language="en")


def test_a_new_index_takes_the_old_ones_place_for_who_has_it_open(index: WhooshIndex) -> None:
    assert paths(index.find("births", language="en")) == ["agenda/3/"]
    WhooshIndex(index.home, "secret").build(RECORDS[1:], mark="8")
    assert paths(index.find("births", language="en")) == []
    assert index.mark() == "8"
    assert len([p for p in index.home.iterdir() if p.is_dir()]) == 1


WORDS = st.sampled_from(
    [
        "birth",
        "births",
        "court",
        "clerk",
        "clerks",
        "frais",
        "justice",
        "naissance",
        "trained",
        "marché",
        "المواليد",
        "the",
        "la",
        "x",
    ]
)


@settings(max_examples=40, deadline=None)
@given(said=st.lists(st.lists(WORDS, max_size=4), max_size=6), asked=st.lists(WORDS, min_size=1, max_size=3))
def test_the_index_finds_what_a_look_at_every_record_finds(
    tmp_path_factory: pytest.TempPathFactory, said: list[list[str]], asked: list[str]
) -> None:
    records = [Record(kind="theme", path=f"p/{n}", titles={"": " ".join(words)}, texts={}) for n, words in enumerate(said)]
    index = WhooshIndex(tmp_path_factory.mktemp("search") / "XM", "secret")
    index.build(records, mark="1")
    words = " ".join(asked)
    assert paths(index.find(words, language="en")) == paths(scan(records, words, language="en"))
