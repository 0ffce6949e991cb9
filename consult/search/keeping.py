"""Keeping each country's index in step with it: the worker makes it anew after changes, and where it is lost or damaged.

The audit log's length marks a country's state: whatever changes a record adds to it, so no listener can be forgotten.
"""

from functools import cache
from pathlib import Path
from time import monotonic

from sqlalchemy import select

from consult.audit.models import AuditHead
from consult.kit.db import Database
from consult.kit.settings import Settings, read_settings
from consult.places.models import Country
from consult.search.records import public_records
from consult.search.whoosh_index import WhooshIndex

PATIENCE = 20.0
_spent: dict[str, tuple[float, float]] = {}


@cache
def index_of(data: Path, secret: str, code: str) -> WhooshIndex:
    """The index of a country by its code, one a process."""
    return WhooshIndex(data / "index" / code, secret)


def keep_indexes() -> None:
    """One round of the worker: make anew whatever index is behind, lost or damaged."""
    keep_all(_database(read_settings().main_url), read_settings())


@cache
def _database(url: str) -> Database:
    return Database(url)


def keep_all(database: Database, settings: Settings) -> int:
    """Bring every country's index up to date; how many were made anew. A costly one waits its turn."""
    with database.reading() as db:
        marks = {row.country_id: row.number for row in db.scalars(select(AuditHead))}
        countries = [(c.id, c.code) for c in db.scalars(select(Country).order_by(Country.id))]
    made = 0
    for country_id, code in countries:
        index, mark = index_of(settings.data, settings.secret, code), str(marks.get(country_id, 0))
        held = index.mark()
        if held == mark or (held is not None and not rested(str(index.home))):
            continue
        began = monotonic()
        with database.reading(country_id) as db:
            index.build(public_records(db), mark=mark)
        _spent[str(index.home)] = (monotonic(), monotonic() - began)
        made += 1
    return made


def rested(home: str) -> bool:
    """Whether an index's last making lies back PATIENCE times as long as it took: so it never takes more than a twentieth."""
    at, took = _spent.get(home, (0.0, 0.0))
    return monotonic() - at >= took * PATIENCE
