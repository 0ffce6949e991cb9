"""What waits for a person signed in, by role (ux.md 2.2): each block a heading, a count, and the things themselves."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
from flask import url_for
from sqlalchemy.orm import Session

from consult.accounts import register
from consult.agendas import queries as agendas
from consult.agendas import rules as drafting
from consult.agendas.models import Agenda
from consult.commitments import queries as commitments
from consult.commitments import standing
from consult.commitments.models import LineState
from consult.commitments.words import STATES as LINE_STATES
from consult.consent import queries as consent
from consult.consent.cells import ends_on
from consult.consent.queries import Consent
from consult.consultations import queries as consultations
from consult.coordination import queries as coordination
from consult.interchange import queries as imports
from consult.interchange import twins
from consult.invitations import queries as invitations
from consult.kit.actor import Actor, Permission, Reach, Role, Subject
from consult.kit.i18n import day, language
from consult.kit.i18n import gettext as _
from consult.kit.i18n import lazy_gettext as _l

SHOWN = 20
RENEWALS = timedelta(days=90)


class Item(msgspec.Struct, frozen=True):
    """One thing that waits: until or since when, where it is done, what it is, what is said beside it, its consent's state."""

    text: str
    href: str
    when: date | None = None
    late: bool = False
    note: str = ""
    state: str = ""


class Block(msgspec.Struct, frozen=True):
    """What stands under one heading; `act` says what is done with each; not all of it waits for the reader."""

    id: str
    title: Any
    act: Any
    items: list[Item]
    more: str = ""
    waits: bool = True

    @property
    def late(self) -> int:
        """How many are late."""
        return sum(item.late for item in self.items)


class Reader(msgspec.Struct, frozen=True):
    """Who asks, when, and where the pages of the country begin."""

    db: Session
    actor: Actor
    on: date
    root: str


def blocks_of(reader: Reader) -> list[Block]:
    """Every block of the reader's roles, in the order of work, the empty ones too."""
    return [make(reader) for wanted, make in BLOCKS if wanted(reader.actor)]


def answers_due(reader: Reader) -> Block:
    """Themes, views and comments that the ministry has not answered."""
    texts = [t for t in agendas.published_priorities(reader.db) if t.ministry_id == reader.actor.organisation_id]
    items = []
    for point in consultations.waiting(reader.db, texts):
        href = url_for("voices.answering", number=point.text.priority.number)
        beside = _("Priority %(n)s", n=point.text.priority.number)
        said = [(t.due_on, t.title) for t in point.themes] + [(v.due_on, v.text or "") for v in point.views]
        items += [Item(short(words), href, due, due < reader.on, beside) for due, words in said]
        items += [Item(short(c.text), href, c.at.date(), note=beside) for c in point.comments]
    return Block("themes", _l("Themes and comments to answer"), _l("Answer"), oldest_first(items), url_for("voices.waiting"))


def drafts(reader: Reader) -> Block:
    """The draft agenda: what the ministry's own part lacks, all of it for the publisher."""
    agenda = agendas.draft_agenda(reader.db, reader.actor)
    items = list(draft_items(reader, agenda)) if agenda else []
    more = url_for("agenda_drafts.draft")
    return Block("draft", _l("Agenda draft"), _l("Open the draft"), items, more)


def draft_items(reader: Reader, agenda: Agenda) -> Iterator[Item]:
    """What is missing in a draft, each with its place."""
    texts, signoffs = agendas.all_draft_texts(reader.db, agenda), agendas.signoffs_of(reader.db, agenda)
    own = None if reader.actor.publisher else {reader.actor.organisation_id or 0}
    lacks = drafting.missing(texts, signoffs, regions=agendas.regions_known(reader.db), ministries=own)
    note = _("Version %(n)s", n=agenda.version)
    if not lacks and reader.actor.publisher:
        yield Item(_("Nothing is missing. Check and publish."), url_for("agenda_drafts.publication"), note=note)
    for lack in lacks:
        if lack.number is None:
            yield Item(str(lack.what), url_for("agenda_drafts.draft", _anchor="sign-off"), note=note)
        else:
            href = url_for("agenda_drafts.priority", number=lack.number, _anchor=lack.field)
            yield Item(str(lack.what), href, note=_("Priority %(n)s", n=lack.number))


