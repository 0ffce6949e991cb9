"""The command `consult audit`: whether the log holds."""

import click
from sqlalchemy import select

from consult.audit.queries import chain_fault, heads
from consult.cli.door import intake_database, main_database, say
from consult.intake.chain import chain_fault as raw_chain_fault
from consult.places.models import Country


@click.group()
def audit() -> None:
    """The audit log."""


@audit.command()
def verify() -> None:
    """Check every country's chain; prints each head, and exits 1 where one is broken."""
    with main_database().reading() as db:
        countries = list(db.scalars(select(Country).order_by(Country.code)))
        ends = {head.country_id: head for head in heads(db)}
    broken = False
    for country in countries:
        with main_database().reading(country.id) as db:
            fault = chain_fault(db, country.id)
        with intake_database().reading(country.id) as raw:
            fault = fault or raw_chain_fault(raw, country.id)
        broken = broken or fault is not None
        head = ends.get(country.id)
        click.echo(f"{country.code} {head.number if head else 0} {head.digest if head else '-'}")
        if fault:
            say(f"{country.code}: {fault}")
    raise click.exceptions.Exit(1 if broken else 0)
