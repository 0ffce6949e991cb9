"""Activities a second into the register, beside a bare lxml parse of the same file in the same run.

    python benchmarks/imports.py [FILE COUNTRY [TIMES]]    (default: the IATI file that the demo ships, ten times over)

Prints a Markdown table: a bare parse, the first import, the same file again (its digests end the work), an undo; on SQLite,
and on PostgreSQL where its programs are found. Goals (ratios to the bare parse): 0.12 on SQLite, 0.08 on PostgreSQL, 0.5 again.
"""

import gzip
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parents[1]))

from consult.accounts.queries import console_actor
from consult.interchange import actions
from consult.interchange.iati import reader
from consult.interchange.models import ImportRun
from consult.kit.db import Base, Database
from consult.places.models import Country, Place
from consult.tables import load_tables
from tests.support.postgres import Postgres, find_binaries

ROOT = Path(__file__).parents[1]


def main() -> None:
    given = sys.argv[1:]
    source = Path(given[0]) if given else next((ROOT / "consult").rglob("*.xml.gz"))
    code = given[1] if len(given) > 1 else "SO"
    times = int(given[2]) if len(given) > 2 else (1 if given else 10)
    load_tables()
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "many.xml"
        count = repeat(source, path, times)
        bare = timed(lambda: parse(path))
        report("bare parse", count, bare, bare)
        database = Database(f"sqlite:///{temporary}/bench.sqlite")
        with database.writing() as db:
            Base.metadata.create_all(db.connection())
        measure(database, path, code, count, "SQLite")
        if find_binaries() is not None:
            with Postgres(find_binaries()) as server:
                measure(Database(server.url(server.new_database())), path, code, count, "PostgreSQL")
    print(
        f"\nPeak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB of this process, {path.name} of {count} activities."
    )


def repeat(source: Path, path: Path, times: int) -> int:
    """The file `times` over, identifiers made distinct; how many activities."""
    raw = gzip.decompress(source.read_bytes()) if source.suffix == ".gz" else source.read_bytes()
    tree = etree.fromstring(raw, etree.XMLParser(huge_tree=True, remove_comments=True))
    with path.open("wb") as out:
        out.write(b'<iati-activities version="2.03">\n')
        for n in range(times):
            for activity in tree.iterchildren("iati-activity"):
                own = activity.find("iati-identifier")
                if own is not None and times > 1:
                    own.text = f"{(own.text or '').split('#')[0].strip()}#{n}"
                out.write(etree.tostring(activity))
        out.write(b"</iati-activities>\n")
    return times * len(tree.findall("iati-activity"))


def parse(path: Path) -> None:
    for _element in reader.activities(path):
        pass


def measure(database: Database, path: Path, code: str, count: int, name: str) -> None:
    """First import, import again, undo."""
    country = prepare(database, code)
    bare = min(timed(lambda: parse(path)) for _ in range(3))

    def take() -> None:
        with database.writing(country.id) as db:
            actions.import_file(db, console_actor(country.id), path, name=path.name, country=country, assume=True)

    def undo() -> None:
        with database.writing(country.id) as db:
            actions.undo_import(db, console_actor(country.id), db.scalars(select(ImportRun)).one(), country)

    report(f"{name}: first import", count, timed(take), bare)
    report(f"{name}: again, unchanged", count, timed(take), bare)
    report(f"{name}: undo", count, timed(undo), bare)
    database.engine.dispose()


def prepare(database: Database, code: str) -> Country:
    with database.writing() as db:
        country = Country(code=code, name=code)
        db.add(country)
    with database.writing(country.id) as db:
        db.add(Place(code=code, name=code, level=0))
    return country


def timed(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def report(name: str, count: int, seconds: float, bare: float) -> None:
    if name == "bare parse":
        print("| step | s | activities/s | of a bare parse |\n|---|---|---|---|")
    print(f"| {name} | {seconds:.2f} | {count / seconds:,.0f} | {bare / seconds:.2f} |", flush=True)


if __name__ == "__main__":
    main()