def requests(reader: Reader) -> Block:
    """Requests for consent that wait for the ministry."""
    query = consent.requests_seen(reader.actor)
    found = [r for r in reader.db.scalars(query).unique() if r.state == "OPEN"]
    items = [
        Item(
            f"{r.organisation.name}: {short(r.text)}",
            url_for("consent.request_page", number=r.number),
            r.created_at.date(),
            note=r.sector.name,
        )
        for r in found
    ]
    return Block("requests", _l("Requests for consent"), _l("Read"), oldest_first(items), url_for("consent.requests_list"))


def named_and_said(asked: Any) -> str:
    """Who asks, and the beginning of what."""
    return f"{asked.organisation.name}: {short(asked.text)}"


def proposals(reader: Reader) -> Block:
    """Proposed consents: to countersign, or waiting for the countersignature."""
    items = [
        consent_item(c, c.turn.on)
        for c in mine(reader, every=reader.actor.holds(Permission.CONSENT_COUNTERSIGN))
        if c.shown == "PROPOSED"
    ]
    return Block("proposals", _l("Proposed consents"), _l("Read"), oldest_first(items))


def consent_drafts(reader: Reader) -> Block:
    """Consents drafted and not yet proposed."""
    items = [consent_item(c, c.turn.on) for c in mine(reader, every=False) if c.shown == "DRAFT"]
    return Block("consent-drafts", _l("Consents drafted"), _l("Read"), oldest_first(items))


def renewals(reader: Reader) -> Block:
    """Consents of the ministry that end within 90 days."""
    living = [c for c in mine(reader, every=False) if c.shown in ("IN_FORCE", "IN_FORCE_CONDITIONS", "NOTICE", "SUSPENDED")]
    ending = [(c, last) for c in living if (last := ends_on(c)) is not None and last - reader.on <= RENEWALS]
    items = [consent_item(c, last) for c, last in ending]
    return Block("ending", _l("Consents ending within 90 days"), _l("Read"), oldest_first(items))


def mine(reader: Reader, *, every: bool) -> list[Consent]:
    """The consents that the reader's ministry looks after, or all that it sees."""
    found = consent.consents(reader.db, reader.actor, on=reader.on)
    return [c for c in found if every or c.facts.sector_id in reader.actor.sectors]


def consent_item(one: Consent, when: date | None) -> Item:
    """A consent as a thing that waits."""
    href = url_for("consent.scope", number=one.row.number)
    return Item(f"{one.label} {one.row.sector.name}", href, when, state=one.shown)


def sent(reader: Reader) -> Block:
    """Who has not answered the invitations that the reader looks after."""
    items = [
        Item(
            i.organisation.name,
            url_for("invitations.invitation", number=i.invitation.number),
            i.invitation.deadline,
            i.invitation.deadline < reader.on,
            _("Invitation %(n)s", n=i.invitation.number),
        )
        for i in invitations.not_answered(reader.db, reader.actor)
    ]
    return Block("not-answered", _l("Invitations not answered yet"), _l("Read"), items, url_for("invitations.invitations"))


def received(reader: Reader) -> Block:
    """Invitations to the reader's organisation, and to civil society at large."""
    found = [i.invitation for i in invitations.received(reader.db, reader.actor) if i.state in ("SENT", "SEEN")]
    everyone = invitations.open_to_all(reader.db, reader.actor, on=reader.on)
    titles = invitations.priority_titles(reader.db, [*found, *everyone])
    items = []
    for one in {i.id: i for i in [*found, *everyone]}.values():
        text = titles.get(one.id)
        to = f"{text.priority.number} {text.titles.get(language()) or text.title}" if text else _("The whole agenda")
        href = url_for("invited.invitation" if one in found else "invitations.invitation", number=one.number)
        items.append(Item(f"{one.sender.name}: {to}", href, one.deadline, one.deadline < reader.on))
    return Block("invitations", _l("Invitations to answer"), _l("Answer"), items, url_for("invited.invitations"))


def own_lines(reader: Reader) -> Block:
    """The organisation's registered lines with the register's answer about each."""
    lines = commitments.own_lines(reader.db, reader.actor)
    ground = standing.grounds(reader.db, reader.actor, on=reader.on) if lines else None
    items = [
        Item(
            line.title,
            f"{reader.root}support/C-{line.commitment.number:04d}/",
            line.end,
            note=str(LINE_STATES[LineState(line.state)]),
            state=standing.answers(line, ground, on=reader.on)[0].answer.name,
        )
        for line in lines
        if ground is not None
    ]
    return Block("lines", _l("Your lines"), _l("Read"), items, f"{reader.root}support/", waits=False)


