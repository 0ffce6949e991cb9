"""The catalogue of a country's open data: each list as pages and files, from the same addresses."""

from typing import Any

from flask import current_app, g

from consult.kit.i18n import lazy_gettext as _l
from consult.web.door import PUBLIC, answer, open_to, room
from consult.web.files import Table

bp = room("data", "data")

# A list's page, what it is called, what stands in it.
LISTS = (
    ("agenda/", _l("Agenda"), _l("Priorities of the published version: ministry, sector, need, money, consent")),
    (
        "agenda/invitations/",
        _l("Invitations"),
        _l("Whom the government asked to comment or to offer support, and what came of it"),
    ),
    ("consent/", _l("Consent"), _l("Who may help in each sector and region, and on what terms")),
    ("support/", _l("Support"), _l("Commitments and their lines, registered and reported")),
    ("voices/answered/", _l("You said, we did"), _l("Released views, answers and what was done")),
    ("reports/overlap/", _l("Overlaps"), _l("Where several partners do similar work")),
    ("reports/gaps/", _l("Gaps"), _l("Where help is wanted and nobody is there")),
    ("orgs/", _l("Organisations"), _l("The register: names, kinds, identifiers")),
    ("audit/heads/", _l("Seal of the log"), _l("By which anyone can check that no earlier decision was changed")),
)


@bp.get("/")
@open_to(PUBLIC)
def catalogue() -> Any:
    base = f"/{g.lang}/{g.country.code.lower()}/"
    lists = [(base + path, name, text) for path, name, text in LISTS if served(base + path)]
    rows = [(path, f"{path.rstrip('/')}.csv", f"{path.rstrip('/')}.json", str(name)) for path, name, text in lists]
    table = Table("catalogue", ("page", "csv", "json", "name"), rows)
    return answer("data/catalogue.html", table=table, lists=lists)


def served(path: str) -> bool:
    """Whether this installation has a page at the address."""
    return current_app.url_map.bind("").test(path, "GET")
