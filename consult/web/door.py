"""The door of the pages: session, country, actor, language and audience; one commit; errors become pages."""

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec
import structlog
from flask import Blueprint, Flask, Response, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import CSRFError
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter
from wtforms import HiddenField

from consult.accounts import queries as accounts
from consult.accounts.models import Person
from consult.kit import clock, i18n, idempotency, limits
from consult.kit.actor import Actor, Permission, Reach, Subject
from consult.kit.db import Database
from consult.kit.errors import ConsultError, Missing, Stale
from consult.kit.i18n import gettext as _
from consult.kit.logs import fault_of
from consult.kit.settings import Settings
from consult.places.models import Country
from consult.web.files import FORMATS, Table, write

log = structlog.get_logger()
csrf = CSRFProtect()
PUBLIC = "public"
SIGNED_IN = "signed in"
ANYONE_SIGNED_IN = "any account"
STATIC = Path(__file__).parents[1] / "static"
COUNTRY = "/<string(length=2):lang>/<string(length=2):country>"
SAFE = {"GET", "HEAD", "OPTIONS"}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Reads(NamedTuple):
    """An audience: whoever reads a subject at least so far; `hidden` answers others as if it were not there."""

    subject: Subject
    reach: Reach
    hidden: bool = False


class Holds(NamedTuple):
    """An audience: whoever holds one of the permissions; `hidden` answers others as if it were not there."""

    permissions: tuple[Permission, ...]
    hidden: bool = False


Audience = str | Reads | Holds
View = Callable[..., Any]


def room(name: str, url: str) -> Blueprint:
    """A room's pages under /{lang}/{country}/{url}."""
    return Blueprint(name, name, url_prefix=f"{COUNTRY}/{url}".rstrip("/"))


def open_to(*who: str | Permission | Reads, hidden: bool = False) -> Callable[[View], View]:
    """Declare a view's audience: PUBLIC, SIGNED_IN (a role in this country), permissions (one suffices), or Reads."""
    first = who[0]
    permissions = tuple(p for p in who if isinstance(p, Permission))
    audience = Holds(permissions, hidden) if permissions else first
    assert not isinstance(audience, Permission)

    def declare(view: View) -> View:
        view.audience = audience  # type: ignore[attr-defined]
        return view

    return declare


def admits(audience: Audience, actor: Actor) -> bool:
    """Whether an audience includes the actor."""
    if isinstance(audience, Holds):
        return any(actor.holds(p) for p in audience.permissions)
    if isinstance(audience, Reads):
        return actor.reads(audience.subject) >= audience.reach
    return audience == PUBLIC or (audience == SIGNED_IN and actor.signed_in)


def limited(size: int, seconds: float, by: Callable[[], str]) -> Callable[[View], View]:
    """Let a view's POST be asked `size` times in `seconds` for each key that `by` gives; then 429."""

    def declare(view: View) -> View:
        view.limit = (size, seconds, by)  # type: ignore[attr-defined]
        return view

    return declare


def reads_only(view: View) -> View:
    """A POST that changes nothing in the main database, so that it takes no lock and keeps no answer."""
    view.reads_only = True  # type: ignore[attr-defined]
    return view


def bare(view: View) -> View:
    """A page without session, cookie or script, whose token is a signed field of its own (intake)."""
    view.bare = True  # type: ignore[attr-defined]
    csrf.exempt(f"{view.__module__}.{view.__name__}")
    return view


class Whole(IntegerConverter):
    """A number in an address, no larger than a database keeps; a larger one is no page (404)."""

    def __init__(self, map: Any, max: int = 2**63 - 1, **more: Any) -> None:  # noqa: A002 - the converter's words
        super().__init__(map, max=max, **more)


class Stores(NamedTuple):
    """The two databases and the settings, kept at `app.extensions["consult"]`."""

    main: Database
    intake: Database
    settings: Settings


def stores() -> Stores:
    """This application's databases and settings."""
    found: Stores = current_app.extensions["consult"]
    return found


class Form(FlaskForm):
    """A form of a page: carries the CSRF token and the key that makes a double submit do one thing."""

    used = HiddenField()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.used.data = idempotency.new_key()  # a page shown again, as after a preview, is another sending

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            return i18n.catalogue(i18n.language())


def install(app: Flask) -> None:
    """Hang the door into an application, before its rooms."""
    app.wsgi_app = FormatSuffix(app.wsgi_app)  # type: ignore[assignment, method-assign]
    app.log_exception = lambda exc_info: None  # type: ignore[method-assign]  # ours, without values, is in _our_fault
    app.url_map.converters["int"] = Whole
    csrf.init_app(app)
    login = LoginManager(app)
    login.session_protection = None
    login.user_loader(_load_person)
    app.url_value_preprocessor(_take_country)
    app.url_defaults(_give_country)
    app.before_request(_open)
    app.after_request(_squeeze)  # the last one registered runs first: keep the answer, then pack it
    app.after_request(_harden)
    app.after_request(_close)
    app.teardown_request(_let_go)
    app.register_error_handler(ConsultError, _as_page)
    app.register_error_handler(CSRFError, _bad_token)
    app.register_error_handler(HTTPException, _http_page)
    app.register_error_handler(500, _our_fault)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=False)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(
        as_file=as_file,
        asset=asset,
        here=here,
        LANGUAGES=i18n.LANGUAGES,
        Permission=Permission,
        language=i18n.language,
        day=i18n.day,
        moment=i18n.moment,
        number=i18n.number,
        percent=i18n.percent,
        named=named,
    )
    app.jinja_env.globals["ngettext"] = i18n.ngettext


