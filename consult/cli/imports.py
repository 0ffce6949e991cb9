"""Files in and out: consult import iati, import undo, export lines."""

from pathlib import Path
from typing import Any

import click
import msgspec

from consult.cli.door import country_option, find_country, format_option, opened, say
from consult.cli.tables import write_table
from consult.interchange import actions, exporting, queries
from consult.interchange.report import FileReport, as_json
from consult.kit import clock
from consult.kit.errors import ConsultError
from consult.kit.i18n import gettext as _

imports = click.Group("import", help="Take files in, or undo that.")
exports = click.Group("export", help="Write what is public for other programs.")
FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


@imports.command("iati")
@click.argument("files", nargs=-1, required=True, type=FILES)
@country_option
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.option("--assume-country", is_flag=True, help="Take activities that name no country at all.")
@click.option("--json", "as_data", is_flag=True, help="The counts as JSON on stdout.")
def iati(files: tuple[Path, ...], code: str, *, dry_run: bool, assume_country: bool, as_data: bool) -> None:
    """Import IATI activity files (2.01 to 2.03, gzipped or not), each in a transaction of its own."""
    find_country(code)
    reports = []
    for path in files:
        report = take(path, code, dry_run=dry_run, assume=assume_country)
        say(sentence(report, dry_run=dry_run))
        reports.append(report)
    if as_data:
        click.echo(msgspec.json.format(msgspec.json.encode(as_json(reports)), indent=2).decode())
    if any(report.status == "refused" for report in reports):
        raise click.exceptions.Exit(1)


def take(path: Path, code: str, *, dry_run: bool, assume: bool) -> FileReport:
    """One file, imported or looked at; a refusal is a report too."""
    act: Any = actions.preview_file if dry_run else actions.import_file
    try:
        with opened(code, write=True) as (db, actor, country):
            report: FileReport = act(db, actor, path, name=path.name, country=country, assume=assume)
            return report
    except ConsultError as refused:
        return FileReport(file=path.name, status="refused", reason=str(refused.reason))


def sentence(report: FileReport, *, dry_run: bool) -> str:
    """A file's import in a sentence."""
    if report.status == "refused":
        return f"{report.file}: {report.reason}"
    numbers = msgspec.to_builtins(report.counts.activities) | {"file": report.file, "number": report.number}
    if dry_run:
        return _("%(file)s: would bring %(created)s new activities and change %(updated)s; nothing was changed.", **numbers)
    if report.number is None:
        return _("%(file)s: nothing new among %(read)s activities.", **numbers)
    return _("%(file)s: import %(number)s brought %(created)s new activities and changed %(updated)s.", **numbers)


@imports.command("undo")
@click.argument("number", metavar="ID", type=int)
@country_option
def undo(number: int, code: str) -> None:
    """Take out all that an import brought; what stood before it stands again."""
    with opened(code, write=True) as (db, actor, country):
        lines = actions.undo_import(db, actor, queries.get_run(db, number), country)
    say(_("Import %(number)s is undone: %(lines)s lines went.", number=number, lines=lines))


@exports.command("lines")
@country_option
@format_option
def lines(code: str, form: str) -> None:
    """Every public line of a country."""
    with opened(code, write=False) as (db, actor, country):
        today = clock.today(country.timezone)
        write_table(exporting.COLUMNS, exporting.line_rows(db, actor, on=today), form)
