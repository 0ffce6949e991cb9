"""Text made comparable."""

import re
import unicodedata


def fold(text: str) -> str:
    """Marks off, case off, `&` as «and», anything but letters and digits as one blank: for comparing names."""
    flat = unicodedata.normalize("NFKD", text.replace("&", " and "))
    bare = "".join(c for c in flat if not unicodedata.combining(c)).casefold()
    return re.sub(r"[\W_]+", " ", bare).strip()


def slug(text: str) -> str:
    """A name as part of an address: its folded words joined by hyphens."""
    return fold(text).replace(" ", "-")
