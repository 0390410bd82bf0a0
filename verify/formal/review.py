"""The review as a table: for each theorem its claim, its axioms, and the digest of what was reviewed.

The digest is of the statement and of every definition of ours behind it, as terms of Coq's kernel with full names. So
a changed statement is refused until someone has read it, and has written down the digest of what he read: here, and
with his words in the notes.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from ..errors import FormalError, UncheckedError

ROW = re.compile(r"^\| ([A-Z][A-Z-]*) \| `([\w.']+)` \| (\w+(?:, \w+)*|none) \| `([0-9a-f]{32})` \|$", re.M)


@dataclass(frozen=True)
class Entry:
    """A theorem as it was reviewed. ``axioms`` are the letters that stand for them."""

    claim: str
    label: str
    axioms: tuple[str, ...]
    digest: str


def digest(path: Path) -> str:
    """SHA-256 of the rows alone, whatever stands around them; of none if there is no review."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return hashlib.sha256("\n".join("|".join(row) for row in ROW.findall(text)).encode()).hexdigest()


def read(path: Path) -> dict[str, Entry]:
    """The entries of the table, by file and name of the theorem."""
    try:
        found = ROW.findall(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        raise UncheckedError(f"there is no review to compare with: {error}") from error
    entries = [
        Entry(claim, label, () if letters == "none" else tuple(letters.split(", ")), digest)
        for claim, label, letters, digest in found
    ]
    labels = [entry.label for entry in entries]
    if twice := sorted({label for label in labels if labels.count(label) > 1}):
        raise FormalError(f"{path.name} reviews a theorem twice: {', '.join(twice)}")
    return {entry.label: entry for entry in entries}
