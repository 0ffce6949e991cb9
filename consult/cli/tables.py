"""A table on stdout: CSV with a head line, or a JSON array of objects."""

import csv
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

import msgspec


def write_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], form: str) -> None:
    """Print rows as they come; None is an empty cell in CSV and null in JSON."""
    out: TextIO = sys.stdout
    if form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
        return
    out.write("[")
    for at, row in enumerate(rows):
        body = msgspec.json.encode(dict(zip(columns, row, strict=True)), enc_hook=str).decode()
        out.write((",\n" if at else "\n") + body)
    out.write("\n]\n")
