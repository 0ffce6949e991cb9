"""Who asks: roles, subjects, acts and the actor that every query and action takes."""

from collections.abc import Mapping
from enum import Enum, IntEnum

import msgspec


class Role(Enum):
    """The roles of domain.md 5.1, held per country; PUBLIC is everybody."""

    MINISTRY_EDITOR = "MINISTRY_EDITOR"
    CONSENT_AUTHORITY = "CONSENT_AUTHORITY"
    ACU_COUNTERSIGNER = "ACU_COUNTERSIGNER"
    COORDINATOR = "COORDINATOR"
    PARTNER_FOCAL_POINT = "PARTNER_FOCAL_POINT"
    CSO_MEMBER = "CSO_MEMBER"
    INTAKE_MODERATOR = "INTAKE_MODERATOR"
    PROTECTION_OFFICER = "PROTECTION_OFFICER"
    AUDITOR = "AUDITOR"
    COUNTRY_ADMIN = "COUNTRY_ADMIN"
    OPERATOR = "OPERATOR"
    PUBLIC = "PUBLIC"


class Subject(Enum):
    """The columns of the table of domain.md 5.1."""

    AGENDA = "agenda"
    CONSENT = "consent"
    LINE = "line"
    COMMENT = "comment"
    RAW = "raw"
    RELEASED = "released"
    FINDING = "finding"
    ASSESSMENT = "assessment"
    AUDIT = "audit"
    INVITATION = "invitation"
    IMPORT = "import"
    REGISTER = "register"


class Reach(IntEnum):
    """How far a role reads: nothing, what is published, what signed-in people see, its own too, all."""

    NONE = 0
    PUBLISHED = 1
    SIGNED_IN = 2
    OWN = 3
    ALL = 4


class Permission(Enum):
    """What a role may do, as resource:act; each act needs its rule too."""

    AGENDA_EDIT = "agenda:edit"
    AGENDA_DECIDE = "agenda:decide"
    CONSENT_EDIT = "consent:edit"
    CONSENT_DECIDE = "consent:decide"
    CONSENT_COUNTERSIGN = "consent:countersign"
    CONSENT_REQUEST = "consent:request"
    LINE_EDIT = "line:edit"
    LINE_ACCEPT = "line:accept"
    LINE_LINK = "line:link"
    COMMENT_WRITE = "comment:write"
    COMMENT_SCREEN = "comment:screen"
    VIEW_ANSWER = "view:answer"
    RAW_SCREEN = "raw:screen"
    RAW_FREEZE = "raw:freeze"
    FINDING_COMMENT = "finding:comment"
    FINDING_DECIDE = "finding:decide"
    AUDIT_VERIFY = "audit:verify"
    INVITATION_EDIT = "invitation:edit"
    INVITATION_ANSWER = "invitation:answer"
    IMPORT_DECIDE = "import:decide"
    REGISTER_EDIT = "register:edit"
    REGISTER_MATCH = "register:match"
    REGISTER_PROFILE = "register:profile"
    REGISTER_BODY = "register:body"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, in one country. Without a person it is the public, or the console where `name` says so."""

    country_id: int
    name: str = ""
    person_id: int | None = None
    roles: frozenset[Role] = frozenset({Role.PUBLIC})
    permissions: frozenset[Permission] = frozenset()
    reach: Mapping[Subject, Reach] = {}
    organisation_id: int | None = None
    kind: str = ""
    sectors: frozenset[int] = frozenset()
    publisher: bool = False

    @property
    def signed_in(self) -> bool:
        """Whether this is a person with a role in the country."""
        return self.person_id is not None and self.roles != {Role.PUBLIC}

    @property
    def government(self) -> bool:
        """Whether it speaks for a body of government."""
        return self.kind in GOVERNMENT_KINDS

    def holds(self, permission: Permission, *, within: int | None = None) -> bool:
        """Whether a role gives `permission`; `within` asks that the actor's organisation be that one too."""
        return permission in self.permissions and (within is None or within == self.organisation_id)

    def reads(self, subject: Subject) -> Reach:
        """How far the actor reads a subject (domain.md 5.1)."""
        return self.reach.get(subject, Reach.NONE)


GOVERNMENT_KINDS = frozenset({"MINISTRY", "ACU", "SUBNATIONAL_GOV"})
