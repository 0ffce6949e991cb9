"""Setting up countries and their places: consult country add, consult places load."""

from pathlib import Path
from zoneinfo import available_timezones

import click
from babel import Locale
from babel.core import get_global

from consult.accounts.people import check_mail, set_up_country
from consult.accounts.queries import console_actor
from consult.cli.door import country_option, find_country, main_database, opened, say
from consult.kit.errors import ConsultError, Invalid
from consult.kit.i18n import LANGUAGES
from consult.kit.i18n import gettext as _
from consult.kit.money import CURRENCIES
from consult.places.actions import Loaded, load_places
from consult.places.models import Country
from consult.places.queries import country_by_code
from consult.places.reading import read_file

country = click.Group("country", help="The countries served here.")
places = click.Group("places", help="Regions, districts and their names.")
FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


@country.command("add")
@click.argument("code", metavar="CC")
@click.option("--name", default="", help="Its name in English; default: as CLDR has it.")
@click.option("--timezone", default="", help="IANA name; default: the country's first.")
@click.option("--currency", default="", help="ISO 4217 code of the reporting currency; default: USD.")
@click.option("--admin", default="", metavar="MAIL", help="The first administrator, who gets a link by mail.")
@click.option("--body", default="", metavar="NAME", help="The independent body that names moderators.")
@click.option("--officer", default="", metavar="MAIL", help="The body's first protection officer.")
def add(code: str, *, name: str, timezone: str, currency: str, admin: str, body: str, officer: str) -> None:
    """Add a country by its ISO alpha-2 code; run again, it adds what was not there."""
    wanted = described(code.upper(), name=name, timezone=timezone, currency=currency.upper())
    for mail in filter(None, (admin, officer)):
        check_mail(mail)
    made = add_country(wanted)
    with main_database().writing(made.id) as db:
        set_up_country(db, console_actor(made.id), made, body=body, admin=admin, officer=officer)
    facts = {"name": made.name, "code": made.code, "timezone": made.timezone, "currency": made.currency}
    say(_("%(name)s is ready: %(code)s, %(timezone)s, %(currency)s.", **facts))
    click.echo(made.code)


def add_country(wanted: Country) -> Country:
    """The country of this code, added if it is not there."""
    with main_database().writing() as db:
        found = country_by_code(db, wanted.code)
        if found is None:
            db.add(wanted)
    return found or wanted


def described(code: str, *, name: str = "", timezone: str = "", currency: str = "") -> Country:
    """A country as CLDR knows it, where nothing else is said; raises `Invalid` for what does not exist."""
    names = {lang: Locale.parse(lang).territories.get(code, "") for lang in LANGUAGES}
    if len(code) != 2 or not code.isascii() or not code.isalpha() or not (name or names["en"]):
        raise Invalid("code", _("%(code)s is no country code of two letters. For one of your own give --name.", code=code))
    zone = timezone or zone_of(code)
    if zone not in available_timezones():
        raise Invalid("timezone", _("%(zone)s is no time zone, as in Africa/Freetown.", zone=zone))
    money = currency or "USD"
    if money not in CURRENCIES:
        raise Invalid("currency", _("%(code)s is no currency code, as in USD.", code=money))
    own = {lang: text for lang, text in names.items() if text and not name}
    return Country(code=code, name=name or names["en"], names=own, timezone=zone, currency=money)


def zone_of(code: str) -> str:
    """A country's first time zone as CLDR lists them, else UTC."""
    return next((zone for zone, owner in sorted(get_global("zone_territories").items()) if owner == code), "UTC")


@places.command("load")
@click.argument("files", nargs=-1, required=True, type=FILES)
@country_option
def load(files: tuple[Path, ...], code: str) -> None:
    """Load GeoJSON and gazetteer CSV files, each in a transaction of its own; safe to repeat."""
    find_country(code)
    refused = False
    for path in files:
        try:
            with opened(code, write=True) as (db, actor, found):
                done = load_places(db, actor, found, read_file(path, country=found.code))
        except ConsultError as fault:
            refused = True
            say(f"{path.name}: {fault.reason}")
            continue
        tell(path.name, done)
    if refused:
        raise click.exceptions.Exit(1)


def tell(name: str, done: Loaded) -> None:
    """What loading a file did: counts on stdout, words on stderr."""
    click.echo(f"{name}\t{done.created}\t{done.updated}\t{done.unchanged}\t{done.names}")
    say(_("%(file)s: %(created)s places added, %(updated)s changed, %(unchanged)s unchanged, %(names)s names.",
          file=name, created=done.created, updated=done.updated, unchanged=done.unchanged, names=done.names))  # fmt: skip
    for reason in done.left_out:
        say(_("Left out: %(reason)s", reason=reason))
