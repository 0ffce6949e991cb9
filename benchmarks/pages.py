"""Times and statements of the five main pages at 1,000 and 100,000 lines, beside a bare Flask page of 20 rows.

Prints a Markdown table: median milliseconds of a request through the test client, times of the bare page, statements.
"""

import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask, render_template_string
from sqlalchemy import insert, select

sys.path.insert(0, str(Path(__file__).parents[1]))

from consult.accounts.models import Organisation
from consult.app import create_app
from consult.commitments.models import Commitment, CommitmentFunder, Line, LineImplementer, LinePlace
from consult.kit.db import Database
from consult.kit.settings import Settings
from consult.places.models import Country, Place
from tests.support.demo import lay_demo
from tests.support.statements import statements

PAGES = ("agenda/", "consent/", "support/", "reports/overlap/", "reports/gaps/")
CODES = ("15130", "15110", "15111", "15112", "16010", "31110", "15150", "15160", "15210", "12220")
REPEATS = 7


def bare_page() -> float:
    """Median milliseconds of a Flask page with 20 rows and nothing else."""
    app = Flask("bare")
    rows = "<table>{% for n in range(20) %}<tr><td>{{ n }}</td><td>{{ name }}</td></tr>{% endfor %}</table>"
    app.get("/")(lambda: render_template_string(rows, name="a row"))
    return timed(app.test_client(), "/")[1]


def timed(client, path: str) -> tuple[float, float]:
    """Milliseconds of the first request, and the median of those after it."""
    took = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        answer = client.get(path)
        took.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    return took[0], statistics.median(took[1:])


def add_lines(database: Database, many: int) -> None:
    """Reported lines of many organisations, drawn with a fixed seed."""
    draw = random.Random(7)
    with database.reading() as db:
        country = db.scalars(select(Country).where(Country.code == "XM")).one()
    with database.writing(country.id) as db:
        bodies = list(db.scalars(select(Organisation.id)))
        places = list(db.scalars(select(Place.id).where(Place.level > 0)))
        first = 10_000
        base = {"country_id": country.id}
        ids = range(10_000_000, 10_000_000 + many)
        db.execute(
            insert(Commitment),
            [
                base
                | {
                    "id": i,
                    "number": first + n,
                    "title": f"Project {n}",
                    "provenance": "REPORTED",
                    "currency": "USD",
                    "created_at": datetime.now(UTC),
                }
                for n, i in enumerate(ids)
            ],
        )
        db.execute(insert(CommitmentFunder), [base | {"commitment_id": i, "organisation_id": draw.choice(bodies)} for i in ids])
        lines = []
        for n, i in enumerate(ids):
            start, code = date(2025, 1, 1) + timedelta(days=draw.randrange(900)), draw.choice(CODES)
            lines.append(
                base
                | {
                    "id": i,
                    "commitment_id": i,
                    "title": f"Project {n}",
                    "purpose_code": code,
                    "category": code[:3],
                    "amount": draw.randrange(1, 10**8),
                    "currency": "USD",
                    "start": start,
                    "end": start + timedelta(days=draw.randrange(60, 900)),
                    "state": "ACTIVE",
                    "provenance": "REPORTED",
                }
            )
        db.execute(insert(Line), lines)
        db.execute(insert(LineImplementer), [base | {"line_id": i, "organisation_id": draw.choice(bodies)} for i in ids])
        db.execute(insert(LinePlace), [base | {"line_id": i, "place_id": draw.choice(places)} for i in ids])


def main() -> None:
    bare = bare_page()
    print(f"Bare Flask page of 20 rows: {bare:.2f} ms\n")
    print("| lines | page | first ms | then ms | times the bare page | statements |")
    print("|---|---|---|---|---|---|")
    for many in (1_000, 100_000):
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(data=Path(folder), secret="bench" * 8, demo=True)
            lay_demo(Path(folder))
            add_lines(Database(settings.main_url), many)
            app = create_app(settings)
            client = app.test_client()
            for page in PAGES:
                path = f"/en/xm/{page}"
                first, took = timed(client, path)
                with statements(app.extensions["consult"].main) as seen:
                    client.get(path)
                print(f"| {many:,} | {page} | {first:.0f} | {took:.0f} | {took / bare:.0f} | {len(seen)} |", flush=True)


if __name__ == "__main__":
    main()
