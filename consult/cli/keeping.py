"""The commands `consult backup` and `consult restore`."""

from pathlib import Path

import click

from consult.cli.door import intake_database, main_database, say, settings
from consult.kit.backup import Manifest, read_backup, write_backup
from consult.kit.migrating import upgrade


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write both databases and the secret to FILE while the server runs. Keep it as safe as the data."""
    manifest = write_backup(file, main_database(), intake_database(), settings().secret)
    say(f"{file}: {total(manifest)} rows.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def restore(file: Path) -> None:
    """Restore FILE into an empty installation; refuses one that holds records."""
    upgrade(main_database(), intake_database())
    manifest, secret = read_backup(file, main_database(), intake_database())
    (settings().data / "secret").write_text(secret)
    say(f"{total(manifest)} rows restored. The installation's secret was restored too: restart the server.")


def total(manifest: Manifest) -> int:
    """Rows in all tables of both parts."""
    return sum(sum(part.values()) for part in manifest.rows.values())
