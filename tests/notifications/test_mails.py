"""Who is written to, in which language; what travels; what happens when the server does not take it."""

from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.events import LinkAsked
from consult.accounts.models import Membership, Person
from consult.kit.actor import Role
from consult.kit.db import Database
from consult.kit.settings import Settings
from consult.notifications.listeners import on_link_asked
from consult.notifications.models import Mail
from consult.notifications.readers import holders_of, partners_of
from consult.notifications.sending import TRIES, message, send_due
from consult.notifications.writing import FOLDER, Reader, environment, write_mail
from tests.support.makers import Makers

NOW = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
ABOUT = {
    "title": "J-04",
    "ministry": "Ministry of Justice",
    "sector": "Justice",
    "address": "https://x.example/",
    "on": date(2026, 5, 3),
}


def test_a_link_is_sent_to_the_person(db: Session, makers: Makers) -> None:
    person = makers.person(Role.AUDITOR)
    on_link_asked(db, LinkAsked(person, "abc"))
    mail = db.scalars(select(Mail)).one()
    assert mail.address == "auditor@example.org"
    assert "/account/link/abc\n" in mail.body
    assert mail.subject == "Set your password for consult"


def test_an_organisation_is_its_people_else_its_address(db: Session, makers: Makers) -> None:
    makers.person(Role.PARTNER_FOCAL_POINT)
    norlund, harbour = makers.organisations["BILATERAL"], makers.organisations["INGO"]
    assert [r.address for r in partners_of(db, [norlund, harbour])] == ["partner_focal_point@example.org"]


def test_people_of_another_country_are_not_told(database: Database, db: Session, makers: Makers) -> None:
    makers.person(Role.ACU_COUNTERSIGNER)
    db.rollback()
    other = Makers(database, code="XN", name="Norlund")
    other.person(Role.ACU_COUNTERSIGNER, mail="second@example.org")
    assert [r.address for r in holders_of(db, Role.ACU_COUNTERSIGNER)] == ["acu_countersigner@example.org"]


def test_the_inactive_are_not_told(db: Session, makers: Makers) -> None:
    person_id = makers.person(Role.ACU_COUNTERSIGNER)
    db.get_one(Person, person_id).active = False
    db.flush()
    assert holders_of(db, Role.ACU_COUNTERSIGNER) == []
    assert db.scalars(select(Membership)).all()


@pytest.mark.parametrize("template", sorted(p.stem for p in FOLDER.glob("*.txt")))
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_mail_has_a_subject_and_no_hole(db: Session, template: str, language: str) -> None:
    more = {
        "name": "Amina",
        "sender": "Ministry",
        "text": "Come.",
        "deadline": date(2026, 4, 30),
        "partner": "P",
        "granted": True,
        "answer": "Yes",
    }
    mail = write_mail(db, Reader("a@example.org", language), template, **ABOUT | more)
    assert mail.subject
    assert "\n" not in mail.subject
    assert "%(" not in mail.body + mail.subject
    assert "{" not in mail.body
    assert "https://x.example/" in mail.body


def test_a_name_that_is_missing_is_a_fault() -> None:
    with pytest.raises(Exception, match="undefined"):
        environment().get_template("link.txt").render(name="A")


def test_a_header_takes_no_line_break() -> None:
    mail = Mail(address="a@example.org\nBcc: b@example.org", subject="s", body="b", language="en")
    with pytest.raises(ValueError, match="linefeed"):
        message(mail, "consult@example.org")


def test_a_mail_goes_once_and_its_body_does_not_stay(sqlite: Database, tmp_path: Path) -> None:
    makers, sent = Makers(sqlite), []
    with sqlite.writing(makers.country.id) as db:
        write_mail(db, Reader("a@example.org"), "link", name="Amina", address="https://x.example/")
    settings = Settings(data=tmp_path, smtp="smtp://mail.example", secret="x")
    assert send_due(sqlite, settings, sent.append) == 1
    assert send_due(sqlite, settings, sent.append) == 0
    assert [m["To"] for m in sent] == ["a@example.org"]
    with sqlite.reading(makers.country.id) as db:
        assert db.scalars(select(Mail.body)).all() == [""]


def test_what_fails_is_tried_again_ever_more_rarely_and_not_for_ever(sqlite: Database, tmp_path: Path) -> None:
    makers, tried = Makers(sqlite), []

    def fail(mail: EmailMessage) -> None:
        tried.append(mail)
        raise OSError("no route")

    settings = Settings(data=tmp_path, smtp="smtp://mail.example", secret="x")
    with time_machine.travel(NOW, tick=False) as clock:
        with sqlite.writing(makers.country.id) as db:
            write_mail(db, Reader("a@example.org"), "link", name="Amina", address="https://x.example/")
        assert send_due(sqlite, settings, fail) == 0
        clock.shift(60)
        send_due(sqlite, settings, fail)
        assert len(tried) == 1
        clock.shift(61)
        send_due(sqlite, settings, fail)
        assert len(tried) == 2
        for _ in range(40):
            clock.shift(86400)
            send_due(sqlite, settings, fail)
    assert len(tried) == TRIES


def test_a_server_takes_it(sqlite: Database, tmp_path: Path) -> None:
    from consult.notifications.sending import send_by_smtp
    from tests.notifications.sink import sink

    makers = Makers(sqlite)
    with sqlite.writing(makers.country.id) as db:
        write_mail(db, Reader("a@example.org", "ar"), "link", name="أمينة", address="https://x.example/")
    with sink() as (address, taken):
        assert send_due(sqlite, Settings(data=tmp_path, smtp=address, secret="x"), send_by_smtp(address)) == 1
    assert len(taken) == 1
    assert taken[0]["To"] == "a@example.org"
    assert "أمينة" in taken[0].get_content()
