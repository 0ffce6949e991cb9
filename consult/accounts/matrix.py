"""The table of domain.md 5.1 as data: how far each role reads each subject, and what it may do."""

from consult.kit.actor import Permission, Reach, Role, Subject

# One row a role, one cell a subject: a reading (p s o a –) and acts (E D Q C X F V) with the table's footnotes.
ROWS = """
MINISTRY_EDITOR     oED¹⁶  oE    oD¹   oC   –    pD²  oC  oE³  o    oE    –    s
CONSENT_AUTHORITY   o      oED   o     oC   –    p    oC  o    o    o     –    s
ACU_COUNTERSIGNER   s      aD⁴   s     sC   –    p    s   p    o    s     –    s
COORDINATOR         a      a     aE⁵   aC   –    p    aD  aD⁶  o    aE    aD   aE¹²
PARTNER_FOCAL_POINT s      oQ    oE    oC   –    p    oC  oE³  o    oD¹³  –    oE¹⁴
CSO_MEMBER          s      s     s     oC   –    p    s   oE³  o    oD¹³  –    oE¹⁴
INTAKE_MODERATOR    p      p     p     pX⁸  aX   pX   p   p    o    p     –    p
PROTECTION_OFFICER  p      p     p     pF   F⁹   pF   p   p    o    p     –    pE¹⁷
AUDITOR             a      a     a     a    –    p    a   a    aV   a     a    a
COUNTRY_ADMIN       s      s     s     s    –    p    s   p    o¹⁰  s     –    aE¹⁰
OPERATOR            p      p     p     p    –    p    p   p    V    p     D¹⁵  p
PUBLIC              p      p     p     p    –    p    p   p    p    p     –    p
"""

READS = {"p": Reach.PUBLISHED, "s": Reach.SIGNED_IN, "o": Reach.OWN, "a": Reach.ALL}

ACTS: dict[tuple[Subject, str], Permission] = {
    (Subject.AGENDA, "E"): Permission.AGENDA_EDIT,
    (Subject.AGENDA, "D¹⁶"): Permission.AGENDA_DECIDE,
    (Subject.CONSENT, "E"): Permission.CONSENT_EDIT,
    (Subject.CONSENT, "D"): Permission.CONSENT_DECIDE,
    (Subject.CONSENT, "D⁴"): Permission.CONSENT_COUNTERSIGN,
    (Subject.CONSENT, "Q"): Permission.CONSENT_REQUEST,
    (Subject.LINE, "D¹"): Permission.LINE_ACCEPT,
    (Subject.LINE, "E⁵"): Permission.LINE_LINK,
    (Subject.LINE, "E"): Permission.LINE_EDIT,
    (Subject.COMMENT, "C"): Permission.COMMENT_WRITE,
    (Subject.COMMENT, "X⁸"): Permission.COMMENT_SCREEN,
    (Subject.RAW, "X"): Permission.RAW_SCREEN,
    (Subject.RAW, "F⁹"): Permission.RAW_FREEZE,
    (Subject.RELEASED, "D²"): Permission.VIEW_ANSWER,
    (Subject.FINDING, "C"): Permission.FINDING_COMMENT,
    (Subject.FINDING, "D"): Permission.FINDING_DECIDE,
    (Subject.AUDIT, "V"): Permission.AUDIT_VERIFY,
    (Subject.INVITATION, "E"): Permission.INVITATION_EDIT,
    (Subject.INVITATION, "D¹³"): Permission.INVITATION_ANSWER,
    (Subject.IMPORT, "D"): Permission.IMPORT_DECIDE,
    (Subject.REGISTER, "E¹⁰"): Permission.REGISTER_EDIT,
    (Subject.REGISTER, "E¹²"): Permission.REGISTER_MATCH,
    (Subject.REGISTER, "E¹⁴"): Permission.REGISTER_PROFILE,
    (Subject.REGISTER, "E¹⁷"): Permission.REGISTER_BODY,
}
AT_THE_CONSOLE = (Subject.IMPORT, "D¹⁵")
NOTES = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def read_cell(cell: str) -> tuple[Reach, list[str]]:
    """A cell as its reading and its acts, each with its footnote."""
    reach = READS.get(cell[0], Reach.NONE)
    acts: list[str] = []
    for sign in cell.lstrip("psoa–"):
        if sign in NOTES and acts:
            acts[-1] += sign
        elif sign not in NOTES:
            acts.append(sign)
    return reach, acts


def _read() -> tuple[dict[Role, dict[Subject, Reach]], dict[Role, frozenset[Permission]]]:
    reach: dict[Role, dict[Subject, Reach]] = {}
    permissions: dict[Role, frozenset[Permission]] = {}
    for row in ROWS.strip().splitlines():
        name, *cells = row.split()
        read = {subject: read_cell(cell) for subject, cell in zip(Subject, cells, strict=True)}
        reach[Role(name)] = {subject: far for subject, (far, _) in read.items()}
        acts = {
            ACTS.get((s, a)) or ACTS.get((s, a.rstrip(NOTES)))
            for s, (_, all_) in read.items()
            for a in all_
            if (s, a) != AT_THE_CONSOLE
        }
        permissions[Role(name)] = frozenset(p for p in acts if p)
    return reach, permissions


REACH, PERMISSIONS = _read()
CONSOLE = frozenset(
    {
        Permission.IMPORT_DECIDE,
        Permission.REGISTER_EDIT,
        Permission.REGISTER_BODY,
        Permission.REGISTER_MATCH,
        Permission.AUDIT_VERIFY,
    }
)
ALONE = frozenset({Role.INTAKE_MODERATOR, Role.PROTECTION_OFFICER, Role.COUNTRY_ADMIN, Role.OPERATOR})
