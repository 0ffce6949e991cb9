"""Somalia: the real records of its AIMS file, and around them an agenda, needs and grants that are illustrative."""
# ruff: noqa: E501 - tables of content, one row a line

from datetime import date
from importlib.resources import as_file, files

from consult.accounts.actions import Profile, Sector, add_organisation, define_sector, name_publisher
from consult.accounts.people import set_up_country
from consult.accounts.register import settings_of
from consult.agendas.actions import open_draft, publish_agenda, sign_off
from consult.agendas.draft import NeedDraft, Opening, OutputDraft, PriorityDraft, Publication
from consult.agendas.writing import add_priority
from consult.cli.demo.kamaro_agenda import MILLION
from consult.cli.demo.people import People, seat
from consult.cli.demo.somalia_priorities import GOALS, Goal
from consult.cli.demo.stage import Stage
from consult.codes.purposes import codes_under
from consult.consent import actions as consent
from consult.consent.terms import Terms
from consult.interchange.actions import import_file
from consult.kit.actor import Role
from consult.places.actions import load_places
from consult.places.models import Country
from consult.places.reading import read_file

CODE, AIMS = "SO", "somalia_aims.xml.gz"
COMPACT, GRANTED, COUNTERSIGNED = date(2014, 1, 1), date(2013, 12, 9), date(2013, 12, 16)
"""Agenda and grants begin with the Compact's first year, so that the records of those years stand beside them."""
NOTICE = {
    "en": "Demonstration. The reported activities are real records (AidData, Somalia AIMS research release). The agenda’s "
    "publisher, its needs, ministries and consents are illustrative.",
    "fr": "Démonstration. Les activités déclarées sont réelles (AidData, Somalia AIMS). L’auteur des priorités, les besoins, "
    "les ministères et les consentements sont donnés à titre d’exemple.",
    "ar": "عرض توضيحي. الأنشطة المبلغ عنها سجلات حقيقية (AidData, Somalia AIMS). أما ناشر الأولويات واحتياجاتها والوزارات "
    "والموافقات فأمثلة توضيحية.",
}
ATTRIBUTION = (
    "Contains information from AidData’s Somalia AIMS Geocoded Research Release, made available under the ODC Attribution "
    "License (ODC-By). Shapes: Natural Earth, public domain; the division of the north-west is schematic."
)
PLANNING, ACU = "Ministry of Planning", "Aid Coordination Unit"
ILLUSTRATIVE, ASSOCIATION = "Illustrative Partner", "Illustrative Association"
JUSTICE = "15130 15131 15132 15134 15135 15137 15180"
POLITICS = "15112 15150 15151 15152 15153 15154 15160 15170 15185"
# Whole categories, but for 151, which justice, politics and public finance divide.
SECTORS = (
    ("politics", "Politics", "Vie politique", "الحياة السياسية", "PSG1", "Ministry of the Interior", POLITICS),
    ("security", "Security", "Sécurité", "الأمن", "PSG2", "Ministry of Internal Security", "152"),
    ("justice", "Justice", "Justice", "العدالة", "PSG3", "Ministry of Justice", JUSTICE),
    ("economy", "Economy", "Économie", "الاقتصاد", "PSG4", "Ministry of Trade", "240 250 311 312 313 321 322 323 331 332"),
    ("infrastructure", "Infrastructure", "Infrastructures", "البنية التحتية", "PSG4", "Ministry of Public Works", "210 220 231 232 233 234 235 236"),
    ("public-finance", "Public finance", "Finances publiques", "المالية العامة", "PSG5", "Ministry of Finance", "REST 510"),
    ("health", "Health", "Santé", "الصحة", "PSG5", "Ministry of Health", "121 122 123 130"),
    ("education", "Education", "Éducation", "التعليم", "PSG5", "Ministry of Education", "111 112 113 114"),
    ("water", "Water", "Eau", "المياه", "PSG5", "Ministry of Water", "140"),
    ("social", "Social affairs and environment", "Affaires sociales et environnement", "الشؤون الاجتماعية والبيئة", "PSG5", "Ministry of Labour", "160 410 430"),
    ("relief", "Humanitarian affairs", "Affaires humanitaires", "الشؤون الإنسانية", "PSG5", "Ministry of Humanitarian Affairs", "520 720 730 740"),
)  # fmt: skip
PEOPLE: People = (
    ("Editor, justice", Role.MINISTRY_EDITOR, "Ministry of Justice", True),
    ("Consent authority, justice", Role.CONSENT_AUTHORITY, "Ministry of Justice", True),
    ("Countersigning officer", Role.ACU_COUNTERSIGNER, ACU, True),
    ("Coordinator", Role.COORDINATOR, ACU, True),
    ("Partner focal point", Role.PARTNER_FOCAL_POINT, ILLUSTRATIVE, True),
    ("Civil society member", Role.CSO_MEMBER, ASSOCIATION, True),
    ("Moderator A", Role.INTAKE_MODERATOR, "", True),
    ("Officer A", Role.PROTECTION_OFFICER, "", True),
    ("Auditor", Role.AUDITOR, "", True),
    ("Administrator", Role.COUNTRY_ADMIN, "", True),
    ("Operator", Role.OPERATOR, "", True),
    ("Publisher’s editor", Role.MINISTRY_EDITOR, PLANNING, True),
)
NOT_BUSINESS = frozenset(["BILATERAL", "UN", "IFI", "REGIONAL_ORG", "INGO", "LOCAL_CSO", "FOUNDATION", "OTHER"])
# (sector, kinds, kinds of help, ceiling in millions): grants only.
GRANTS = (
    ("health", NOT_BUSINESS, "", None),
    ("education", NOT_BUSINESS, "", None),
    ("water", NOT_BUSINESS, "", None),
    ("relief", NOT_BUSINESS, "", None),
    ("economy", frozenset({"BILATERAL", "UN", "IFI"}), "FINANCE TRAINING INFRASTRUCTURE", 40.0),
    ("justice", frozenset({"BILATERAL", "UN", "INGO"}), "TRAINING POLICY_ADVICE SERVICE_DELIVERY", 12.0),
    ("public-finance", frozenset({"BILATERAL", "UN", "IFI"}), "POLICY_ADVICE TRAINING EQUIPMENT", 8.0),
)


