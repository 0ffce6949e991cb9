"""What a ministry writes: the value objects of a draft, as forms and files hand them over."""

from datetime import date

import msgspec


class OutputDraft(msgspec.Struct, frozen=True):
    """A numbered part; `number` is None for a new one."""

    number: int | None
    title: str
    indicator: str = ""


class NeedDraft(msgspec.Struct, frozen=True):
    """A need at a place for the output at `output` (its position in the draft, from 0) or all; minor units or None."""

    place_id: int
    output: int | None = None
    amount: int | None = None


class PriorityDraft(msgspec.Struct, frozen=True, kw_only=True):
    """All that a priority says (domain.md S2-S18). Codes are those of the published lists; empty means not yet stated.

    `prerequisites` are numbers of priorities; `domestic_amount` is in the reporting currency's minor units.
    """

    title: str
    sector_id: int
    ask: str = ""
    titles: dict[str, str] = {}
    asks: dict[str, str] = {}
    core_area: str = ""
    psg: str = ""
    dimensions: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    horizon: str = ""
    effort: str = ""
    mechanism: str = ""
    guarantee: str = ""
    lead: str = ""
    start: date | None = None
    end: date | None = None
    gender_marker: int | None = None
    sgbv: tuple[str, ...] = ()
    risk_factors: tuple[int, ...] = ()
    outcome: str = ""
    outcome_baseline: str = ""
    outcome_target: str = ""
    domestic_amount: int | None = None
    outputs: tuple[OutputDraft, ...] = ()
    needs: tuple[NeedDraft, ...] = ()
    prerequisites: tuple[int, ...] = ()


LISTED = ("dimensions", "modes", "sgbv", "risk_factors")
PLAIN = (
    "title", "sector_id", "ask", "titles", "asks", "horizon", "effort", "mechanism", "guarantee", "lead", "start",
    "end", "gender_marker", "outcome", "outcome_baseline", "outcome_target", "domestic_amount",
)  # fmt: skip


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a draft: title, summary, their translations by language, and the period."""

    title: str
    summary: str = ""
    titles: dict[str, str] = {}
    summaries: dict[str, str] = {}
    start: date
    end: date


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """The dates that a publication announces; `short_reason` is published where the round is under 84 days."""

    comments_until: date
    answers_until: date
    next_revision: date | None = None
    short_reason: str = ""
