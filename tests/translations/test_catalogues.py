"""Every word is translated: none missing, none left over, placeholders equal, plural forms right, rules of style kept."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

ROOT = Path(__file__).parents[2]
LANGUAGES = {"fr": 2, "ar": 6}
PLACES = re.compile(r"%\((\w+)\)s")
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "ngettext": (1, 2)}
Key = str | tuple[str, ...]


@cache
def said() -> frozenset[Key]:
    """Every message that the code and the templates say."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        ROOT, methods, options, KEYWORDS, directory_filter=lambda d: Path(d).name not in {".venv", ".git", "tests"}
    )
    return frozenset(message if isinstance(message, str) else tuple(message) for _, _, message, _, _ in found)


@cache
def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it is written."""
    with (ROOT / "consult" / "translations" / language / "LC_MESSAGES" / "messages.po").open() as file:
        return read_po(file, locale=language)


def messages(language: str) -> list[Message]:
    return [m for m in catalogue(language) if m.id]


def forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_much_is_said() -> None:
    assert len(said()) > 1000


def test_no_message_is_missing(language: str) -> None:
    held = {m.id for m in messages(language) if all(forms(m))}
    held |= {m.id[0] for m in messages(language) if isinstance(m.id, tuple)}
    assert sorted(map(str, said() - held)) == []


def test_no_message_is_fuzzy_or_left_over(language: str) -> None:
    assert [m.id for m in messages(language) if m.fuzzy] == []
    assert sorted(map(str, {m.id for m in messages(language)} - said())) == []


def test_placeholders_are_the_same(language: str) -> None:
    for message in messages(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = {p for text in ids for p in PLACES.findall(text)}
        for text in forms(message):
            held = set(PLACES.findall(text))
            assert held <= wanted, message.id
            assert wanted - held <= ({"n"} if len(ids) > 1 else set()), message.id
            assert "%" not in PLACES.sub("", text), message.id


def test_counts_have_all_their_forms(language: str) -> None:
    for message in messages(language):
        if isinstance(message.id, tuple):
            assert len(forms(message)) == LANGUAGES[language], message.id


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 102: 5, 103: 3, 111: 4, 1000: 5}),
        ("fr", {0: 0, 1: 0, 2: 1, 3: 1, 11: 1, 100: 1}),
    ],
)
def test_a_count_takes_its_form(language: str, expected: dict[int, int]) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    translations = Translations(compiled)
    for message in messages(language):
        if isinstance(message.id, tuple):
            for count, form in expected.items():
                assert translations.ngettext(*message.id, count) == forms(message)[form], (message.id, count)


def test_french_keeps_its_blanks_and_apostrophes() -> None:
    for message in messages("fr"):
        for text in forms(message):
            bare = PLACES.sub("x", text)
            assert not re.search(r"[^\u202f][;!?](?=\s|$)", bare), text
            assert not re.search(r"[^\u00a0]:(?=\s|$)", bare), text
            assert not re.search(r"«[^\u00a0]|[^\u00a0]»|'", bare), text


def test_arabic_uses_its_own_marks() -> None:
    for message in messages("ar"):
        for text in forms(message):
            bare = PLACES.sub("", text)
            assert not re.search(r"[\u0600-\u06ff]\s*[,;?]", bare), text
            assert not re.search(r"[\u0660-\u0669\u06f0-\u06f9\u0640]", bare), text
