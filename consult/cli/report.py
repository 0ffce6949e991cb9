"""The command `consult report`: overlaps and gaps of a period as a table."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click

from consult.cli.door import country_option, format_option, opened, say
from consult.cli.tables import write_table
from consult.coordination import assembly, tables
from consult.coordination.ledger import Period
from consult.kit.i18n import gettext as _

DAY = click.DateTime(formats=["%Y-%m-%d"])
Command = Callable[..., None]


@click.group()
def report() -> None:
    """Overlaps and gaps over registered and reported lines."""


def period_options(command: Command) -> Command:
    """--from and --to, both counted; open where not given."""
    for name, key, text in (("--to", "last", "Last day"), ("--from", "first", "First day")):
        command = click.option(name, key, type=DAY, help=f"{text} of the period, as 2026-03-01.")(command)
    return command


@report.command()
@country_option
@period_options
@format_option
def overlaps(code: str, first: datetime | None, last: datetime | None, form: str) -> None:
    """Pairs of lines that may be doing the same work, worst first."""
    period = Period(_day(first), _day(last)).checked()
    with opened(code, write=False) as (db, actor, _country):
        book = assembly.reports(db, actor, period)
        write_table(tables.OVERLAPS, _plain(tables.overlap_rows(book.ledger, book.overlaps), form), form)
        out = book.overlaps.compared.left_out
        say(
            _(
                "%(lines)s lines. Without dates: %(dates)s; without purpose code: %(purpose)s; "
                "purpose not specified: %(unspecified)s; no organisation named: %(nobody)s; passed on in full: %(drawn)s.",
                lines=book.overlaps.compared.lines,
                dates=out.without_dates,
                purpose=out.without_purpose,
                unspecified=out.unspecified,
                nobody=out.nobody,
                drawn=out.drawn,
            )
        )


@report.command()
@country_option
@period_options
@format_option
def gaps(code: str, first: datetime | None, last: datetime | None, form: str) -> None:
    """What priorities need at each place, less what is committed there, largest gap first."""
    period = Period(_day(first), _day(last)).checked()
    with opened(code, write=False) as (db, actor, _country):
        book = assembly.reports(db, actor, period)
        write_table(tables.GAPS, tables.gap_rows(book.ledger, book.gaps), form)


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None


def _plain(rows: Any, form: str) -> Any:
    """Booleans as `true` and `false` in CSV too."""
    if form == "json":
        return rows
    return (tuple(str(c).lower() if isinstance(c, bool) else c for c in row) for row in rows)
