"""Tenancy: a session sees and writes one country only."""

import pytest
from sqlalchemy import select

from consult.accounts.models import Organisation
from consult.kit.db import Database
from tests.support.makers import Makers


def test_a_session_sees_only_its_country(database: Database, makers: Makers) -> None:
    other = Makers(database, "SO", "Somalia")
    with database.reading(makers.country.id) as db:
        assert {o.country_id for o in db.scalars(select(Organisation))} == {makers.country.id}
        assert set(db.scalars(select(Organisation.country_id))) == {makers.country.id}
        assert db.get(Organisation, other.organisations["ACU"]) is None


def test_a_session_without_a_country_reads_no_countrys_table(database: Database, makers: Makers) -> None:
    with database.reading() as db, pytest.raises(LookupError):
        db.scalars(select(Organisation)).all()


def test_a_row_of_another_country_is_refused(database: Database, makers: Makers) -> None:
    other = Makers(database, "SO", "Somalia")
    with pytest.raises(LookupError), database.writing(makers.country.id) as db:
        db.add(Organisation(country_id=other.country.id, number=99, slug="x", name="X"))


def test_a_reading_session_cannot_write(database: Database, makers: Makers) -> None:
    with database.reading(makers.country.id) as db, pytest.raises(Exception, match=r"read.?only|readonly"):
        db.add(Organisation(number=99, slug="x", name="X"))
        db.flush()
