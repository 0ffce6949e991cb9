"""The type of aid of a reported record, from the IATI codes it states (domain.md 2.9)."""

BY_AID_TYPE = {
    "A01": "BUDGET_SUPPORT",
    "A02": "BUDGET_SUPPORT",
    "B04": "POOLED_FUND",
    "B01": "PROJECT",
    "C01": "PROJECT",
    "D01": "TECHNICAL_ASSISTANCE",
    "D02": "TECHNICAL_ASSISTANCE",
}


def modality_of(aid_type: str | None, finance_type: str | None) -> str:
    """A modality: a loan by its finance type (42x) whatever the aid type, else by aid type, else UNKNOWN."""
    if (finance_type or "").startswith("42"):
        return "LOAN"
    if (aid_type or "").startswith("B03"):
        return "POOLED_FUND"
    return BY_AID_TYPE.get(aid_type or "", "UNKNOWN")
