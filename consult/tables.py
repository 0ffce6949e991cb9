"""Every room's tables, loaded: what migrations compare with."""

from importlib import import_module
from pathlib import Path


def load_tables() -> None:
    """Import each room's models, so that both bases know all their tables."""
    for path in sorted(Path(__file__).parent.glob("*/models.py")):
        import_module(f"consult.{path.parent.name}.models")
    import_module("consult.kit.outbox")
    import_module("consult.kit.idempotency")
    import_module("consult.kit.limits")
