"""A visitor without a browser: follows links and forms as a person would."""

import re
from typing import Any

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from consult.kit.actor import Role
from tests.support.makers import Makers, mail_of


class Visitor:
    """Requests pages of an application, with the cookies of one person."""

    def __init__(self, app: Flask, site: Makers) -> None:
        self.app, self.site = app, site
        self.client = app.test_client()

    def sign_in(self, role: Role) -> "Visitor":
        """Become the person of the country who holds `role`; without the slow password check."""
        with self.client.session_transaction() as session:
            session["_user_id"] = str(self.site.person_ids[mail_of(role)])
            session["_fresh"] = True
        return self

    def get(self, path: str, **given: Any) -> TestResponse:
        """GET a path; `htmx=True` asks for the fragment."""
        return self.client.get(path, headers=headers(given.pop("htmx", False)), **given)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, form_at: str | None = None, htmx: bool = False, **given: Any
    ) -> TestResponse:
        """POST a form: its page (`form_at`, default the path itself) is opened first, for its hidden fields."""
        page = self.get(form_at or path)
        hidden = hidden_fields(page.get_data(as_text=True), path)
        return self.client.post(path, data=hidden | (data or {}), headers=headers(htmx), **given)


def headers(htmx: bool) -> dict[str, str]:
    """What a browser, or htmx in one, sends."""
    return {"HX-Request": "true"} if htmx else {}


def hidden_fields(page: str, path: str) -> dict[str, str]:
    """The hidden fields of the page's form that posts to `path`, else of any form with a token."""
    tree = html.fromstring(page or "<p>")
    forms = tree.xpath("//form[@method='post' or @method='POST']")
    exact = [f for f in forms if re.sub(r"[?#].*", "", f.get("action") or "") in ("", path)]
    for form in exact or forms:
        found = {i.get("name"): i.get("value") or "" for i in form.xpath(".//input[@type='hidden']") if i.get("name")}
        if found:
            return found
    return {}
