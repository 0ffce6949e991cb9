"""`make data-check DATA=FOLDER`: import every IATI file of a folder into an empty register and compare with a direct count.

The country of a file is the folder it lies in where that is an ISO code, else the one that most of its activities name.
"""

import gzip
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from lxml import etree
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts.queries import console_actor
from consult.commitments.models import Commitment, Line, Transaction
from consult.interchange import actions
from consult.interchange.models import ImportedActivity, ImportRun
from consult.interchange.report import FileReport
from consult.kit.db import Base, Database
from consult.kit.errors import Unreadable
from consult.places.models import Country, Place
from consult.tables import load_tables
from tests.coordination.check import compare_overlaps
from tests.interchange import direct

KEPT = (Commitment, Line, Transaction, ImportedActivity)


def main(folder: Path) -> int:
    """Check every file; 0 where all agree, 1 where one does not."""
    load_tables()
    files = sorted(p for p in folder.rglob("*") if p.name.endswith((".xml", ".xml.gz")))
    if not files:
        print(f"no .xml or .xml.gz under {folder}", file=sys.stderr)
        return 1
    faults, checked = 0, Counter[str]()
    with tempfile.TemporaryDirectory() as temporary:
        database = Database(f"sqlite:///{temporary}/check.sqlite")
        with database.writing() as db:
            Base.metadata.create_all(db.connection())
        for path in files:
            found = check(database, path)
            faults += bool(found.pop("faults"))
            checked.update(found)
        database.engine.dispose()
    print(f"{len(files)} files: {dict(checked)}; {faults} differ", file=sys.stderr)
    return min(faults, 1)


def check(database: Database, path: Path) -> dict[str, Any]:
    """One file: its counts and money, a second import, an undo."""
    try:
        code = country_of(path)
    except etree.XMLSyntaxError:
        code = "XX"
    country = country_named(database, code)
    with database.session(country.id, write=True) as db, db.begin():
        try:
            report = take(db, country, path)
        except Unreadable as refused:
            print(f"{path.name}: refused: {refused.reason}", file=sys.stderr)
            return {"refused": 1, "faults": []}
        faults = [
            *compare(db, report, path, country),
            *compare_overlaps(db, country),
            *again(db, country, path, report),
            *undone(db, country),
        ]
        for fault in faults:
            print(f"{path}: {fault}")
        db.rollback()
    return {"activities": report.counts.activities.read, "transactions": report.counts.transactions.read, "faults": faults}


def country_of(path: Path) -> str:
    """The country of a file, as above."""
    if re.fullmatch("[A-Z]{2}", path.parent.name):
        return path.parent.name
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as raw:
        codes = Counter(e.get("code", "").upper() for _k, e in etree.iterparse(raw, tag="recipient-country", huge_tree=True))
    return codes.most_common(1)[0][0] if codes else "XX"


def country_named(database: Database, code: str) -> Country:
    """The country of a code, made where it is new, with itself as its only place."""
    with database.writing() as db:
        country = db.scalars(select(Country).where(Country.code == code)).first()
        if country is not None:
            return country
        country = Country(code=code, name=code)
        db.add(country)
    with database.writing(country.id) as db:
        db.add(Place(code=code, name=code, level=0))
    return country


def take(db: Session, country: Country, path: Path) -> FileReport:
    """Import as the command line does."""
    return actions.import_file(db, console_actor(country.id), path, name=path.name, country=country)


def compare(db: Session, report: FileReport, path: Path, country: Country) -> list[str]:
    """Where the register and the report differ from a direct count of the file."""
    wanted = direct.count(path, country.code)
    money = dict(iter(map(tuple, db.execute(select(Line.currency, func.sum(Line.amount)).group_by(Line.currency)))))
    counts, rows = report.counts, {t: db.scalar(select(func.count()).select_from(t)) for t in KEPT}
    pairs = {
        "activities read": (counts.activities.read, wanted["read"]),
        "activities created": (counts.activities.created, wanted.get("here", 0)),
        "activities elsewhere": (counts.activities.elsewhere, wanted.get("elsewhere", 0)),
        "activities left out": (counts.activities.left_out, wanted.get("left_out", 0)),
        "transactions read": (counts.transactions.read, wanted["transactions"]),
        "transactions kept": (counts.transactions.kept, wanted.get("kept", 0)),
        "transactions in the register": (rows[Transaction], wanted.get("kept", 0)),
        "commitments in the register": (rows[Commitment], wanted.get("commitments", 0)),
        "money": ({c: int(m) for c, m in money.items() if m}, wanted["money"]),
        "sum of activities": (counts.activities.read, sum_of(counts.activities)),
        "sum of transactions": (counts.transactions.read, counts.transactions.kept + counts.transactions.left_out),
    }
    return [f"{name}: {ours} in consult, {theirs} in the file" for name, (ours, theirs) in pairs.items() if ours != theirs]


def sum_of(counts: Any) -> int:
    """Every way in which an activity is counted."""
    return int(counts.created + counts.updated + counts.unchanged + counts.elsewhere + counts.left_out)


def fingerprint(db: Session) -> list[Any]:
    """Every row that an import writes."""
    db.flush()
    return [list(map(tuple, db.execute(select(*t.__table__.columns).order_by(t.id)))) for t in KEPT]


def again(db: Session, country: Country, path: Path, first: FileReport) -> list[str]:
    """A second import changes nothing."""
    before = fingerprint(db)
    second = take(db, country, path)
    faults = ["a second import changed the register"] if fingerprint(db) != before else []
    if (
        second.counts.activities.unchanged != first.counts.activities.created
        or second.counts.transactions != first.counts.transactions
    ):
        faults.append(f"a second import counted {second.counts}")
    return faults


def undone(db: Session, country: Country) -> list[str]:
    """An undo takes everything out."""
    run = db.scalars(select(ImportRun).where(ImportRun.state == "DONE")).first()
    if run is not None:
        actions.undo_import(db, console_actor(country.id), run, country)
    return [] if not any(fingerprint(db)) else ["an undo left something"]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
