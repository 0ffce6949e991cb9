"""Long lists a page at a time."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list: `number` counts from 1, `total` is of all rows."""

    items: Sequence[T]
    number: int
    pages: int
    total: int


def page(db: Session, query: Select[Any], number: int = 1, *, size: int = 50) -> Page[Any]:
    """Page `number` of an ordered select of one entity or of rows; a number too high gives the last page."""
    total = db.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, -(-total // size))
    number = min(max(1, number), pages)
    rows = db.execute(query.limit(size).offset((number - 1) * size))
    single = len(query.column_descriptions) == 1
    return Page(rows.unique().scalars().all() if single else rows.all(), number, pages, total)
