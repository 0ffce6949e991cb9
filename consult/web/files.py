"""A table as a file: CSV and JSON, with its licence and the day it was made."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from flask import Response

from consult.kit import clock

FORMATS = ("csv", "json")
FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""What a spreadsheet may take for the beginning of a formula, the wide forms of East Asia too."""


class Table(msgspec.Struct, frozen=True):
    """A list for a file: fixed column names, rows of plain values, the file's name without ending."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    licence: str = "CC-BY-4.0"


def write(table: Table, form: str) -> Response:
    """The table as `csv` or `json`."""
    body = as_csv(table) if form == "csv" else as_json(table)
    kind = "text/csv" if form == "csv" else "application/json"
    response = Response(body, 200, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{table.name}.{form}"'
    return response


def as_csv(table: Table) -> str:
    """RFC 4180, UTF-8 without mark; a cell that a spreadsheet would run as a formula is led by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([safe(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def safe(cell: Any) -> Any:
    """A text that begins like a formula, defused; numbers stay numbers."""
    if isinstance(cell, str) and cell[:1] in FORMULA and cell[:1] and not is_number(cell):
        return "'" + cell
    return "" if cell is None else cell


def is_number(text: str) -> bool:
    """Whether a text is a plain number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def as_json(table: Table) -> bytes:
    """The rows as objects by column name, beside licence and moment: {"licence", "made", "rows"}."""
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return msgspec.json.encode({"licence": table.licence, "made": clock.now(), "rows": rows}, enc_hook=str)