def check_audiences(app: Flask) -> None:
    """Refuse to start with a view that says not whom it is open to."""
    open_ended = [name for name, view in app.view_functions.items() if name != "static" and not hasattr(view, "audience")]
    if open_ended:
        raise RuntimeError(f"views without an audience: {', '.join(sorted(open_ended))}")


class FormatSuffix:
    """`/en/xm/agenda.csv` asks the page `/en/xm/agenda/` for its table: one view, one audience, every format."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        found = re.fullmatch(r"(/[a-z]{2}/[a-z]{2}/.+)\.([a-z]{3,4})", path)
        if found and found[2] in FORMATS:
            environ["PATH_INFO"] = found[1] + "/"
            environ["consult.format"] = found[2]
        return self.app(environ, start)


def _load_person(person_id: str) -> Person | None:
    with stores().main.reading() as db:
        person = db.get(Person, int(person_id))
    return person if person and person.active else None


def _take_country(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.lang, g.country, g.format = "en", None, request.environ.get("consult.format", "")
    values = values if values is not None else {}
    code, lang = values.pop("country", None), values.pop("lang", None)
    g.lang = lang if lang in i18n.LANGUAGES else request.accept_languages.best_match(list(i18n.LANGUAGES)) or "en"
    i18n.speak(g.lang)
    if lang is not None and lang not in i18n.LANGUAGES:
        abort(404)
    if code is not None:
        with stores().main.reading() as db:
            g.country = db.scalars(select(Country).where(Country.code == code.upper())).first()
        if g.country is None or code != code.lower():
            abort(404)


def _give_country(endpoint: str, values: dict[str, Any]) -> None:
    if current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values.setdefault("lang", g.get("lang", "en"))
    if g.get("country") is not None and current_app.url_map.is_endpoint_expecting(endpoint, "country"):
        values.setdefault("country", g.country.code.lower())


def _open() -> Response | None:
    if request.endpoint in (None, "static"):
        return None
    _refuse_nul()
    view = current_app.view_functions[request.endpoint]
    audience: Audience = view.audience  # type: ignore[attr-defined, union-attr]
    if not _may_come(audience):
        return _turn_away(audience)
    _spend(view)
    key = request.form.get("used") if writes() else None
    if key and (kept := idempotency.take(g.db, key, _digest())) is not None:
        return _again(kept)
    g.used = key
    return None


def _refuse_nul() -> None:
    """No text of ours holds the character NUL, and PostgreSQL takes none (400)."""
    sent = (request.path, *(v for values in (request.args, request.form) for _k, v in values.items(multi=True)))
    if any("\0" in value for value in sent):
        abort(400)


def _spend(view: View) -> None:
    if request.method not in SAFE and hasattr(view, "limit"):
        size, seconds, by = view.limit
        secret = stores().settings.secret
        limits.spend(stores().main, secret, f"{request.endpoint} {by()}", size=size, seconds=seconds)


def writes() -> bool:
    """Whether this request may change the main database."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in SAFE and not getattr(view, "reads_only", False)


def _may_come(audience: Audience) -> bool:
    country_id = g.country.id if g.country else None
    g.db = stores().main.session(country_id, write=writes())
    bare = getattr(current_app.view_functions[request.endpoint or ""], "bare", False)
    person = current_user if not bare and current_user.is_authenticated else None
    if country_id is None:
        g.actor = Actor(country_id=0, person_id=person.id if person else None)
        return audience == PUBLIC or (audience == ANYONE_SIGNED_IN and person is not None)
    g.actor = accounts.actor_of(g.db, person, country_id) if person else accounts.public_actor(country_id)
    return admits(audience, g.actor)


def _turn_away(audience: Audience) -> Response:
    if getattr(audience, "hidden", False):
        abort(404)
    if not current_user.is_authenticated and request.method == "GET" and not g.format:
        return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")), 303)  # type: ignore[return-value]
    return abort(403, _("Your role does not include this page."))


def _digest() -> str:
    sent = sorted((k, v) for k, v in request.form.items(multi=True) if k != "csrf_token")
    return idempotency.digest(str(g.actor.person_id), request.path, urlencode(sent))


def _again(kept: idempotency.Answered) -> Response:
    g.used = None
    if kept.request != _digest():
        abort(422, _("This form was already sent with other content. Open it again and repeat your change."))
    if kept.location:
        return redirect(kept.location, kept.status or 303)  # type: ignore[return-value]
    return Response(kept.body or "", kept.status or 200, mimetype="text/html")


