"""To whoever may not see a consent, a hidden one equals none: same pages, same files, same search, byte for byte."""

import re
from datetime import UTC, datetime

import pytest

from consult.agendas.models import Agenda
from consult.consent.states import Visibility
from consult.kit.actor import Role
from tests.commitments.build import TODAY, make_consent, make_priority, on
from tests.support.makers import Makers
from tests.support.visitor import Visitor

PAGES = (
    "", "agenda/", "agenda.csv", "agenda.json", "agenda/1/", "agenda/1.csv", "consent/", "consent.csv", "consent.json",
    "consent/history/", "consent/history.csv", "consent/justice/", "consent/justice.json", "consent/justice/xm01/",
    "consent/justice/xm01.csv", "consent/1/", "consent/1.csv", "consent/2/", "support/", "support.csv", "reports/overlap/",
    "reports/gaps/", "reports/gaps.csv", "reports/gaps.json", "orgs/harbour-foundation/", "search?q=hidden", "data.json",
)  # fmt: skip
CHANGING = re.compile(r'"made":"[^"]*"|name="(?:csrf_token|used)"[^>]*|content="[^"]*csrf[^"]*"|value="[^"]{40,}"')


def seen(visitor: Visitor) -> dict[str, tuple[int, str]]:
    """What every page answers, without what differs each time."""
    found = {path: visitor.get(f"/en/xm/{path}") for path in PAGES}
    return {path: (r.status_code, CHANGING.sub("", r.get_data(as_text=True))) for path, r in found.items()}


@pytest.mark.parametrize("role", [None, Role.CSO_MEMBER, Role.PARTNER_FOCAL_POINT, Role.INTAKE_MODERATOR])
def test_a_hidden_consent_leaves_no_trace(visitor: Visitor, site: Makers, role: Role | None) -> None:
    with site.database.writing(site.country.id) as db:
        text = make_priority(db, site)
        db.get_one(Agenda, text.agenda_id).published_at = datetime(2026, 1, 1, tzinfo=UTC)
    if role:
        visitor.sign_in(role)
    site.actor(Role.CONSENT_AUTHORITY), site.actor(Role.ACU_COUNTERSIGNER)
    with on(TODAY):
        before = seen(visitor)
        with site.database.writing(site.country.id) as db:
            make_consent(
                db, site, title="Hidden words", kinds=frozenset(), visibility=Visibility.GOVERNMENT,
                partner_ids=frozenset({site.organisations["INGO"]}), ceiling=100, currency="USD",
            )  # fmt: skip
        after = seen(visitor)
    differing = [path for path in PAGES if before[path] != after[path]]
    assert differing == []
    assert before["consent/"][0] == 200


def test_who_may_see_it_does(visitor: Visitor, site: Makers) -> None:
    with site.database.writing(site.country.id) as db:
        make_consent(
            db, site, kinds=frozenset(), visibility=Visibility.GOVERNMENT, partner_ids=frozenset({site.organisations["INGO"]})
        )
    with on(TODAY):
        assert visitor.sign_in(Role.CONSENT_AUTHORITY).get("/en/xm/consent/1/").status_code == 200
