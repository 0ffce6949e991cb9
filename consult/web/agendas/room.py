"""Every page of the agenda: for everybody, and for those who write it."""

from consult.web.agendas import after, priorities
from consult.web.agendas.drafts import bp as drafts
from consult.web.agendas.views import bp

__all__ = ["after", "bp", "drafts", "priorities"]
