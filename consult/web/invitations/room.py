"""Every page of invitations: for everybody, and for the invited."""

from consult.web.invitations.received import bp as received
from consult.web.invitations.views import bp

__all__ = ["bp", "received"]
