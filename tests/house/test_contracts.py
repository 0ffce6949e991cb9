"""The import contracts hold, and notice when one is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")
BREACHES = {
    "floors": ("kit/clock.py", "import consult.audit.models\n"),
    "pure rules": ("agendas/rules.py", "import sqlalchemy\n"),
    "no Flask below": ("agendas/actions.py", "import flask\n"),
    "web rooms apart": ("web/home/views.py", "import consult.web.pages.views\n"),
    "reading never writes": ("agendas/queries.py", "import consult.agendas.actions\n"),
}


@pytest.mark.parametrize("breach", BREACHES.values(), ids=BREACHES)
def test_a_broken_contract_is_found(tmp_path: Path, breach: tuple[str, str]) -> None:
    shutil.copytree(
        ROOT / "consult", tmp_path / "consult", ignore=shutil.ignore_patterns("__pycache__", "static", "templates", "data")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / "consult" / breach[0]
    path.write_text(path.read_text() + "\n" + breach[1])
    run = subprocess.run(
        [LINT, "--no-cache"], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1, run.stdout
    assert "BROKEN" in run.stdout