def country() -> Country:
    """The country, before anything is in it."""
    names = {"en": "Somalia", "fr": "Somalie", "ar": "الصومال"}
    return Country(
        code=CODE, name="Somalia", names=names, timezone="Africa/Mogadishu", currency="USD", notice=NOTICE,
        attribution=ATTRIBUTION,
    )  # fmt: skip


def places(stage: Stage) -> None:
    """Regions with shapes, districts by name, other spellings, and what Somaliland and Puntland mean in the records."""
    set_up_country(stage.db, stage.console, stage.country, body="Independent panel (illustrative)")
    for name in ("somalia.geojson", "somalia_places.csv"):
        with as_file(files("consult.cli.demo") / "data" / name) as path:
            load_places(stage.db, stage.console, stage.country, read_file(path, country=CODE))


def bodies(stage: Stage) -> None:
    """Illustrative ministries with the national sectors, and an account for each role."""
    for name in dict.fromkeys((PLANNING, *(row[5] for row in SECTORS))):
        add_organisation(stage.db, stage.console, Profile(name=name, kind="MINISTRY"))
    add_organisation(stage.db, stage.console, Profile(name=ACU, kind="ACU"))
    add_organisation(stage.db, stage.console, Profile(name=ILLUSTRATIVE, kind="BILATERAL"))
    add_organisation(stage.db, stage.console, Profile(name=ASSOCIATION, kind="LOCAL_CSO"))
    name_publisher(stage.db, stage.console, settings_of(stage.db), stage.organisation(PLANNING))
    for n, (code, name, french, arabic, psg, ministry, held) in enumerate(SECTORS, 1):
        names, ministry_id = {"en": name, "fr": french, "ar": arabic}, stage.organisation(ministry).id
        given = Sector(code=code, name=name, names=names, ministry_id=ministry_id, psg=psg, position=n, purpose_codes=held_codes(held))
        define_sector(stage.db, stage.console, given)
    seat(stage, PEOPLE)
    others = [row[5] for row in SECTORS if row[0] != "justice"]
    seat(stage, tuple((f"Editor, {name}", Role.MINISTRY_EDITOR, name, False) for name in others))
    seat(stage, tuple((f"Authority, {name}", Role.CONSENT_AUTHORITY, name, False) for name in others))


