"""Pages that explain: help, privacy, accessibility, how consent works, what each role may do."""

from typing import Any

from flask import Blueprint, redirect, url_for

from consult.web.door import PUBLIC, answer, open_to
from consult.web.pages.rights import READS, SUBJECTS, rights
from consult.web.pages.shown import full_money, short_money

PAGES = {
    "help": "help",
    "privacy": "privacy",
    "accessibility": "accessibility",
    "consent-works": "consent_works",
    "roles": "roles",
}

room = Blueprint("pages", __name__)
room.add_app_template_global(short_money)
room.add_app_template_global(full_money)


def show(page: str) -> Any:
    return answer(f"pages/{PAGES[page]}.html", rights=rights(), reads=READS, subjects=SUBJECTS.values())


def leave_for_language(page: str) -> Any:
    return redirect(url_for("pages.show", page=page), 303)


open_to(PUBLIC)(show)
open_to(PUBLIC)(leave_for_language)
for name in PAGES:
    given = {"page": name}
    room.add_url_rule(f"/<string(length=2):lang>/<string(length=2):country>/{name}/", "show_in_country", show, defaults=given)
    room.add_url_rule(f"/<string(length=2):lang>/{name}/", "show", show, defaults=given)
    room.add_url_rule(f"/{name}", "leave_for_language", leave_for_language, defaults=given)