def own_comments(reader: Reader) -> Block:
    """The organisation's comments and whether they were answered."""
    organisation = agendas.organisation(reader.db, reader.actor.organisation_id)
    found = consultations.comments_by(reader.db, organisation) if organisation else []
    items = [
        Item(
            short(c.text),
            url_for("voices.priority", number=c.priority.number, _anchor=f"c{c.id}"),
            c.at.date(),
            note=_("Answered %(date)s", date=day(c.response.published_at)) if c.response else _("Waiting for an answer"),
        )
        for c in found
    ]
    return Block("comments", _l("Your organisation’s comments"), _l("Read"), items, waits=False)


def findings(reader: Reader) -> Block:
    """Overlaps opened and not decided."""
    items = [
        Item(
            _("Finding %(n)s, level %(level)s", n=f.number, level=f.level),
            url_for("coordination.findings", _anchor=f"f{f.number}"),
            f.due_on or f.opened_at.date(),
            f.due_on is not None and f.due_on < reader.on,
        )
        for f in coordination.findings(reader.db)
        if f.state in ("OPEN", "ACKNOWLEDGED")
    ]
    return Block("findings", _l("Overlaps without a decision"), _l("Decide"), items, url_for("coordination.overlap"))


def matches(reader: Reader) -> Block:
    """What imports leave for a person: alike organisations, likely twins, lines of no one sector."""
    href = url_for("matches.index")
    rows: list[Any] = list(reader.db.scalars(imports.open_matches().limit(SHOWN)).unique())
    items = [Item(f"{m.organisation.name} = {m.candidate.name}?", href, note=_("Alike organisations")) for m in rows]
    items += [Item(t.reported.title, href, note=_("Likely twin")) for t in twins.likely_twins(reader.db)[:SHOWN]]
    for one in imports.unsorted_lines(reader.db)[:SHOWN]:
        note = _("Ambiguous sector") if one.sectors else _("In no national sector")
        items.append(Item(f"{one.code} {one.name}".strip() or "–", href, note=note))
    return Block("matches", _l("Doubtful matches and sectors"), _l("Settle"), items, href)


def sectors(reader: Reader) -> Block:
    """National sectors without purpose codes."""
    bare = [s for s in register.sectors(reader.db) if not s.purpose_codes]
    href = f"{reader.root}admin/"
    items = [Item(s.name, href, note=_("No purpose code yet")) for s in bare]
    return Block("sectors", _l("National sectors without purpose codes"), _l("Complete"), items, href)


def short(text: str, most: int = 90) -> str:
    """Words for one line, cut at a word."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


def oldest_first(items: list[Item]) -> list[Item]:
    """By day, those without one last."""
    return sorted(items, key=lambda item: (item.when is None, item.when or date.max))


def has(*permissions: Permission) -> Callable[[Actor], bool]:
    """Whoever holds one of the permissions."""
    return lambda actor: any(actor.holds(p) for p in permissions)


def reads_own_agenda(actor: Actor) -> bool:
    """Ministry roles: they see their part of the draft."""
    return actor.reads(Subject.AGENDA) is Reach.OWN


BLOCKS: tuple[tuple[Callable[[Actor], bool], Callable[[Reader], Block]], ...] = (
    (has(Permission.VIEW_ANSWER), answers_due),
    (has(Permission.CONSENT_EDIT), requests),
    (has(Permission.CONSENT_EDIT, Permission.CONSENT_COUNTERSIGN), proposals),
    (has(Permission.CONSENT_EDIT), consent_drafts),
    (has(Permission.CONSENT_EDIT), renewals),
    (reads_own_agenda, drafts),
    (has(Permission.INVITATION_ANSWER), received),
    (has(Permission.LINE_EDIT), own_lines),
    (lambda actor: Role.CSO_MEMBER in actor.roles, own_comments),
    (has(Permission.FINDING_DECIDE), findings),
    (has(Permission.IMPORT_DECIDE), matches),
    (has(Permission.INVITATION_EDIT), sent),
    (has(Permission.REGISTER_EDIT), sectors),
)
