"""People of every role, made before a test's session takes SQLite's one lock."""

import pytest

from consult.kit.actor import Actor, Role
from tests.support.makers import Makers


@pytest.fixture
def makers(makers: Makers) -> Makers:
    makers.people()
    return makers


@pytest.fixture
def partner(makers: Makers) -> Actor:
    return makers.actor(Role.PARTNER_FOCAL_POINT)
