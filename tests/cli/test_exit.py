"""What other programs read of a run: 0 done, 1 refused, 2 wrong usage."""

import os
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text

from consult.kit.db import Database
from tests.support.demo import COMMAND
from tests.support.makers import Makers

ROOT = Path(__file__).parents[2]


@pytest.fixture
def installation(tmp_path: Path, sqlite_template: tuple[Path, Path]) -> Path:
    """A data folder with country XM."""
    (tmp_path / "intake").mkdir()
    for source, name in zip(sqlite_template, ("consult.sqlite", "intake/intake.sqlite"), strict=True):
        (tmp_path / name).write_bytes(source.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'consult.sqlite'}")
    Makers(database)
    database.engine.dispose()
    return tmp_path


def run(installation: Path, *words: str) -> int:
    env = {k: v for k, v in os.environ.items() if not k.startswith("CONSULT_")} | {"CONSULT_DATA": str(installation)}
    return subprocess.run([*COMMAND, *words], cwd=ROOT, env=env, capture_output=True, check=False).returncode


def test_exits(installation: Path) -> None:
    (installation / "page.xml").write_text("<html></html>")
    assert run(installation, "audit", "verify") == 0
    assert run(installation, "import", "iati", str(installation / "page.xml"), "--country", "XM") == 1
    assert run(installation, "export", "lines", "--country", "ZZ") == 1
    assert run(installation, "export", "nothing") == 2


def test_a_broken_log_exits_1(installation: Path) -> None:
    database = Database(f"sqlite:///{installation / 'consult.sqlite'}")
    with database.writing() as db:
        db.execute(text("insert into audit_head (country_id, number, digest) values (1, 5, 'x')"))
    database.engine.dispose()
    assert run(installation, "audit", "verify") == 1
