"""Voices: what was said and answered, comments by organisations, and the ministry's answers."""

from typing import Any

from flask import g, request, url_for

from consult.agendas import queries as agendas
from consult.agendas.models import PriorityText
from consult.consultations import actions, queries, rules
from consult.consultations.models import CommentKind
from consult.kit.actor import Permission
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.web import door
from consult.web.door import PUBLIC, Table, answer, done, form_page, open_to, today
from consult.web.voices.forms import DECISIONS, KINDS, AnswerForm, CommentForm

bp = door.room("voices", url="voices")
PRIORITY, THREAD = "voices/priority.html", "voices/_thread.html"
COLUMNS = ("priority", "theme", "said", "views", "decision", "answer", "reason", "next_step", "ministry", "due_on", "answered_on")


@bp.get("/")
@open_to(PUBLIC)
def overview() -> Any:
    boards = queries.boards(g.db, agendas.published_priorities(g.db))
    verdict = rules.may_speak(agendas.published_agenda(g.db), today())
    return answer(
        "voices/overview.html", boards=boards, verdict=verdict, tallies=queries.tallies(g.db, today()), agenda=the_agenda()
    )


@bp.get("/answered/")
@open_to(PUBLIC)
def answered() -> Any:
    texts = agendas.published_priorities(g.db)
    chosen = request.args.get("priority", "")
    shown = [t for t in texts if str(t.priority.number) == chosen] or texts
    boards = queries.boards(g.db, shown)
    context = {"texts": texts, "chosen": chosen, "tallies": queries.tallies(g.db, today()), "finish": may_finish()}
    return answer("voices/answered.html", "voices/_boards.html", table=lambda: board_table(boards), boards=boards, **context)


@bp.post("/answered/")
@open_to(Permission.VIEW_ANSWER)
def finish() -> Any:
    unanswered = queries.unanswered_in(g.db, agendas.published_priorities(g.db))
    agenda = agendas.get_version(g.db, the_agenda().version if the_agenda() else 0)
    actions.finish_round(g.db, g.actor, agenda, unanswered=unanswered, timezone=g.country.timezone)
    return done(then=url_for(".answered"), message=_("All answers to this version are published."))


@bp.get("/<int:number>/")
@open_to(PUBLIC)
def priority(number: int) -> Any:
    text = agendas.current_text(g.db, number)
    return answer(PRIORITY, THREAD, table=lambda: comment_table(text), **priority_page(text, None))


@bp.post("/<int:number>/comments/")
@open_to(Permission.COMMENT_WRITE)
def comment(number: int) -> Any:
    text, form = agendas.current_text(g.db, number), CommentForm()
    rules.may_comment(g.actor, text.agenda, today()).require()
    if not form.validate():
        return answer(PRIORITY, THREAD, 422, **priority_page(text, form))
    kind, words = CommentKind(form.kind.data), form.text.data or ""
    actions.make_comment(g.db, g.actor, text, kind, words, language=g.lang, timezone=g.country.timezone)
    then = url_for(".priority", number=number, _anchor="thread")
    return done(THREAD, then=then, message=_("Your comment is published."), **priority_page(text, CommentForm(formdata=None)))


@bp.get("/waiting/")
@open_to(Permission.VIEW_ANSWER)
def waiting() -> Any:
    return answer("voices/waiting.html", points=queries.waiting(g.db, own_texts()), on=today())


@bp.get("/<int:number>/answers/")
@open_to(Permission.VIEW_ANSWER)
def answering(number: int) -> Any:
    points = open_points(number)
    return answer("voices/answering.html", points=points, form=AnswerForm.of(points))


@bp.post("/<int:number>/answers/")
@open_to(Permission.VIEW_ANSWER)
def give_answer(number: int) -> Any:
    points = open_points(number)
    form = AnswerForm.of(points)
    if form.validate():
        try:
            actions.answer_views(g.db, g.actor, points.text, form.targets(), form.to_answer())
            return done(then=url_for(".waiting"), message=_("Your answer is published."))
        except Invalid as off:
            form[off.field].errors = [off.reason]
    return answer("voices/answering.html", None, 422, points=points, form=form)


def the_agenda() -> Any:
    """The agenda as it stands, or None."""
    return agendas.published_agenda(g.db)


def may_finish() -> Any:
    """Whether the reader may declare the answers complete; None where the question does not arise."""
    agenda = the_agenda()
    if agenda is None or not (g.actor.publisher and g.actor.holds(Permission.VIEW_ANSWER)):
        return None
    unanswered = queries.unanswered_in(g.db, agendas.published_priorities(g.db))
    return rules.may_finish(g.actor, agenda, unanswered=unanswered, on=today())


def own_texts() -> list[PriorityText]:
    """The priorities that the actor's ministry answers."""
    return [t for t in agendas.published_priorities(g.db) if rules.may_answer(g.actor, t.ministry_id)]


def open_points(number: int) -> queries.Unanswered:
    """What waits on one priority; 403 where another ministry answers it."""
    text = agendas.current_text(g.db, number)
    rules.may_answer(g.actor, text.ministry_id).require()
    return next(iter(queries.waiting(g.db, [text])), queries.Unanswered(text, [], [], []))


def priority_page(text: PriorityText, form: CommentForm | None) -> dict[str, Any]:
    """What the page of a priority's voices shows; the form only to those who may comment."""
    verdict = rules.may_comment(g.actor, text.agenda, today())
    return {
        "text": text,
        "board": queries.board(g.db, text),
        "views": queries.views_of(g.db, text.priority_id, form_page(request.args.get("views"))),
        "thread": queries.thread(g.db, text.priority_id, form_page(request.args.get("page"))),
        "form": (form or CommentForm()) if verdict else None,
        "verdict": verdict,
        "kinds": KINDS,
        "speak": rules.may_speak(text.agenda, today()),
    }


def board_table(boards: list[queries.Board]) -> Table:
    """The board as a file; counts only as they may be shown."""
    rows = [row_of(b, item) for b in boards for item in (*b.themes, *b.views)]
    return Table("answers", COLUMNS, rows)


def row_of(board: queries.Board, item: Any) -> tuple[Any, ...]:
    """One theme or view with its answer."""
    said = getattr(item, "said", None) or getattr(item, "text", "")
    shown, response = getattr(item, "shown", "1"), item.response
    replied = (response.decision, response.text, response.reason, response.next_step) if response else ("", "", "", "")
    on = response.published_at.date() if response else None
    return (
        board.text.priority.number,
        getattr(item, "title", ""),
        said,
        shown,
        *replied,
        board.text.ministry.name,
        item.due_on,
        on,
    )


def comment_table(text: PriorityText) -> Table:
    """Comments on a priority as a file."""
    columns = ("organisation", "organisation_kind", "kind", "text", "on", "reply", "replied_on")
    rows = [
        (c.organisation.name, c.organisation.kind, c.kind, c.text, c.at.date(), *replied(c.response))
        for c in queries.all_comments(g.db, text.priority_id)
    ]
    return Table(f"comments-{text.priority.number}", columns, rows)


def replied(response: Any) -> tuple[Any, Any]:
    """A reply's text and day."""
    return (response.text, response.published_at.date()) if response else ("", None)


@bp.app_context_processor
def words() -> dict[str, Any]:
    """The words of decisions and kinds of comment, for fragments that other pages include."""
    return {
        "decision_words": {d.value: w for d, w in DECISIONS.items()},
        "kind_words": {k.value: w for k, w in KINDS.items()},
        "is_overdue": lambda due: due < today(),
        "ltr": lambda code: f"\u2066{code}\u2069",
    }
