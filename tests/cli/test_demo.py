"""consult demo: both countries as they should stand, laid once; what was entered since stays."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts.demo import PASSWORD, demo_accounts
from consult.accounts.models import Organisation, Person
from consult.accounts.queries import console_actor
from consult.accounts.signing import check_password
from consult.agendas import queries as agendas
from consult.app import LISTENERS, RUN_DUE, create_app
from consult.audit.queries import chain_fault
from consult.cli import door
from consult.cli.demo.kamaro_agenda import MILLION
from consult.cli.main import GROUP
from consult.cli.serving import Parts
from consult.commitments.models import Commitment, Line
from consult.consent.queries import consents
from consult.consent.states import State
from consult.coordination.models import Finding
from consult.intake.delivery import deliver
from consult.intake.models import Submission
from consult.interchange.models import ImportRun
from consult.invitations.models import Invitee
from consult.kit import clock
from consult.kit.actor import Role
from consult.kit.db import Base, Database
from consult.kit.outbox import Message
from consult.places.models import Country

CACHED = (door.settings, door.main_database, door.intake_database)


def lay() -> str:
    """Run the command as the application does."""

    def bring() -> int:
        return deliver(door.intake_database(), door.main_database())

    result = CliRunner().invoke(GROUP, ["demo"], obj=Parts(create_app, LISTENERS, RUN_DUE, (bring,)), catch_exceptions=False)
    assert result.exit_code == 0
    assert result.stdout == ""
    return result.stderr


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Any) -> Iterator[Database]:
    """The demonstration in databases of its own; laying it takes a while, so once for this file."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONSULT_DATA", str(folder))
        for path, name in zip(sqlite_template, ("consult.sqlite", "intake/intake.sqlite"), strict=True):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(path.read_bytes())
        for each in CACHED:
            each.cache_clear()
        lay()
        yield door.main_database()
        door.main_database().engine.dispose()
        door.intake_database().engine.dispose()
        for each in CACHED:
            each.cache_clear()


@pytest.fixture
def kamaro(laid: Database) -> Iterator[Session]:
    yield from reading(laid, "XM")


@pytest.fixture
def somalia(laid: Database) -> Iterator[Session]:
    yield from reading(laid, "SO")


def reading(database: Database, code: str) -> Iterator[Session]:
    with database.reading() as db:
        country = db.scalars(select(Country).where(Country.code == code)).one()
    with database.reading(country.id) as db:
        yield db


def test_the_agenda_asks_for_what_the_mocks_show(kamaro: Session) -> None:
    agenda = agendas.published_agenda(kamaro)
    assert agenda is not None
    texts = agendas.texts_of(kamaro, agenda)
    asked = [sum(n.amount for n in text.needs) for text in texts]
    assert (agenda.version, len(texts), len({t.sector_id for t in texts})) == (4, 12, 9)
    assert [round(a / MILLION, 1) for a in asked] == [6.4, 5.2, 7.8, 2.6, 4.1, 1.9, 3.4, 1.2, 2.2, 1.4, 8.8, 3.2]
    assert [o["number"] for o in texts[0].outputs] == [1, 2, 3, 4, 5, 6, 7]
    before = agendas.texts_of(kamaro, agendas.get_version(kamaro, 3))[0]
    assert [o["number"] for o in before.outputs] == [1, 2, 3, 4, 6, 7]


def test_support_sums_to_what_the_mocks_show(kamaro: Session) -> None:
    registered = select(Line.priority_id, func.sum(Line.amount)).where(Line.provenance == "REGISTERED", Line.state != "INTEREST")
    by_priority = registered.group_by(Line.priority_id).order_by(Line.priority_id)
    sums = [round(total / MILLION, 1) for _, total in kamaro.execute(by_priority)]
    assert sums == [5.9, 5.2, 2.1, 2.6, 3.3, 0.6, 1.2, 0.9, 1.9, 0.2, 4.0, 1.7]
    assert round(sum(sums), 1) == 29.6
    numbers = select(Commitment.number).where(Commitment.provenance == "REGISTERED").order_by(Commitment.number)
    assert kamaro.scalars(numbers).all()[-1] == 192
    states = set(kamaro.scalars(select(Line.state)))
    assert {"INTEREST", "PLEDGED", "COMMITTED", "ACTIVE", "SUSPENDED", "WIND_DOWN"} <= states


