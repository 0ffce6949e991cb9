"""Kamaro, invented: its ministries, partners, sectors, regions and people."""

from importlib.resources import as_file, files

from consult.accounts.actions import Profile, Sector, add_organisation, define_sector, name_publisher
from consult.accounts.people import set_up_country
from consult.accounts.register import settings_of
from consult.cli.demo.people import People, seat
from consult.cli.demo.stage import Stage
from consult.kit.actor import Role
from consult.places.actions import load_places
from consult.places.models import Country
from consult.places.reading import read_file

CODE = "XM"
NOTICE = {
    "en": "Demonstration data. Kamaro is not a real country.",
    "fr": "Données de démonstration. Le Kamaro n’est pas un pays réel.",
    "ar": "بيانات للعرض. كمارو ليست بلدًا حقيقيًا.",
}
STATE_REFORM, ACU, COURT_OF_AUDIT = "Ministry of State Reform", "Aid Coordination Unit", "Court of Audit"
MINISTRIES = (
    "Ministry of Justice", "Ministry of Finance", "Ministry of the Interior", "Ministry of Public Service",
    "Ministry of Decentralisation", COURT_OF_AUDIT, "Ministry of Land Affairs", "Electoral Commission",
    "National Assembly",
)  # fmt: skip
PARTNERS = (
    ("Norlund Agency", "BILATERAL", "DEV PBD", ("XM-NOR-1",)),
    ("UN Country Team", "UN", "DEV HRT HUM PBD", ("XM-UNCT-1",)),
    ("Regional Development Bank", "IFI", "DEV", ("XM-RDB-1",)),
    ("Law Without Borders", "INGO", "HRT", ()),
    ("Harbour Foundation", "FOUNDATION", "HRT DEV", ()),
    ("Community of West States", "REGIONAL_ORG", "CPM STB", ()),
    ("Civic Works", "INGO", "PBD DEV", ()),
    ("Vessia Cooperation", "BILATERAL", "DEV", ("XM-VES-1",)),
    ("Eastmark Aid", "BILATERAL", "DEV", ()),
    ("Coastal Bank", "IFI", "DEV", ()),
    ("Open Ledger", "INGO", "DEV", ()),
    ("Election Observers’ League", "REGIONAL_ORG", "CPM HRT", ()),
    ("Port Lawyers’ Fund", "INGO", "HRT", ()),
    ("Women’s Bar of Kamaro", "LOCAL_CSO", "HRT", ()),
    ("Union of Communes", "LOCAL_CSO", "DEV", ()),
    ("Youth Forum of Kamaro", "LOCAL_CSO", "PBD", ()),
    ("Radio Lagoon", "MEDIA", "HRT", ()),
    ("Kamaro Chamber of Commerce", "BUSINESS_LOCAL", "DEV", ()),
    ("University of Kamaro", "ACADEMIC", "DEV", ()),
)
SECTORS = (
    ("justice", "Justice", "العدالة", "Justice", "PSG3", "15130 15131 15134 15135 15137"),
    ("public-finance", "Public finance", "المالية العامة", "Finances publiques", "PSG5", "15111 15114 15116 15117 15125 510"),
    ("civil-registration", "Civil registration", "السجل المدني", "État civil", "PSG5", "13010 15136"),
    ("public-administration", "Public administration", "الإدارة العامة", "Administration publique", "PSG5", "15110 15124 15126"),
    ("local-governance", "Local governance", "الحكم المحلي", "Gouvernance locale", "PSG1", "15112 15128 15185 15170"),
    ("accountability", "Accountability", "المساءلة", "Redevabilité", "PSG5", "15113 15118"),
    ("land", "Land", "الأراضي", "Foncier", "PSG4", "31130 43040"),
    ("elections", "Elections", "الانتخابات", "Élections", "PSG1", "15151 15152"),
    ("security-oversight", "Security oversight", "الرقابة على الأمن", "Contrôle de la sécurité", "PSG2", "15210"),
)
PEOPLE: People = (
    ("Amina Solet", Role.MINISTRY_EDITOR, MINISTRIES[0], True),
    ("Teodor Malik", Role.CONSENT_AUTHORITY, MINISTRIES[0], True),
    ("Rosa Hadjar", Role.ACU_COUNTERSIGNER, ACU, True),
    ("Ines Farouk", Role.COORDINATOR, ACU, True),
    ("Jon Vester", Role.PARTNER_FOCAL_POINT, "Vessia Cooperation", True),
    ("Dalia Ven", Role.CSO_MEMBER, "Women’s Bar of Kamaro", True),
    ("Moderator 3", Role.INTAKE_MODERATOR, "", True),
    ("Moderator 1", Role.INTAKE_MODERATOR, "", False),
    ("Officer 1", Role.PROTECTION_OFFICER, "", True),
    ("Lea Brandt", Role.AUDITOR, COURT_OF_AUDIT, True),
    ("Omar Lind", Role.COUNTRY_ADMIN, "", True),
    ("Site team", Role.OPERATOR, "", True),
    ("Nadia Orr", Role.MINISTRY_EDITOR, STATE_REFORM, True),
)


