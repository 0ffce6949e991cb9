"""Every page of the consent register."""

from consult.web.consent import asking, changing, granting
from consult.web.consent.views import bp

__all__ = ["asking", "bp", "changing", "granting"]
