"""Every page of support."""

from consult.web.commitments import moving, offering
from consult.web.commitments.views import bp

__all__ = ["bp", "moving", "offering"]
