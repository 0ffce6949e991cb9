"""What both Alembic environments do: run the versions on the connection given, comparing with the models."""

from typing import Any

from alembic import context


def run(metadata: Any) -> None:
    """Run the migrations on the connection in the configuration's attributes."""
    conn = context.config.attributes["connection"]
    context.configure(
        connection=conn,
        target_metadata=metadata,
        render_as_batch=conn.dialect.name == "sqlite",
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
