"""Signing in and out, and setting a password by a link."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user

from consult.accounts import queries, signing
from consult.accounts.demo import demo_accounts, demo_person, home_of
from consult.accounts.models import Person
from consult.kit.i18n import gettext as _
from consult.web.accounts.forms import AskLinkForm, SetPasswordForm, SignInForm
from consult.web.door import ANYONE_SIGNED_IN, PUBLIC, answer, limited, open_to, reads_only, stores

room = Blueprint("accounts", __name__)


@room.get("/login")
@open_to(PUBLIC)
def login() -> Any:
    safe_next()
    return sign_in_page(SignInForm(), 200)


@room.post("/login")
@open_to(PUBLIC)
@limited(10, 300, by=lambda: request.form.get("email", "").strip().lower())
@reads_only
def signing_in() -> Any:
    form, target = SignInForm(), safe_next()
    if not form.validate():
        return sign_in_page(form, 422)
    person = signing.check_password(g.db, form.email.data or "", form.password.data or "")
    if person is None:
        form.password.errors = [_("E-mail address or password is not right.")]
        return sign_in_page(form, 401)
    return let_in(person, target)


@room.post("/login/demo")
@open_to(PUBLIC)
@reads_only
def demo() -> Any:
    chosen = request.form.get("person", "")
    person = demo_person(g.db, int(chosen)) if stores().settings.demo and chosen.isdecimal() and len(chosen) < 10 else None
    if person is None:
        abort(404)
    return let_in(person, safe_next())


@room.post("/logout")
@open_to(PUBLIC)
def logout() -> Response:
    logout_user()
    session.clear()
    response = redirect(url_for("accounts.login"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response  # type: ignore[return-value]


@room.route("/account/reset", methods=["GET", "POST"])
@open_to(PUBLIC)
@limited(5, 86400, by=lambda: request.form.get("email", "").strip().lower())
def reset() -> Any:
    form = AskLinkForm()
    if request.method == "GET":
        return answer("accounts/reset.html", form=form, sent=False)
    if not form.validate():
        return answer("accounts/reset.html", status=422, form=form, sent=False)
    person = queries.person_by_email(g.db, form.email.data or "")
    if person is not None and person.active:
        signing.ask_link(g.db, person)
    return answer("accounts/reset.html", form=form, sent=True)


@room.route("/account/link/<token>", methods=["GET", "POST"])
@open_to(PUBLIC)
def link(token: str) -> Any:
    signing.link_of(g.db, token)
    form = SetPasswordForm()
    if request.method == "GET" or not form.validate():
        return answer("accounts/link.html", status=200 if request.method == "GET" else 422, form=form)
    signing.use_link(g.db, token, form.password.data or "")
    return redirect(url_for("accounts.login"), 303)


@room.get("/account/")
@open_to(ANYONE_SIGNED_IN)
def account() -> Any:
    return answer("accounts/account.html", person=current_user, homes=queries.countries_of(g.db, current_user.id))


@room.post("/account/sign-out-everywhere")
@open_to(ANYONE_SIGNED_IN)
def everywhere() -> Any:
    signing.end_sessions(g.db, current_user)
    flash(_("You are signed out everywhere."))
    return redirect(url_for("accounts.login"), 303)


def let_in(person: Person, target: str) -> Response:
    """Sign a person in under a new session, and go where they wanted, else to their own page."""
    session.clear()
    session.renew = True  # type: ignore[attr-defined]
    login_user(person)
    return redirect(target or home_of(g.db, person, language=g.lang), 303)  # type: ignore[return-value]


def sign_in_page(form: SignInForm, status: int) -> Response:
    """The sign-in page; in a demonstration it lists an account for each role."""
    shown = demo_accounts(g.db) if stores().settings.demo else []
    html = render_template("accounts/sign_in.html", form=form, demo=shown, next=request.args.get("next", ""))
    return Response(html, status, mimetype="text/html")


def safe_next() -> str:
    """Where to go after signing in: a path of this site, or nothing; anything else is refused (400)."""
    target = request.args.get("next", "")
    parts = urlsplit(target)
    odd = any(ord(c) < 32 for c in target) or "\\" in target or target.startswith("//")
    if target and (odd or parts.scheme or parts.netloc or not target.startswith("/")):
        abort(400, _("The address to return to is not one of this site."))
    return target