def test_consents_stand_in_every_state(kamaro: Session) -> None:
    country = kamaro.scalars(select(Country).where(Country.code == "XM")).one()
    today = clock.today("UTC")
    actor = console_actor(country.id)
    whole = type(actor)(country_id=country.id, reach=dict.fromkeys(actor.reach, 4))  # type: ignore[misc]
    states = {view.state for view in consents(kamaro, whole, on=today)}
    assert states >= set(State) - {State.DRAFT}


def test_invitations_views_and_findings_stand_in_their_states(kamaro: Session, laid: Database) -> None:
    assert set(kamaro.scalars(select(Invitee.state))) == {"SENT", "SEEN", "ANSWERED", "DECLINED"}
    assert {f.state for f in kamaro.scalars(select(Finding))} == {"OPEN", "RESOLVED", "ACKNOWLEDGED"}
    with door.intake_database().reading(kamaro.info["country_id"]) as raw:
        states = set(raw.scalars(select(Submission.state)))
    assert states == {"RECEIVED", "SCREENED", "REDACTED", "CLEARED", "PUBLISHED", "REJECTED", "WITHDRAWN"}


def test_one_account_of_each_role_is_listed_for_each_country(laid: Database) -> None:
    with laid.reading() as db:
        listed = demo_accounts(db)
        roles = sorted(r.value for r in Role if r is not Role.PUBLIC)
        assert [c.code for c, _ in listed] == ["XM", "SO"]
        for _, shown in listed:
            assert sorted(s.role.value for s in shown if not s.publisher) == roles
        publishers = [s.organisation for _, shown in listed for s in shown if s.publisher]
        assert publishers == ["Ministry of State Reform", "Ministry of Planning"]
        assert check_password(db, listed[0][1][0].email, PASSWORD) is not None


def test_somalia_holds_the_file_s_records_and_grants_only(somalia: Session) -> None:
    run = somalia.scalars(select(ImportRun)).one()
    read = {"read": 1217, "created": 1209, "updated": 0, "unchanged": 0, "elsewhere": 8, "left_out": 0}
    assert run.counts["activities"] == read
    assert run.counts["transactions"]["read"] == 1550
    assert run.counts["locations"]["unresolved"] < 30
    country = somalia.scalars(select(Country).where(Country.code == "SO")).one()
    seen = consents(somalia, console_actor(country.id), on=clock.today(country.timezone) + timedelta(days=1))
    assert {view.state for view in seen} == {State.IN_FORCE}


def test_nothing_waits_and_the_logs_hold(laid: Database) -> None:
    with laid.reading() as db:
        assert db.scalars(select(Message.topic).where(Message.done_at.is_(None), Message.due_at <= clock.now())).all() == []
        ids = list(db.scalars(select(Country.id)))
    for country_id in ids:
        with laid.reading(country_id) as db:
            assert chain_fault(db, country_id) is None


def test_a_second_run_changes_nothing_and_keeps_what_was_entered(laid: Database) -> None:
    with laid.reading() as db:
        ids = list(db.scalars(select(Country.id)))
    with laid.writing(ids[0]) as db:
        organisation = db.scalars(select(Organisation).order_by(Organisation.id)).first()
        assert organisation is not None
        organisation.acronym = "KEPT"
    before = counts(laid)
    assert lay().count("nothing was changed") == 2
    assert counts(laid) == before
    with laid.reading(ids[0]) as db:
        assert db.scalars(select(Organisation.acronym).order_by(Organisation.id)).first() == "KEPT"
        assert db.scalar(select(func.count(Person.id)).where(Person.demo.is_not(None))) == 24


def counts(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.engine.connect() as conn:
        return {t.name: conn.execute(select(func.count()).select_from(t)).scalar() or 0 for t in Base.metadata.sorted_tables}
