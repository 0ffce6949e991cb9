"""consult demo: lays two countries, each step once, and keeps what was entered since."""

from collections.abc import Callable

import click

from consult.cli.country import add_country
from consult.cli.demo import (
    kamaro,
    kamaro_agenda,
    kamaro_consent,
    kamaro_findings,
    kamaro_invitations,
    kamaro_reported,
    kamaro_support,
    kamaro_voices,
    somalia,
)
from consult.cli.demo.dates import Calendar
from consult.cli.demo.stage import Step, Stores, run_step
from consult.cli.door import intake_database, main_database, say
from consult.cli.serving import Parts, make_worker
from consult.kit import clock
from consult.kit.i18n import gettext as _
from consult.places.models import Country

KAMARO: tuple[Step, ...] = (
    kamaro.regions,
    kamaro.bodies,
    kamaro_agenda.first_three,
    kamaro_consent.granted,
    kamaro_support.early,
    kamaro_support.late,
    kamaro_consent.ended,
    kamaro_agenda.fourth,
    kamaro_support.new,
    kamaro_reported.file,
    kamaro_consent.lately,
    kamaro_invitations.sent,
    kamaro_invitations.answered,
    kamaro_voices.voices,
    kamaro_voices.answers,
    kamaro_voices.comments,
    kamaro_agenda.fifth,
)
SOMALIA: tuple[Step, ...] = (somalia.places, somalia.bodies, somalia.records, somalia.agenda, somalia.grants)
COUNTRIES: tuple[tuple[Callable[[], Country], tuple[Step, ...]], ...] = (
    (kamaro.country, KAMARO),
    (somalia.country, SOMALIA),
)
AFTERWARDS: dict[str, tuple[Step, ...]] = {kamaro.CODE: (kamaro_findings.decided,)}
"""What needs the worker to have applied what came before."""


@click.command()
@click.pass_obj
def demo(parts: Parts) -> None:
    """Lay the demonstration: Kamaro, invented, and Somalia with real records. Run again, it changes nothing."""
    stores = Stores(main_database(), intake_database())
    laid = [(add_country(wanted()), steps) for wanted, steps in COUNTRIES]
    anew = settle(parts, [country for country, steps in laid if lay(stores, country, steps)])
    settle(parts, [country for country, _steps in laid if lay(stores, country, AFTERWARDS.get(country.code, ()))])
    for country, _steps in laid:
        said = _("%(name)s is laid.") if country in anew else _("%(name)s is there already: nothing was changed.")
        say(said % {"name": country.name})


def settle(parts: Parts, changed: list[Country]) -> list[Country]:
    """Let the worker apply what was laid, where anything was."""
    if changed:
        make_worker(parts).round()
    return changed


def lay(stores: Stores, country: Country, steps: tuple[Step, ...]) -> bool:
    """Run the steps that have not run yet, on the calendar of today; whether any did."""
    calendar = Calendar(clock.today(country.timezone))
    ran = [run_step(stores, country, calendar, step) for step in steps]
    return any(ran)
