"""Search over a country's public records."""

from typing import Any

from flask import g, request

from consult.kit.i18n import lazy_gettext as _l
from consult.search.keeping import index_of
from consult.search.port import KINDS, PAGE, Damaged, Found
from consult.search.records import public_records
from consult.search.scan import scan
from consult.web.door import PUBLIC, answer, form_page, open_to, room, stores

bp = room("search", "")
NAMES = {
    "priority": _l("Priorities"),
    "sector": _l("Sectors and their consents"),
    "commitment": _l("Commitments"),
    "theme": _l("What people said"),
    "organisation": _l("Organisations"),
}
LONGEST = 200


@bp.get("/search")
@open_to(PUBLIC)
def search() -> Any:
    words = request.args.get("q", "")[:LONGEST].strip()
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    number = form_page(request.args.get("page"))
    found = find(words, kind, number) if words else None
    pages = -(-found.total // PAGE) if found else 0
    shown: dict[str, Any] = {"words": words, "kind": kind, "found": found, "names": NAMES}
    shown |= {"number_of_page": number, "pages": pages}
    return answer("home/search.html", "home/_found.html", **shown)


def find(words: str, kind: str, number: int) -> Found:
    """What the index finds; where it is lost or damaged, what a look at every record finds."""
    settings = stores().settings
    try:
        return index_of(settings.data, settings.secret, g.country.code).find(words, language=g.lang, kind=kind, page=number)
    except Damaged:
        return scan(public_records(g.db), words, language=g.lang, kind=kind, page=number)
