"""Words in the reader's language, within and outside a request; Babel's catalogues and formats."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, dates, numbers
from babel.support import LazyProxy, NullTranslations, Translations

LANGUAGES = {"ar": "العربية", "en": "English", "fr": "Français"}
FOLDER = Path(__file__).parents[1] / "translations"
_spoken: ContextVar[str] = ContextVar("spoken", default="en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` (a key of LANGUAGES) inside the block."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(language: str) -> None:
    """Speak `language` until told otherwise: for a request's door."""
    _spoken.set(language if language in LANGUAGES else "en")


def language() -> str:
    """The language spoken now."""
    return _spoken.get()


@cache
def catalogue(lang: str) -> NullTranslations:
    """The message catalogue of a language; English is its own."""
    return Translations.load(FOLDER, [lang]) if lang != "en" else NullTranslations()


def gettext(message: str, **values: Any) -> str:
    """The message in the language spoken, its named placeholders filled."""
    text = catalogue(_spoken.get()).gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, **values: Any) -> str:
    """The form of the message for a count of `n`, which also fills %(n)s; big counts are grouped."""
    text = catalogue(_spoken.get()).ngettext(singular, plural, n)
    return text % ({"n": number(n)} | values)


def lazy_gettext(message: str, **values: Any) -> Any:
    """A message looked up only when shown."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


_ = gettext
_l = lazy_gettext


def locale() -> Locale:
    """Babel's locale of the language spoken; English is British, Arabic keeps western digits."""
    return Locale.parse({"en": "en_GB"}.get(_spoken.get(), _spoken.get()))


def number(value: Any, places: int | None = None) -> str:
    """A number in the language's form; `places` fixes the decimals."""
    pattern = None if places is None else "#,##0." + "0" * places if places else "#,##0"
    return numbers.format_decimal(value, format=pattern, locale=locale(), numbering_system="latn")


def percent(share: float | None) -> str:
    """A share (0.61) as a percentage in the language's form; nothing for None."""
    return "" if share is None else numbers.format_percent(share, locale=locale(), numbering_system="latn")


def day(value: date | datetime | None, form: str = "long") -> str:
    """A day, long as in «3 May 2026»; nothing for None."""
    return "" if value is None else dates.format_date(value, form, locale=locale())


def moment(value: datetime | None) -> str:
    """A moment in UTC, as in «3 May 2026, 14:05 UTC»; nothing for None."""
    if value is None:
        return ""
    return f"{day(value)}, {value:%H:%M} UTC"