def country() -> Country:
    """The country, before anything is in it."""
    names = {"en": "Kamaro", "fr": "Kamaro", "ar": "كمارو"}
    attribution = "All content is invented for this demonstration."
    return Country(code=CODE, name="Kamaro", names=names, timezone="UTC", currency="USD", notice=NOTICE, attribution=attribution)


def regions(stage: Stage) -> None:
    """The country's place, six regions with simple shapes, and its independent body."""
    set_up_country(stage.db, stage.console, stage.country, body="Independent panel, outside government")
    with as_file(files("consult.cli.demo") / "data" / "kamaro.geojson") as path:
        load_places(stage.db, stage.console, stage.country, read_file(path, country=CODE))


def bodies(stage: Stage) -> None:
    """Ministries, the aid coordination unit, partners; the publisher; national sectors; people."""
    with stage.on(stage.calendar.day(2024, 2, 5)):
        for name in (STATE_REFORM, *MINISTRIES):
            add_organisation(stage.db, stage.console, Profile(name=name, kind="MINISTRY"))
        add_organisation(stage.db, stage.console, Profile(name=ACU, kind="ACU", acronym="ACU"))
        for name, kind, communities, identifiers in PARTNERS:
            profile = Profile(name=name, kind=kind, communities=tuple(communities.split()))
            add_organisation(stage.db, stage.console, profile, identifiers=identifiers)
        name_publisher(stage.db, stage.console, settings_of(stage.db), stage.organisation(STATE_REFORM))
        for n, (ministry, row) in enumerate(zip(MINISTRIES, SECTORS, strict=True), 1):
            define_sector(stage.db, stage.console, sector(stage, n, ministry, row))
        others = (name for name, *_ in PARTNERS[:13] if name != "Vessia Cooperation")
        seat(stage, PEOPLE + tuple((focal(name), Role.PARTNER_FOCAL_POINT, name, False) for name in others))
        seat(stage, tuple((clerk(name), Role.MINISTRY_EDITOR, name, False) for name in MINISTRIES[1:]))
        seat(stage, tuple((head(name), Role.CONSENT_AUTHORITY, name, False) for name in MINISTRIES[1:]))


def sector(stage: Stage, position: int, ministry: str, row: tuple[str, str, str, str, str, str]) -> Sector:
    """A national sector out of its row."""
    code, name, arabic, french, psg, held = row
    ministry_id, names = stage.organisation(ministry).id, {"en": name, "ar": arabic, "fr": french}
    return Sector(
        code=code, name=name, names=names, ministry_id=ministry_id, psg=psg, position=position,
        purpose_codes=tuple(held.split()),
    )  # fmt: skip


def clerk(body: str) -> str:
    """The name of the editor whom a body without a mock gets."""
    return AMINA if body == MINISTRIES[0] else f"Editor, {body}"


def head(body: str) -> str:
    """The name of its consent authority."""
    return TEODOR if body == MINISTRIES[0] else f"Head, {body}"


def focal(partner: str) -> str:
    """The name of a partner's focal point."""
    return "Jon Vester" if partner == "Vessia Cooperation" else f"Focal point, {partner}"


AMINA, TEODOR = "Amina Solet", "Teodor Malik"
