"""Which organisation a source means: by identifier, alias, normalised name; doubtful ones are left to a person."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from consult.accounts.models import Organisation, OrganisationAlias, OrganisationIdentifier
from consult.interchange.iati.values import PartyRecord
from consult.interchange.models import DoubtfulMatch
from consult.interchange.report import Organisations
from consult.kit.text import fold, slug

ALIKE = 88
"""Least similarity (0 to 100, words in any order) of names that a person is asked about; a score never merges."""
MOST_CANDIDATES = 3
KINDS = {
    "10": "BILATERAL",
    "11": "SUBNATIONAL_GOV",
    "21": "INGO",
    "22": "INGO",
    "23": "INGO",
    "24": "LOCAL_CSO",
    "60": "FOUNDATION",
    "70": "BUSINESS_INTL",
    "71": "BUSINESS_INTL",
    "72": "BUSINESS_LOCAL",
    "73": "BUSINESS_INTL",
    "80": "ACADEMIC",
}
FAMILIES = {"41": "UN", "42": "REGIONAL_ORG", "43": "IFI", "44": "IFI", "46": "IFI"}
MATCHED, CREATED, DOUBTFUL = "matched", "created", "doubtful"


class Answer(NamedTuple):
    """A match: the organisation's id, None where it has to be added; the ones it may be, with their score."""

    id: int | None
    candidates: tuple[tuple[int, int], ...] = ()


class Register:
    """The organisations of a country, loaded once for a file, and what the file adds to them."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.by_identifier: dict[str, int] = {}
        self.by_alias: dict[str, int] = {}
        self.by_name: dict[str, list[int]] = {}
        self.identified: set[int] = set()
        self.parties: dict[tuple[str, str], int] = {}
        self.outcomes: dict[str, int] = {MATCHED: 0, CREATED: 0, DOUBTFUL: 0}
        self.brought: dict[str, list[int]] = {"organisations": [], "identifiers": []}
        self.doubts: list[tuple[int, int, int]] = []
        self._load()

    def _load(self) -> None:
        db = self.db
        merged: dict[int, int] = {}
        for id_, name, into in db.execute(select(Organisation.id, Organisation.name, Organisation.merged_into_id)):
            if into is None:
                self.by_name.setdefault(fold(name), []).append(id_)
            else:
                merged[id_] = into
        for id_, folded in db.execute(select(OrganisationAlias.organisation_id, OrganisationAlias.folded)):
            self.by_alias[folded] = final(id_, merged)
        for id_, identifier in db.execute(select(OrganisationIdentifier.organisation_id, OrganisationIdentifier.identifier)):
            self.by_identifier[identifier.casefold()] = final(id_, merged)
            self.identified.add(final(id_, merged))
        self.slugs = set(db.scalars(select(Organisation.slug)))
        self.number = db.scalar(select(func.max(Organisation.number))) or 0

    def id_of(self, party: PartyRecord) -> int:
        """The organisation of a party, added to the register where it is new."""
        key = (party.identifier.casefold(), "" if party.identifier else fold(party.name))
        if key not in self.parties:
            answer = self.match(party)
            self.parties[key] = self._take(party, answer)
            outcome = MATCHED if answer.id is not None else DOUBTFUL if answer.candidates else CREATED
            self.outcomes[outcome] += 1
        return self.parties[key]

    def match(self, party: PartyRecord) -> Answer:
        """Who a party is. A name alone never joins two identifiers, nor chooses between two organisations."""
        if party.identifier and (found := self.by_identifier.get(party.identifier.casefold())) is not None:
            return Answer(found)
        folded = fold(party.name)
        if not folded:
            return Answer(None)
        named = [self.by_alias[folded]] if folded in self.by_alias else self.by_name.get(folded, [])
        free = [id_ for id_ in named if id_ not in self.identified]
        open_to_it = free if party.identifier or len(named) > 1 else named
        if len(open_to_it) == 1:
            return Answer(open_to_it[0])
        if named:
            return Answer(None, tuple((id_, 100) for id_ in named[:MOST_CANDIDATES]))
        return Answer(None, self._alike(folded))

    def _alike(self, folded: str) -> tuple[tuple[int, int], ...]:
        found = process.extract(
            folded, list(self.by_name), scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=MOST_CANDIDATES
        )
        return tuple((self.by_name[name][0], int(score)) for name, score, _at in found)

    def _take(self, party: PartyRecord, answer: Answer) -> int:
        if answer.id is None:
            id_ = self._add(party)
            self.doubts += [(id_, candidate, score) for candidate, score in answer.candidates]
        else:
            id_ = answer.id
        if party.identifier and party.identifier.casefold() not in self.by_identifier:
            self._identify(id_, party.identifier)
        return id_

    def _add(self, party: PartyRecord) -> int:
        name = party.name or party.identifier
        self.number += 1
        row = {
            "country_id": self.db.info["country_id"],
            "number": self.number,
            "slug": self._slug(name),
            "name": name,
            "kind": kind_of(party),
            "iati_type": party.type or None,
            "channel": channel_of(party.identifier) or None,
        }
        id_ = int(self.db.execute(insert(Organisation).returning(Organisation.id), [row]).scalar_one())
        self.by_name.setdefault(fold(name), []).append(id_)
        self.brought["organisations"].append(id_)
        return id_

    def _identify(self, id_: int, identifier: str) -> None:
        row = {"country_id": self.db.info["country_id"], "organisation_id": id_, "identifier": identifier}
        statement = insert(OrganisationIdentifier).returning(OrganisationIdentifier.id)
        self.brought["identifiers"].append(int(self.db.execute(statement, [row]).scalar_one()))
        self.by_identifier[identifier.casefold()] = id_
        self.identified.add(id_)

    def _slug(self, name: str) -> str:
        plain = slug(name)[:80].strip("-") or "organisation"
        chosen, n = plain, 1
        while chosen in self.slugs:
            n += 1
            chosen = f"{plain}-{n}"
        self.slugs.add(chosen)
        return chosen

    def settle(self, run_id: int, counts: Organisations) -> None:
        """Count the parties, and keep what a person has to settle."""
        for name, count in self.outcomes.items():
            setattr(counts, name, count)
        rows: list[Any] = [
            DoubtfulMatch(run_id=run_id, organisation_id=id_, candidate_id=candidate, score=score)
            for id_, candidate, score in dict.fromkeys(self.doubts)
        ]
        self.db.add_all(rows)
        self.doubts = []


def ids_of(register: Register, parties: Sequence[PartyRecord]) -> tuple[int, ...]:
    """The organisations of several parties, each once, in order."""
    return tuple(dict.fromkeys(register.id_of(party) for party in parties))


def final(id_: int, merged: dict[int, int]) -> int:
    """The organisation that another was merged into, however many times."""
    seen = {id_}
    while id_ in merged and merged[id_] not in seen:
        id_ = merged[id_]
        seen.add(id_)
    return id_


def channel_of(identifier: str) -> str:
    """DAC's channel code, where the identifier is one."""
    code = identifier.upper().removeprefix("XM-DAC-")
    return code if len(code) == 5 and code.isdigit() else ""


def kind_of(party: PartyRecord) -> str:
    """What kind a new organisation seems to be, until a person says better: by channel family, else IATI's type."""
    return FAMILIES.get(channel_of(party.identifier)[:2]) or KINDS.get(party.type, "OTHER")
