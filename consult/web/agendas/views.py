"""The agenda as everybody reads it: the list, one priority, versions and their changes."""

from typing import Any

from flask import g, request

from consult.agendas import queries, rules
from consult.agendas.diff import differences, facts_of
from consult.agendas.models import Agenda, AgendaState, PriorityText
from consult.commitments import queries as commitments
from consult.commitments import sums
from consult.consent import queries as consent
from consult.consultations import queries as consultations
from consult.consultations import rules as speaking
from consult.invitations import rules as inviting
from consult.places import queries as places
from consult.web.agendas import files, shown
from consult.web.agendas.filters import CONSENT, FUNDING, options, read_filters, refuse_bad
from consult.web.agendas.forms import ExtensionForm
from consult.web.agendas.panels import panels
from consult.web.door import PUBLIC, Form, answer, form_page, named, open_to, room, today

bp = room("agendas", "agenda")
bp.context_processor(panels)


@bp.get("/")
@open_to(PUBLIC)
def agenda() -> Any:
    agenda = queries.published_agenda(g.db)
    if agenda is None:
        return answer("agendas/none.html", table=files.priorities([], g.country.currency))
    return listed(agenda)


@bp.get("/v<int:version>/")
@open_to(PUBLIC)
def version(version: int) -> Any:
    return listed(queries.get_version(g.db, version))


def listed(agenda: Agenda) -> Any:
    """The list of a version's priorities, filtered as the address says."""
    given = shown.consents_on(g.db, g.actor, today())
    rows = shown.rows_of(g.db, g.actor, queries.texts_of(g.db, agenda), given, currency=g.country.currency)
    sectors, regions = consent.sectors(g.db), places.places_at(g.db, 1)
    filters = read_filters(request.args, sectors, regions)
    kept = [row for row in rows if filters.keeps(row)]
    if g.format:
        refuse_bad(filters)
    latest = queries.published_agenda(g.db)
    return answer(
        "agendas/agenda.html",
        "agendas/_list.html",
        table=files.priorities(kept, g.country.currency),
        agenda=agenda,
        latest=latest,
        before=queries.version_before(g.db, agenda),
        draft=queries.draft_agenda(g.db, g.actor),
        publisher=publisher_of(agenda),
        rows=kept,
        all_rows=rows,
        filters=filters,
        choices=options(sectors, regions, named) | {"consent": list(CONSENT), "funding": list(FUNDING)},
        grid=[(s, [(p, given.cell(s.id, p.id)) for p in regions]) for s in sectors_in(rows, sectors)],
        regions=regions,
        note=given.note,
        versions=queries.versions(g.db),
        may={
            "extend": rules.may_extend(g.actor, agenda),
            "adopt": rules.may_move(g.actor, agenda, AgendaState.ADOPTED),
            "close": rules.may_move(g.actor, agenda, AgendaState.CLOSED),
        },
        form=(form := ExtensionForm(formdata=None)),
        until=form.until,
    )


def publisher_of(agenda: Agenda) -> Any:
    """The ministry that published a version."""
    return queries.organisation(g.db, agenda.published_by_id)


def sectors_in(rows: list[shown.Row], sectors: list[Any]) -> list[Any]:
    """The sectors that priorities stand in, in the government's order."""
    ids = {row.text.sector_id for row in rows}
    return [s for s in sectors if s.id in ids]


@bp.get("/<int:number>/")
@open_to(PUBLIC)
def priority(number: int) -> Any:
    text = queries.current_text(g.db, number)
    given = shown.consents_on(g.db, g.actor, today())
    (row,) = shown.rows_of(g.db, g.actor, [text], given, currency=g.country.currency)
    money = sums.sums(g.db, g.actor, [text.priority_id], currency=g.country.currency)
    lines = commitments.page_of_lines(
        g.db, g.actor, commitments.Filters(priority_id=text.priority_id), form_page(request.args.get("lines"))
    )
    texts = queries.texts_of(g.db, text.agenda)
    return answer(
        "agendas/priority.html",
        "voices/_thread.html",
        table=lambda: files.outputs(text, money, g.country.currency),
        text=text,
        agenda=text.agenda,
        latest=queries.published_agenda(g.db),
        row=row,
        money={output: found for (_priority, output), found in money.items()},
        consents=[c for c in given.found if c.facts.sector_id == text.sector_id and c.state.value != "SUPERSEDED"],
        note=given.note,
        lines=lines,
        board=consultations.board(g.db, text),
        thread=consultations.thread(g.db, text.priority_id, form_page(request.args.get("page"))),
        form=None,
        verdict=speaking.may_comment(g.actor, text.agenda, today()),
        history=queries.history(g.db, text.priority),
        count=len(texts),
        neighbours=neighbours(texts, text),
        may_end=rules.may_end_priority(g.actor, text.agenda, text),
        end_form=Form(formdata=None),
        may_invite=inviting.may_invite(g.actor, text.agenda, text),
    )


def neighbours(texts: list[PriorityText], text: PriorityText) -> tuple[PriorityText | None, PriorityText | None]:
    """The priorities before and after one, in the government's order."""
    at = next((i for i, t in enumerate(texts) if t.priority_id == text.priority_id), None)
    if at is None:
        return None, None
    return texts[at - 1] if at else None, texts[at + 1] if at + 1 < len(texts) else None


@bp.get("/v<int:version>/changes/")
@open_to(PUBLIC)
def changes(version: int) -> Any:
    agenda = queries.get_version(g.db, version)
    before = queries.version_before(g.db, agenda)
    found = differences(
        [facts_of(t) for t in queries.texts_of(g.db, before)] if before else [],
        [facts_of(t) for t in queries.texts_of(g.db, agenda)],
    )
    return answer(
        "agendas/changes.html",
        table=files.changes(found),
        agenda=agenda,
        before=before,
        found=found,
        dropped={t.priority.number: t.dropped_reason for t in queries.dropped_texts(g.db, agenda)},
    )
