"""What may happen to a view, now, and by whom; what of it may leave."""

from datetime import date, timedelta

import msgspec

from consult.intake.models import NEXT_STATES, Publish, State, Submission
from consult.kit.actor import Actor, Permission, Role
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.kit.verdict import YES, Verdict, no, not_now

LONGEST = 1200
"""Characters of a view."""
LATE_DAYS = 7
"""A view that has waited longer is late."""
KEPT_DAYS = 365
"""Raw text is purged so long after the answer (P12)."""
CONSTITUENCIES = ("WOM", "YTH", "SEC", "REL", "BLO", "BIN", "MED", "CSO", "OTH")
ORDER = tuple(Publish)
ANYWHERE = "several"


class View(msgspec.Struct, frozen=True):
    """What a person sends (P3): no name, no contact; `region` is a region's code, `several` or empty."""

    priority: int
    text: str
    language: str
    publish: Publish = Publish.NOT_PUBLISHED
    region: str = ""
    constituency: str = ""
    organisation: str = ""


def clean(text: str) -> str:
    """A text as it is counted and kept: one kind of line end, no blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def check_view(view: View) -> None:
    """Raise `Invalid` naming the field of a view that is off."""
    if not view.text:
        raise Invalid("words", _("Write what the ministry should know."))
    if len(view.text) > LONGEST:
        raise Invalid("words", _("Your text is too long: use at most %(n)s characters.", n=f"{LONGEST:,}"))
    if view.constituency and view.constituency not in CONSTITUENCIES:
        raise Invalid("constituency", _("Choose a group from the list."))
    if view.publish is Publish.ATTRIBUTED and not view.organisation.strip():
        raise Invalid("organisation", _("Give your organisation’s name, or choose another way to publish."))
    if len(view.organisation) > 120:
        raise Invalid("organisation", _("Give a name of at most %(n)s characters.", n=120))


def may_read(actor: Actor) -> Verdict:
    """Whether the actor reads raw views: independent moderators alone, of no government body (P5)."""
    if not actor.holds(Permission.RAW_SCREEN) or actor.government or actor.roles != {Role.INTAKE_MODERATOR}:
        return no(_("Only independent moderators read views as they were sent."))
    return YES


def may_move(actor: Actor, submission: Submission, to: State) -> Verdict:
    """Whether a moderator may bring a view into a state (domain.md 5.2)."""
    if not may_read(actor):
        return may_read(actor)
    if to not in NEXT_STATES[State(submission.state)]:
        return not_now(_("This view is no longer where it was. Reload the page to see where it stands."))
    return YES


def may_clear(actor: Actor, submission: Submission) -> Verdict:
    """Whether a moderator may declare a view safe: another one than made it safe, where two are needed (P6)."""
    verdict = may_move(actor, submission, State.CLEARED)
    if verdict and needs_second(submission) and submission.redacted_by == actor.person_id:
        return no(_("A second moderator must check this view."))
    return verdict


def may_release(actor: Actor, submission: Submission) -> Verdict:
    """Whether a moderator may publish a view: cleared, and its sender allows its words."""
    if not leaves(Publish(submission.publish)):
        return no(_("Its sender does not want its words published."))
    return may_move(actor, submission, State.PUBLISHED)


def needs_second(submission: Submission) -> bool:
    """Whether a second person must check: rule of law, sexual violence, or a moderator asked for it (P6)."""
    return submission.sensitive or submission.second


def leaves(publish: Publish) -> bool:
    """Whether the words of a view may leave the moderators, made safe."""
    return publish in (Publish.ANONYMISED, Publish.ATTRIBUTED)


def may_withdraw(submission: Submission) -> Verdict:
    """Whether a sender may withdraw a view: always, once (P9)."""
    if State.WITHDRAWN not in NEXT_STATES[State(submission.state)]:
        return not_now(_("This view is withdrawn already."))
    return YES


def lesser(publish: Publish) -> tuple[Publish, ...]:
    """The choices that publish less, the most first: a sender may go back, never forth (P4)."""
    return tuple(reversed(ORDER[: ORDER.index(publish)]))


def may_lessen(submission: Submission, to: Publish) -> Verdict:
    """Whether a sender may let less be published."""
    if submission.state in (State.WITHDRAWN.value, State.REJECTED.value):
        return not_now(_("Nothing of this view is published."))
    if to not in lesser(Publish(submission.publish)):
        return not_now(_("You can only choose to publish less than before."))
    return YES


def is_late(day: date, on: date) -> bool:
    """Whether a view has waited for a moderator longer than a week."""
    return on - day > timedelta(days=LATE_DAYS)


def week_of(day: date) -> str:
    """A day's ISO week as «2026-W12»: the only date of a view that is shown (P7)."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"
