"""The public records of a country, as search takes them: what anybody may read, and nothing else."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import NationalSector, Organisation
from consult.accounts.queries import public_actor
from consult.agendas.models import PriorityText
from consult.agendas.queries import published_priorities
from consult.commitments import queries as commitments
from consult.commitments.models import Line
from consult.consultations.queries import whole_themes
from consult.search.port import Record


def public_records(db: Session) -> Iterator[Record]:
    """Priorities, national sectors, commitments, published themes and organisations of the session's country."""
    yield from (of_priority(text) for text in published_priorities(db))
    yield from of_sectors(db)
    yield from of_commitments(db)
    yield from of_themes(db)
    yield from of_organisations(db)


def of_priority(text: PriorityText) -> Record:
    """A priority by its texts and its outputs' titles."""
    outputs = " ".join(str(o.get("title", "")) for o in text.outputs)
    return Record(
        kind="priority",
        path=f"agenda/{text.priority.number}/",
        titles={"": text.title} | text.titles,
        texts={"": f"{text.ask} {outputs}".strip()} | text.asks,
    )


def of_sectors(db: Session) -> Iterator[Record]:
    """National sectors, each with its ministry: the way to its consents."""
    names = dict(db.execute(select(Organisation.id, Organisation.name)).all())  # type: ignore[arg-type]
    for sector in db.scalars(select(NationalSector).order_by(NationalSector.position, NationalSector.id)):
        titles = {"": sector.name} | sector.names
        yield Record(kind="sector", path=f"consent/{sector.code}/", titles=titles, texts={"": names.get(sector.ministry_id, "")})


def of_commitments(db: Session) -> Iterator[Record]:
    """Commitments that the public may see, by the titles of their lines."""
    query = commitments.lines(public_actor(db.info["country_id"]))
    seen: dict[int, list[Line]] = {}
    found: Sequence[Line] = db.scalars(query).unique().all()  # type: ignore[assignment]
    for line in found:
        seen.setdefault(line.commitment_id, []).append(line)
    for lines in seen.values():
        first = lines[0].commitment
        titles = " ".join(dict.fromkeys(line.title for line in lines if line.title != first.title))
        bodies = " ".join(funder.organisation.name for funder in first.funders if funder.organisation)
        yield Record(
            kind="commitment",
            path=f"support/C-{first.number:04d}/",
            titles={"": first.title},
            texts={"": f"C-{first.number:04d} {bodies} {titles}".strip()},
        )


def of_themes(db: Session) -> Iterator[Record]:
    """Themes that were published, in the moderators' words."""
    for theme in db.scalars(whole_themes()).unique():
        if theme.published_on is not None:
            titles, texts = {theme.language: theme.title}, {theme.language: theme.said}
            yield Record(kind="theme", path=f"voices/answered/#theme-{theme.id}", titles=titles, texts=texts)


def of_organisations(db: Session) -> Iterator[Record]:
    """Organisations of the register that were not merged into another."""
    query = select(Organisation).where(Organisation.merged_into_id.is_(None)).order_by(Organisation.name, Organisation.id)
    for body in db.scalars(query):
        yield Record(kind="organisation", path=f"orgs/{body.slug}/", titles={"": body.name}, texts={"": body.acronym})
