"""Loading places: codes, parents, names, composites; twice is once; refused files change nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.queries import console_actor
from consult.kit.errors import Missing, Unreadable
from consult.kit.outbox import Message
from consult.places import queries
from consult.places.actions import Loaded, load_places
from consult.places.reading import Row, names_of_country, read_file
from tests.places.test_finder import square
from tests.support.makers import Makers


def load(db: Session, makers: Makers, *rows: Row) -> Loaded:
    return load_places(db, console_actor(makers.country.id), makers.country, rows)


def parents(db: Session) -> dict[str, str]:
    found = queries.places(db)
    codes = {p.id: p.code for p in found}
    return {p.code: codes.get(p.parent_id, "") for p in found if p.parent_id}


def test_parents_come_by_code_then_containment_then_the_country(db: Session, makers: Makers) -> None:
    shape = square(0, 0, 10)
    load(
        db,
        makers,
        Row(name="Held", code="D1", level=2, shape=square(2, 2)),
        Row(name="Told", code="D2", level=2, parent="XM02", point=(5, 5)),
        Row(name="Dot", code="D3", level=2, point=(5, 5)),
        Row(name="Lost", code="D4", level=2),
        Row(name="Region", code="R1", level=1, shape=shape),
    )
    assert parents(db) | {"XM01": "", "XM02": "", "XM03": ""} == {
        "D1": "R1", "D2": "XM02", "D3": "R1", "D4": "XM", "R1": "XM", "XM01": "", "XM02": "", "XM03": "",
    }  # fmt: skip


def test_a_place_without_a_code_gets_a_stable_one(db: Session, makers: Makers) -> None:
    rows = [
        Row(name="Dïli d'Est", shape=square(0, 0, 10)),
        Row(name="Dïli d'Est", level=2, point=(1, 1)),
        Row(name="Dïli d'Est", level=2, parent="XM01"),
        Row(name="ديلي"),
    ]
    load(db, makers, *rows)
    codes = {p.code for p in queries.places(db)}
    assert {"XM-DILI-DEST", "XM-DILI-DEST-DILI-DEST", "XM-DILI-DEST-NORTH", "XM-E8F65A12"} - codes <= {"XM-E8F65A12"}
    assert load(db, makers, *rows) == Loaded(unchanged=4)


def test_loading_again_changes_nothing_and_a_correction_one_place(db: Session, makers: Makers) -> None:
    rows = [Row(name="Ost", code="XM09", variants=("East", "Est"), shape=square(0, 0)), Row(name="Both", members=("XM01", "XM09"))]
    assert load(db, makers, *rows) == Loaded(created=1, names=3)
    before = len(db.scalars(select(Message)).all())
    assert load(db, makers, *rows) == Loaded(unchanged=1)
    assert len(db.scalars(select(Message)).all()) == before == 1
    assert load(db, makers, Row(name="Osten", code="XM09")) == Loaded(updated=1)
    assert queries.place_by_code(db, "xm09").name == "Osten"


def test_a_reload_without_shape_keeps_the_parent_found_by_shape(db: Session, makers: Makers) -> None:
    load(db, makers, Row(name="R", code="R1", shape=square(0, 0, 10)), Row(name="D", code="D1", level=2, shape=square(1, 1)))
    load(db, makers, Row(name="D", code="D1", level=2))
    assert parents(db)["D1"] == "R1"


def test_a_point_elsewhere_does_not_move_a_place_that_has_its_parent_but_a_stated_parent_does(db: Session, makers: Makers) -> None:
    regions = Row(name="R", code="R1", shape=square(0, 0, 10)), Row(name="S", code="S1", shape=square(20, 0, 10))
    load(db, makers, *regions, Row(name="D", code="D1", level=2, shape=square(1, 1)))
    assert load(db, makers, Row(name="D", code="D1", level=2, point=(25, 5))) == Loaded(unchanged=1)
    assert load(db, makers, Row(name="D", code="D1", level=2, parent="S1")) == Loaded(updated=1)
    assert parents(db)["D1"] == "S1"


def test_a_place_under_the_country_finds_its_region_when_that_is_loaded(db: Session, makers: Makers) -> None:
    load(db, makers, Row(name="D", code="D1", level=2, point=(1, 1)))
    load(db, makers, Row(name="R", code="R1", shape=square(0, 0, 10)), Row(name="D", code="D1", level=2, point=(1, 1)))
    assert parents(db)["D1"] == "R1"


def test_composites_and_variants_are_found_by_name(db: Session, makers: Makers) -> None:
    load(db, makers, Row(name="Highlands", members=("XM01", "XM02"), variants=("The Highlands",)), Row(name="North", code="XM01", variants=("Nord",)))
    found = queries.gazetteer(db)
    both = (makers.places["XM01"], makers.places["XM02"])
    assert found.by_name("the highlands") == found.by_name("Highlands") == both
    assert found.by_name("NORD") == (makers.places["XM01"],)
    assert found.by_name("Kamaro") == (found.country.id,)


def test_a_composite_of_unknown_members_and_a_taken_name_are_left_out(db: Session, makers: Makers) -> None:
    done = load(
        db,
        makers,
        Row(name="Odd", members=("XM01", "XX99")),
        Row(name="North", code="XM01", variants=("Nord",)),
        Row(name="Centre", code="XM03", variants=("Nord",)),
        Row(name=""),
    )
    assert len(done.left_out) == 3
    assert any("XX99" in reason for reason in done.left_out)


def write(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_files_are_read_as_their_publishers_head_them(tmp_path: Path) -> None:
    official = {"ADM2_PCODE": "SL0101", "ADM2_EN": "Kailahun", "ADM1_PCODE": "SL01", "ADM0_PCODE": "SL", "ADM2_AR": "كايلاهون"}
    plain = {"iso3": "SLE", "level": 1, "pcode": "sl01", "name": "Eastern"}
    other = {"iso3": "LBR", "level": 1, "pcode": "LR01", "name": "Bomi"}
    features = [{"type": "Feature", "properties": p, "geometry": square(0, 0)} for p in (official, plain, other)]
    rows = read_file(write(tmp_path, "sle.geojson", {"type": "FeatureCollection", "features": features}), country="SL")
    assert [(r.code, r.name, r.level, r.parent, dict(r.names)) for r in rows] == [
        ("SL0101", "Kailahun", 2, "SL01", {"ar": "كايلاهون"}),
        ("SL01", "Eastern", 1, "", {}),
    ]


def test_a_gazetteer_table_is_read_with_variants_composites_and_points(tmp_path: Path) -> None:
    table = "\ufeffcountry,level,pcode,name,lat,lon,variants,members\nSL,1,SL01,Eastern,8.1,-11.2,East|Est,\n,,,Provinces,,,,SL01;SL02\n#a,,,#n,,,,\n"
    rows = read_file(write(tmp_path, "places.csv", table), country="SL")
    assert rows[0].point == (-11.2, 8.1)
    assert rows[0].variants == ("East", "Est")
    assert rows[1].members == ("SL01", "SL02")
    assert len(rows) == 2


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "{", '{"features": 3}', "[1]", "PK\x03\x04"])
def test_what_is_no_list_of_places_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(Unreadable):
        read_file(write(tmp_path, "odd.csv", content), country="SL")


def test_country_codes() -> None:
    assert names_of_country("SO") == {"SO", "SOM"}


def test_unknown_codes_are_missing(db: Session, makers: Makers) -> None:
    with pytest.raises(Missing):
        queries.place_by_code(db, "XX")
    assert queries.country_place(db).code == "XM"
    assert [p.code for p in queries.places_at(db, 1)] == ["XM01", "XM02", "XM03"]
