"""The end of a message about a name that is not known: the nearest known one, or all of them."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from .exact import shorten


def meant(text: str, known: Collection[str], most: int = 300) -> str:
    """``: did you mean 'tanh'?`` if a known name is near, whatever the case of its letters, else all that are known.

    >>> meant("ELIMM", ["ELIM", "REAL"])
    ": did you mean 'ELIM'?"
    """
    lower = {name.lower(): name for name in known}
    close = get_close_matches(text[:60].lower(), lower, n=1)
    return f": did you mean {lower[close[0]]!r}?" if close else f"; known: {shorten(', '.join(known), most)}"
