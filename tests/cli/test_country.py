"""Countries and places at the console: what is said, what stays, what is refused."""

import json
from pathlib import Path

import pytest

from consult.accounts import register
from consult.cli.door import find_country, main_database
from consult.places import queries
from tests.cli.conftest import Run
from tests.places.test_finder import square


def test_a_country_is_added_with_what_is_known_of_it_and_its_first_people(run: Run) -> None:
    asked = ("country", "add", "sl", "--admin", "a@example.org", "--body", "Panel", "--officer", "o@example.org")
    for _ in range(2):
        done = run(*asked)
        assert (done.exit_code, done.stdout) == (0, "SL\n")
    found = find_country("SL")
    assert (found.name, found.timezone, found.currency, found.names["fr"]) == ("Sierra Leone", "Africa/Freetown", "USD", "Sierra Leone")
    with main_database().reading(found.id) as db:
        assert queries.country_place(db).code == "SL"
        assert register.settings_of(db).body == "Panel"
        assert len(db.scalars(register.members()).all()) == 2


@pytest.mark.parametrize(
    "words", [["QX"], ["S"], ["SLE"], ["SL", "--timezone", "Moon/Sea"], ["SL", "--currency", "XXQ"], ["SL", "--admin", "nobody"]]
)
def test_what_does_not_exist_is_refused_and_changes_nothing(run: Run, words: list[str]) -> None:
    done = run("country", "add", *words)
    assert done.exit_code == 1
    assert done.stdout == ""
    with main_database().reading() as db:
        assert queries.countries(db) == []


def test_a_country_of_one_s_own_needs_a_name(run: Run) -> None:
    assert run("country", "add", "QX", "--name", "Quex").exit_code == 0
    assert find_country("QX").names == {}


def test_places_are_loaded_file_by_file(run: Run, tmp_path: Path) -> None:
    run("country", "add", "TL")
    shapes = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "Dili"}, "geometry": square(0, 0)}]}
    good, bad, table = tmp_path / "adm1.geojson", tmp_path / "bad.csv", tmp_path / "adm2.csv"
    good.write_text(json.dumps(shapes))
    bad.write_text("nothing")
    table.write_text("name,lat,lon,level\nCristo Rei,0.5,0.5,2\n")
    done = run("places", "load", good, bad, table, "--country", "TL")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == ["adm1.geojson\t1\t0\t0\t0", "adm2.csv\t1\t0\t0\t0"]
    assert "bad.csv" in done.stderr
    with main_database().reading(find_country("TL").id) as db:
        found = queries.gazetteer(db)
        assert [u.code for u in found.units.values()] == ["TL", "TL-DILI", "TL-CRISTO-REI"]
        assert found.ancestors(found.by_code("TL-CRISTO-REI") or 0) == (found.by_code("TL-DILI"), found.country.id)


def test_an_unknown_country_and_wrong_usage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\nA\n")
    assert run("places", "load", tmp_path / "a.csv", "--country", "QQ").exit_code == 1
    assert run("places", "load", tmp_path / "a.csv").exit_code == 2
    assert run("places", "load", "--country", "QQ").exit_code == 2
    assert run("places", "load", tmp_path / "missing.csv", "--country", "QQ").exit_code == 2
