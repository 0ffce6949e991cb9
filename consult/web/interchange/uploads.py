"""Files between upload and confirmation: kept a day, for the person and country that sent them."""

import secrets
import shutil
import time
from pathlib import Path
from typing import Any

import msgspec

from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _

KEPT_SECONDS = 24 * 3600


class Upload(msgspec.Struct, frozen=True):
    """An uploaded file that waits: its name as sent, and what importing it would do."""

    country_id: int
    person_id: int
    name: str
    assume: bool
    report: dict[str, Any]


def take(folder: Path, source: Any, name: str) -> tuple[str, Path]:
    """Keep an uploaded file; its token and path. Files older than a day go."""
    purge(folder)
    token = secrets.token_hex(16)
    home = folder / token
    home.mkdir(parents=True, mode=0o700)
    path = home / ("file.xml.gz" if name.lower().endswith(".gz") else "file.xml")
    with path.open("wb") as target:
        shutil.copyfileobj(source, target)
    return token, path


def note(folder: Path, token: str, upload: Upload) -> None:
    """Keep what is known of an upload beside it."""
    (folder / token / "upload.json").write_bytes(msgspec.json.encode(upload))


def find(folder: Path, token: str, *, country_id: int, person_id: int | None) -> tuple[Upload, Path]:
    """An upload of this person in this country; raises `Missing` for any other, and after a day."""
    home = folder / (token if token.isalnum() else "-")
    if (home / "upload.json").is_file():
        upload = msgspec.json.decode((home / "upload.json").read_bytes(), type=Upload)
        if (upload.country_id, upload.person_id) == (country_id, person_id):
            return upload, next(home.glob("file.*"))
    raise Missing(_("This upload is no longer here. Choose the file again."))


def drop(folder: Path, token: str) -> None:
    """Forget an upload."""
    shutil.rmtree(folder / token, ignore_errors=True)


def purge(folder: Path) -> None:
    """Forget uploads that nobody confirmed within a day."""
    if folder.is_dir():
        for home in folder.iterdir():
            if home.stat().st_mtime < time.time() - KEPT_SECONDS:
                shutil.rmtree(home, ignore_errors=True)
