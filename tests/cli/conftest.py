"""The command line in this process, on databases of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from consult.cli import door
from consult.cli.main import GROUP
from consult.kit.errors import ConsultError

CACHED = (door.settings, door.main_database, door.intake_database)
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: tuple[Path, Path]) -> Iterator[Run]:
    """Run `consult` with arguments; a refusal is exit 1 with its sentence on stderr, as main() makes it."""
    monkeypatch.setenv("CONSULT_DATA", str(tmp_path))
    for path, name in zip(sqlite_template, ("consult.sqlite", "intake/intake.sqlite"), strict=True):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(path.read_bytes())
    for each in CACHED:
        each.cache_clear()

    def asked(*words: Any, **given: Any) -> Result:
        result = CliRunner().invoke(GROUP, [str(w) for w in words], **given)
        if isinstance(result.exception, ConsultError):
            result.refusal = str(result.exception.reason)  # type: ignore[attr-defined]
        elif result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    yield asked
    for database in (door.main_database, door.intake_database):
        if database.cache_info().currsize:
            database().engine.dispose()
    for each in CACHED:
        each.cache_clear()