def held_codes(held: str) -> tuple[str, ...]:
    """Purpose codes; REST stands for what justice and politics leave of 151."""
    taken = {*JUSTICE.split(), *POLITICS.split()}
    rest = [code for code in codes_under("151", withdrawn=True) if code not in taken]
    return tuple(code for word in held.split() for code in (rest if word == "REST" else [word]))


def records(stage: Stage) -> None:
    """The AIMS file, imported by the coordinator as any file is."""
    with as_file(files("consult.cli.demo") / "data" / AIMS) as path:
        import_file(stage.db, stage.actor("Coordinator"), path, name=AIMS, country=stage.country)


def agenda(stage: Stage) -> None:
    """One version of the agenda, open for comments."""
    day, publisher = stage.calendar.day, stage.actor("Publisher’s editor")
    published, end = day(2026, 2, 16), day(2028, 12, 31)
    title = f"Peacebuilding and statebuilding priorities {COMPACT.year}–{end.year}"
    summary = "Written for this demonstration after the public Somali Compact 2014-2016; needs are illustrative."
    with stage.on(day(2026, 1, 12)):
        draft = open_draft(stage.db, publisher, Opening(title=title, summary=summary, start=COMPACT, end=end))
        for goal in GOALS:
            add_priority(stage.db, stage.actor(editor(goal.sector)), draft, written(stage, goal))
    with stage.on(published):
        for sector in dict.fromkeys(goal.sector for goal in GOALS):
            sign_off(stage.db, stage.actor(editor(sector)), draft)
        dates = Publication(comments_until=day(2026, 5, 31), answers_until=day(2026, 7, 31), next_revision=day(2026, 12, 1))
        publish_agenda(stage.db, publisher, draft, dates, on=published)


def editor(sector: str) -> str:
    """The editor of a sector's ministry."""
    return "Editor, justice" if sector == "justice" else f"Editor, {ministry_of(sector)}"


def ministry_of(sector: str) -> str:
    """The ministry of a sector."""
    return next(row[5] for row in SECTORS if row[0] == sector)


def written(stage: Stage, goal: Goal) -> PriorityDraft:
    """A priority as its ministry writes it."""
    needs = tuple(NeedDraft(stage.place(code), output - 1, round(amount * MILLION)) for output, code, amount in goal.needs)
    return PriorityDraft(
        title=goal.title, titles={"fr": goal.french, "ar": goal.arabic}, ask=goal.ask, sector_id=stage.sector(goal.sector),
        dimensions=goal.dimensions, modes=("STRUCTURAL",), horizon="L", effort="ASSISTED", mechanism=goal.mechanism,
        lead=f"{ministry_of(goal.sector)} (illustrative)", start=COMPACT,
        end=stage.calendar.day(2028, 12, 31), gender_marker=goal.gender, risk_factors=(3,), outcome=goal.outcome,
        outputs=tuple(OutputDraft(None, title) for title in goal.outputs), needs=needs,
    )  # fmt: skip


def grants(stage: Stage) -> None:
    """Illustrative consents: grants only, nationwide."""
    day = stage.calendar.day
    for sector, kinds, functions, ceiling in GRANTS:
        authority = "Consent authority, justice" if sector == "justice" else f"Authority, {ministry_of(sector)}"
        terms = Terms(
            title="Illustrative consent", sector_id=stage.sector(sector), place_ids=frozenset(stage.places(CODE)),
            valid_from=COMPACT, valid_to=day(2028, 12, 31), kinds=kinds, functions=frozenset(functions.split()),
            ceiling=round(ceiling * MILLION) if ceiling else None, currency="USD" if ceiling else "",
            instrument="Illustrative: made up for this demonstration",
        )  # fmt: skip
        with stage.on(GRANTED):
            scope = consent.draft_consent(stage.db, stage.actor(authority), terms)
            scope = consent.propose_consent(stage.db, stage.actor(authority), scope, on=GRANTED)
        with stage.on(COUNTERSIGNED):
            consent.countersign_consent(stage.db, stage.actor("Countersigning officer"), scope, on=COUNTERSIGNED)
