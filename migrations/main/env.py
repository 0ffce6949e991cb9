"""Alembic's environment of the main database."""

from consult.kit.db import Base
from consult.tables import load_tables
from migrations.environment import run

load_tables()
run(Base.metadata)
