"""How often intake may be asked, by everybody together; kept in memory, so that nobody's visit is written down."""

import time
from threading import Lock

from consult.kit.errors import TooOften
from consult.kit.i18n import gettext as _


class Bucket:
    """So many tokens, refilled over so many seconds."""

    def __init__(self, size: int, seconds: float) -> None:
        self.size, self.seconds = size, seconds
        self.tokens, self.at = float(size), time.monotonic()
        self.lock = Lock()

    def spend(self) -> None:
        """Take a token; raises `TooOften` (429) when none is left."""
        with self.lock:
            now = time.monotonic()
            self.tokens = min(float(self.size), self.tokens + (now - self.at) * self.size / self.seconds)
            self.at = now
            if self.tokens < 1:
                raise TooOften(_("Many people use this page right now. Wait a few minutes, then try again."))
            self.tokens -= 1


class Limits:
    """The limits of one application: views sent (100 a second for ten minutes are to pass), receipts looked up."""

    def __init__(self) -> None:
        self.send = Bucket(6000, 60)
        self.look_up = Bucket(300, 60)