def _close(response: Response) -> Response:
    db = g.get("db")
    if db is None:
        return response
    if writes() and response.status_code < 400:
        if g.get("used"):
            body = None if response.location else response.get_data(as_text=True)
            idempotency.keep(db, g.used, status=response.status_code, location=response.location, body=body)
        db.commit()
    db.close()
    g.db = None
    return response


def _let_go(error: BaseException | None) -> None:
    if g.get("db") is not None:
        g.db.close()


def _harden(response: Response) -> Response:
    bare = getattr(current_app.view_functions.get(request.endpoint or ""), "bare", False)
    response.headers.setdefault("Content-Security-Policy", CSP)
    response.headers.setdefault("Referrer-Policy", "no-referrer" if bare else "same-origin")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if stores().settings.https:
        response.headers["Strict-Transport-Security"] = "max-age=63072000"
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.vary.add("HX-Request")
        private = bare or (g.get("actor") is not None and g.actor.person_id is not None)
        response.headers.setdefault("Cache-Control", "no-store" if private else "no-cache")
    return response


def _squeeze(response: Response) -> Response:
    kind = response.mimetype or ""
    text = kind.startswith("text/") or kind.endswith(("json", "javascript", "svg+xml"))
    streamed = response.is_streamed and not response.direct_passthrough
    if not text or streamed or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) > 500:
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    return response


def answer(whole: str, fragment: str | None = None, status: int = 200, *, table: Any = None, **shown: Any) -> Response:
    """The page, or its fragment for htmx, or its table as a file where the address ends in .csv or .json.

    `table` is a `Table` or a function that makes one; a page without table has no such address (404).
    """
    if g.format:
        if table is None:
            raise Missing(_("This page has no table to download."))
        return write(table() if callable(table) else table, g.format)
    swap = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    return Response(render_template(fragment if fragment and swap else whole, **shown), status, mimetype="text/html")


def done(fragment: str | None = None, *, then: str, message: Any = "", **shown: Any) -> Response:
    """After a change: 303 to `then` with a message, or the changed fragment for htmx."""
    if fragment and request.headers.get("HX-Request"):
        return Response(render_template(fragment, message=message, **shown), 200, mimetype="text/html")
    if message and current_user.is_authenticated:
        flash(str(message))
    return redirect(then, 303)  # type: ignore[return-value]


def error_page(status: int, reason: Any, **shown: Any) -> Response:
    """One page for whatever goes wrong, saying what and why and how to go on."""
    if g.get("format") == "json":
        return Response(msgspec.json.encode({"error": str(reason), "status": status}), status, mimetype="application/json")
    if g.get("country") is not None and g.get("actor") is None:
        g.actor = accounts.public_actor(g.country.id)
    html = render_template("errors/error.html", status=status, reason=reason, **shown)
    return Response(html, status, mimetype="text/html")


def _as_page(error: ConsultError) -> Response:
    return error_page(error.status, error.reason, rows=error.rows if isinstance(error, Stale) else None)


def _bad_token(error: CSRFError) -> Response:
    return error_page(400, _("This form was open too long or in another session. Go back, reload the page and send it again."))


def _http_page(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    own = error.description if error.description != type(error).description else ""
    response = error_page(error.code, own)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _our_fault(error: Exception) -> Response:
    log.error("fault", endpoint=request.endpoint, **fault_of(getattr(error, "original_exception", None) or error))
    return error_page(500, "")


def form_page(number: str | None) -> int:
    """A page number out of a query; anything odd is the first page."""
    return int(number) if number and number.isascii() and number.isdigit() and len(number) < 8 else 1


def today() -> Any:
    """The civil day of the country asked for."""
    return clock.today(g.country.timezone)


def as_file(form: str) -> str:
    """The address of this page's table as a file, its filters kept."""
    query = request.query_string.decode()
    return request.path.rstrip("/") + "." + form + (f"?{query}" if query else "")


def here(lang: str) -> str:
    """This page in another language."""
    parts = request.full_path.rstrip("?").split("/", 2)
    if len(parts) > 1 and re.fullmatch("[a-z]{2}", parts[1]):
        parts[1] = lang
        return "/".join(parts)
    return url_for(request.endpoint or "home.countries", **(request.view_args or {}) | {"lang": lang})


def named(thing: Any) -> str:
    """A record's name in the language spoken, where it has one."""
    return (getattr(thing, "names", None) or {}).get(i18n.language()) or str(thing.name)


@cache
def asset(path: str) -> str:
    """The address of a static file, with a mark of its content, so that it may be kept for ever."""
    mark = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?v={mark}"


__all__ = [
    "ANYONE_SIGNED_IN",
    "PUBLIC",
    "SIGNED_IN",
    "Form",
    "Reads",
    "Stores",
    "Table",
    "answer",
    "bare",
    "check_audiences",
    "csrf",
    "done",
    "error_page",
    "form_page",
    "install",
    "limited",
    "open_to",
    "reads_only",
    "room",
    "session",
    "stores",
    "today",
]
