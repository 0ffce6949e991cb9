"""Reading the register: scopes and requests that an actor may see, and the facts that rules are told."""

from collections.abc import Mapping
from datetime import date

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.accounts.models import NationalSector, Organisation
from consult.consent import rules
from consult.consent.facts import ConditionFacts, EventFacts, PlaceFacts, ScopeFacts
from consult.consent.models import ConsentEvent, ConsentPartner, ConsentPlace, ConsentRequest, ConsentRequestPlace, ConsentScope
from consult.consent.rules import Turn
from consult.consent.states import ConditionKind, State, Step, Visibility
from consult.kit.actor import Actor, Permission, Reach, Subject
from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _
from consult.places.models import Place

WHOLE = (
    joinedload(ConsentScope.sector),
    joinedload(ConsentScope.grantor),
    selectinload(ConsentScope.places).joinedload(ConsentPlace.place),
    selectinload(ConsentScope.partners).joinedload(ConsentPartner.organisation),
    selectinload(ConsentScope.conditions),
    selectinload(ConsentScope.events),
)
Tree = Mapping[int, frozenset[int]]


class Consent(msgspec.Struct, frozen=True):
    """A consent as a reader sees it on a day: its row, its facts, what it is."""

    row: ConsentScope
    facts: ScopeFacts
    on: date

    @property
    def label(self) -> str:
        """How people call it: J-04 is the fourth consent of the country, of justice."""
        return f"{self.row.sector.code[:1].upper()}-{self.row.number:02d}"

    @property
    def turn(self) -> Turn:
        """Its state on the day, and since when."""
        return rules.turn_on(self.facts, self.on)

    @property
    def state(self) -> State:
        """Its state on the day."""
        return self.turn.state

    @property
    def shown(self) -> str:
        """The state's word for a badge: IN_FORCE with an open condition is IN_FORCE_CONDITIONS (ux.md 2.4)."""
        return self.shown_on(self.on)

    def shown_on(self, day: date) -> str:
        """As `shown`, on another day."""
        state = rules.state_on(self.facts, day)
        conditional = state is State.IN_FORCE and rules.conditional_on(self.facts, day)
        return "IN_FORCE_CONDITIONS" if conditional else state.value

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Every turn that is known today, those to come as well, newest first; the draft is none."""
        return rules.timeline(self.facts)[:0:-1]


def tree(db: Session) -> Tree:
    """For every place the ids of itself and the places that hold it."""
    rows = db.execute(select(Place.id, Place.parent_id, Place.level).order_by(Place.level, Place.id)).all()
    top = next((row.id for row in rows if row.level == 0), None)
    found: dict[int, frozenset[int]] = {}
    for row in rows:  # parents come first: they lie on a higher level
        above = row.parent_id if row.parent_id in found else top
        found[row.id] = found.get(above, frozenset()) | {row.id} if above is not None else frozenset({row.id})
    return found


def all_facts(db: Session) -> list[ScopeFacts]:
    """The whole register as the rules see it, by id; who answers a reader filters it by `rules.visible`."""
    above = tree(db)
    return [facts_of(row, above) for row in db.scalars(select(ConsentScope).options(*WHOLE).order_by(ConsentScope.id)).unique()]


def facts_of(row: ConsentScope, above: Tree | None = None) -> ScopeFacts:
    """A consent's facts from its loaded row; `above` (see `tree`) only matters to places."""
    above = above or {}
    return ScopeFacts(
        id=row.id,
        number=row.number,
        grantor_id=row.grantor_id,
        ministry=row.grantor.name,
        sector_id=row.sector_id,
        places=tuple(
            PlaceFacts(id=p.place_id, name=p.place.name, within=above.get(p.place_id, frozenset({p.place_id})))
            for p in row.places
        ),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        anyone=row.anyone,
        partners=frozenset(p.organisation_id for p in row.partners),
        kinds=frozenset(row.kinds),
        functions=frozenset(row.functions),
        modalities=frozenset(row.modalities),
        ceiling=row.ceiling,
        currency=row.currency,
        conditions=tuple(
            ConditionFacts(id=c.id, kind=ConditionKind(c.kind), text=c.text, met_on=c.met_on) for c in row.conditions
        ),
        notice_days=row.notice_days,
        winddown_days=row.winddown_days,
        visibility=Visibility(row.visibility),
        events=tuple(event_facts(e) for e in row.events),
    )


