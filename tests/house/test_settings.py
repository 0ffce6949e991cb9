"""Every setting is explained, and every explanation is of a setting."""

import re
from pathlib import Path

from consult.kit.settings import Settings, read_settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def test_each_setting_is_documented() -> None:
    told = set(re.findall(r"`(CONSULT_[A-Z_]+)`", DOCS.read_text()))
    assert told == {"CONSULT_" + field.upper() for field in Settings.__struct_fields__}


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    settings = read_settings({"CONSULT_DATA": str(tmp_path), "CONSULT_IDLE_MINUTES": "7", "CONSULT_DEMO": "1"})
    assert (settings.idle_minutes, settings.demo) == (7, True)
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
