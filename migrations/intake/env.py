"""Alembic's environment of the database of raw input."""

from consult.kit.db import IntakeBase
from consult.tables import load_tables
from migrations.environment import run

load_tables()
run(IntakeBase.metadata)
