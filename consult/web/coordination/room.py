"""Every page of reports."""

from consult.web.coordination import deciding
from consult.web.coordination.views import bp

__all__ = ["bp", "deciding"]
