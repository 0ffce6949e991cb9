"""The application: settings, databases, doors, rooms of pages and listeners; it alone knows everybody."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from consult.cli.main import main
from consult.cli.serving import Parts
from consult.commitments.actions import run_due as lines_due
from consult.commitments.listeners import HEARS as COMMITMENTS
from consult.consent.actions import run_due as consents_due
from consult.intake.delivery import bring_views
from consult.interchange.listeners import HEARS as IMPORTS
from consult.invitations.listeners import HEARS as INVITATIONS
from consult.kit.db import Database
from consult.kit.logs import set_up_logs
from consult.kit.outbox import Listeners, together
from consult.kit.settings import Settings, read_settings
from consult.kit.worker import RunDue
from consult.notifications.listeners import MAILS
from consult.notifications.sending import send_mails
from consult.search.keeping import keep_indexes
from consult.tables import load_tables
from consult.web import door
from consult.web.accounts.views import room as accounts
from consult.web.agendas.room import bp as agendas
from consult.web.agendas.room import drafts as agenda_drafts
from consult.web.audit.views import bp as audit
from consult.web.commitments.room import bp as commitments
from consult.web.consent.room import bp as consent
from consult.web.coordination.room import bp as coordination
from consult.web.data.views import bp as data
from consult.web.health.views import room as health
from consult.web.home.views import room as home
from consult.web.intake.receipts import bp as receipts
from consult.web.intake.views import bp as intake
from consult.web.interchange.imports import bp as imports
from consult.web.interchange.matches import bp as matches
from consult.web.invitations.room import bp as invitations
from consult.web.invitations.room import received as invited
from consult.web.moderation.views import bp as moderation
from consult.web.outbox.views import bp as outbox
from consult.web.pages.views import room as pages
from consult.web.register.organisations import bp as orgs
from consult.web.register.people import body_bp as body
from consult.web.register.people import bp as admin
from consult.web.search.views import bp as search
from consult.web.sessions import KeptSessions
from consult.web.voices.views import bp as voices
from consult.web.work.views import bp as work

ROOMS = (
    accounts,
    admin,
    body,
    orgs,
    agendas,
    agenda_drafts,
    audit,
    commitments,
    coordination,
    consent,
    data,
    health,
    home,
    imports,
    intake,
    matches,
    moderation,
    invitations,
    invited,
    outbox,
    pages,
    receipts,
    search,
    voices,
    work,
)

LISTENERS: Listeners = together(COMMITMENTS, IMPORTS, MAILS, INVITATIONS)

RUN_DUE: dict[str, RunDue] = {
    "consent": consents_due,
    "commitments": lines_due,
}

LARGEST = 64 * 2**20


def create_app(settings: Settings | None = None) -> Flask:
    """A ready application; refuses to start where a view has no audience."""
    settings = settings or read_settings()
    set_up_logs()
    load_tables()
    app = Flask("consult", root_path=str(Path(__file__).parent))
    app.config.update(
        SECRET_KEY=settings.secret,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=LARGEST,
        MAX_FORM_MEMORY_SIZE=4 * 2**20,
        MAX_FORM_PARTS=5000,
        TRUSTED_HOSTS=settings.trusted_hosts.split() or None,
    )
    stores = door.Stores(Database(settings.main_url), Database(settings.raw_url), settings)
    app.extensions["consult"] = stores
    app.session_interface = KeptSessions(stores.main, https=settings.https, idle=timedelta(minutes=settings.idle_minutes))
    door.install(app)
    for room in ROOMS:
        app.register_blueprint(room)
    door.check_audiences(app)
    return app


def run_command() -> None:
    """The `consult` command."""
    main(Parts(create_app, LISTENERS, RUN_DUE, (send_mails, keep_indexes, bring_views)))
