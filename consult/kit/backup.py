"""Backup and restore: every table as JSON lines in one archive, from one snapshot; the same for either database.

A backup of the embedded database restores into PostgreSQL, and the other way round.
"""

import base64
import io
import tarfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, MetaData, Table, func, insert, select, text

from consult.kit.db import Base, Database, IntakeBase
from consult.kit.errors import Unreadable, WrongState
from consult.kit.i18n import gettext as _

BATCH = 500
PARTS = (("main", Base.metadata), ("intake", IntakeBase.metadata))


class Manifest(msgspec.Struct, frozen=True):
    """What an archive holds: schema revision and rows of each table, by part."""

    revisions: dict[str, str]
    rows: dict[str, dict[str, int]]


def write_backup(path: Path, main: Database, intake: Database, secret: str) -> Manifest:
    """Write both databases and the installation's secret to `path` (mode 0600); returns what it holds."""
    revisions, rows = {}, {}
    path.touch(mode=0o600)
    with tarfile.open(path, "w:gz") as archive:
        for (part, metadata), database in zip(PARTS, (main, intake), strict=True):
            with database.reader.connect() as conn:
                if conn.dialect.name == "postgresql":
                    conn.execution_options(isolation_level="REPEATABLE READ")
                revisions[part] = str(conn.scalar(text("select version_num from alembic_version")))
                rows[part] = {t.name: add_table(archive, part, conn, t) for t in metadata.sorted_tables}
        manifest = Manifest(revisions, rows)
        add_file(archive, "manifest.json", msgspec.json.encode(manifest))
        add_file(archive, "secret", secret.encode())
    return manifest


def add_table(archive: tarfile.TarFile, part: str, conn: Connection, table: Table) -> int:
    """Add one table's rows to the archive; how many there were."""
    query = select(table).order_by(*table.primary_key.columns)
    lines = [msgspec.json.encode(tuple(row), enc_hook=encode) for row in conn.execute(query)]
    add_file(archive, f"{part}/{table.name}.jsonl", b"\n".join(lines))
    return len(lines)


def add_file(archive: tarfile.TarFile, name: str, body: bytes) -> None:
    """Add one file without owner or time."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(body), 0o600
    archive.addfile(info, io.BytesIO(body))


def encode(value: Any) -> Any:
    """What JSON has no form for."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def read_backup(path: Path, main: Database, intake: Database) -> tuple[Manifest, str]:
    """Restore an archive into two migrated, empty databases; all or nothing. Returns its manifest and secret."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            files = {m.name: (archive.extractfile(m) or io.BytesIO()).read() for m in archive if m.isfile()}
        manifest = msgspec.json.decode(files["manifest.json"], type=Manifest)
    except (OSError, tarfile.TarError, KeyError, EOFError, msgspec.DecodeError) as exc:
        raise Unreadable("file", _("%(file)s is no backup of consult, or it is damaged.", file=path.name)) from exc
    with main.engine.begin() as first, intake.engine.begin() as second:
        for (part, metadata), conn in zip(PARTS, (first, second), strict=True):
            check_fits(conn, metadata, manifest.revisions[part])
        for (part, metadata), conn in zip(PARTS, (first, second), strict=True):
            restore_part(conn, metadata, {t: files[f"{part}/{t}.jsonl"] for t in manifest.rows[part]})
    return manifest, files["secret"].decode()


def check_fits(conn: Connection, metadata: MetaData, revision: str) -> None:
    """Refuse a database that holds something, or one of another revision."""
    here = str(conn.scalar(text("select version_num from alembic_version")))
    if here != revision:
        found = {"theirs": revision, "ours": here}
        raise WrongState(_("The backup is of schema %(theirs)s, this database of %(ours)s: migrate first.", **found))
    if any(conn.scalar(select(func.count()).select_from(t)) for t in metadata.sorted_tables):
        raise WrongState(_("This database already holds records. Restore into an empty one."))


def restore_part(conn: Connection, metadata: MetaData, files: dict[str, bytes]) -> None:
    """Insert every table's rows, keys checked at the end, and set the counters behind them."""
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    else:
        conn.exec_driver_sql("set local session_replication_role = replica")
    for table in metadata.sorted_tables:
        for rows in batches(decode_rows(table, files[table.name])):
            conn.execute(insert(table), rows)
        if conn.dialect.name == "postgresql" and "id" in table.columns:
            name = conn.dialect.identifier_preparer.format_table(table)
            sequence = f"pg_get_serial_sequence('{name}', 'id')"
            conn.exec_driver_sql(f"select setval({sequence}, coalesce(max(id), 1), max(id) is not null) from {name}")


def decode_rows(table: Table, body: bytes) -> Iterator[dict[str, Any]]:
    """Rows as the table's columns want them."""
    columns = list(table.columns)
    for line in body.split(b"\n") if body else []:
        values = msgspec.json.decode(line)
        yield {c.key: revive(c.type.python_type, v) for c, v in zip(columns, values, strict=True)}


def revive(kind: type, value: Any) -> Any:
    """One value from JSON."""
    if value is None or isinstance(value, (dict, list)):
        return value
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    return base64.b64decode(value) if kind is bytes else value


def batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows some hundreds at a time."""
    held: list[dict[str, Any]] = []
    for row in rows:
        held.append(row)
        if len(held) == BATCH:
            yield held
            held = []
    if held:
        yield held