def event_facts(row: ConsentEvent) -> EventFacts:
    """An event's facts from its row."""
    return EventFacts(
        number=row.number,
        step=Step(row.step),
        effective_at=row.effective_at,
        recorded_at=row.recorded_at,
        ends_on=row.ends_on,
        person_id=row.person_id,
        person=row.person,
        body=row.body,
        reason=row.reason,
    )


def consents(db: Session, actor: Actor, *, on: date, sector_id: int | None = None) -> list[Consent]:
    """Those that the actor may see, by number, as they stand on a day."""
    query = select(ConsentScope).options(*WHOLE).order_by(ConsentScope.number, ConsentScope.id)
    if sector_id is not None:
        query = query.where(ConsentScope.sector_id == sector_id)
    above = tree(db)
    found = [Consent(row, facts_of(row, above), on) for row in db.scalars(query).unique()]
    return [c for c in found if rules.sees(actor, c.facts, on=on)]


def consent_by_number(db: Session, actor: Actor, number: int, *, on: date) -> Consent:
    """One that the actor may see, as it stands on a day; raises `Missing`, also where it is hidden."""
    row = db.scalars(select(ConsentScope).options(*WHOLE).where(ConsentScope.number == number)).unique().first()
    if row is not None:
        found = Consent(row, facts_of(row, tree(db)), on)
        if rules.sees(actor, found.facts, on=on):
            return found
    raise Missing(_("This page does not exist, or you may not see it."))


def hold(db: Session, scope_id: int) -> ConsentScope:
    """The row as it is now, held against other writers until the end of this transaction."""
    db.flush()
    query = select(ConsentScope).options(*WHOLE).where(ConsentScope.id == scope_id)
    query = query.with_for_update(of=ConsentScope).execution_options(populate_existing=True)
    return db.scalars(query).unique().one()


def hidden_count(db: Session, actor: Actor, *, on: date) -> int | None:
    """How many decisions the actor may not see; told to government roles only (ux.md 2.3, screen 5)."""
    if not actor.government:
        return None
    return sum(1 for s in all_facts(db) if rules.state_on(s, on) is not State.DRAFT and not rules.sees(actor, s, on=on))


def sectors(db: Session) -> list[NationalSector]:
    """The national sectors in their order, each with its ministry."""
    query = select(NationalSector).options(joinedload(NationalSector.ministry))
    return list(db.scalars(query.order_by(NationalSector.position, NationalSector.id)))


def sector_by_code(db: Session, code: str) -> NationalSector:
    """A national sector with its ministry; raises `Missing`."""
    query = select(NationalSector).options(joinedload(NationalSector.ministry)).where(NationalSector.code == code)
    found = db.scalars(query).first()
    if found is None:
        raise Missing(_("There is no national sector called %(name)s here.", name=code))
    return found


def possible_partners(db: Session) -> list[Organisation]:
    """The organisations that a consent may name, by name: all but ministries, and those merged into another."""
    query = select(Organisation).where(Organisation.kind != "MINISTRY", Organisation.merged_into_id.is_(None))
    return list(db.scalars(query.order_by(Organisation.name, Organisation.id)))


ASKED = (
    joinedload(ConsentRequest.organisation),
    joinedload(ConsentRequest.sector).joinedload(NationalSector.ministry),
    joinedload(ConsentRequest.scope),
    selectinload(ConsentRequest.places).joinedload(ConsentRequestPlace.place),
)


def requests_seen(actor: Actor) -> Select[ConsentRequest]:
    """The requests that an actor may see, newest first: a ministry its sectors', a partner its own, `a` readers all."""
    query = select(ConsentRequest).options(*ASKED).order_by(ConsentRequest.created_at.desc(), ConsentRequest.id.desc())
    reach = actor.reads(Subject.CONSENT)
    if reach is Reach.ALL:
        return query
    if actor.holds(Permission.CONSENT_REQUEST):
        return query.where(ConsentRequest.organisation_id == actor.organisation_id)
    return query.where(ConsentRequest.sector_id.in_(actor.sectors if reach is Reach.OWN else ()))


def request_by_number(db: Session, actor: Actor, number: int) -> ConsentRequest:
    """A request that the actor may see; raises `Missing`."""
    found: ConsentRequest | None = db.scalars(requests_seen(actor).where(ConsentRequest.number == number)).unique().first()
    if found is None:
        raise Missing(_("This page does not exist, or you may not see it."))
    return found
