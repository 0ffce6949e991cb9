"""A double submit does one thing, however close together."""

from concurrent.futures import ThreadPoolExecutor

from consult.kit import idempotency
from consult.kit.db import Database
from tests.support.makers import Makers


def submit(database: Database, country_id: int) -> str:
    with database.writing(country_id) as db:
        kept = idempotency.take(db, "key", "request")
        if kept is not None:
            return kept.location or ""
        idempotency.keep(db, "key", status=303, location="/made", body=None)
    return "made"


def test_thirty_at_once_make_one(database: Database, makers: Makers) -> None:
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: submit(database, makers.country.id), range(30)))
    assert sorted(answers) == ["/made"] * 29 + ["made"]
