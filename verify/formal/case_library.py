"""The Coq library that shipped cases are proved with, and the review of what its words mean.

It stands on files of the general theory. It is compiled with the ones that it needs, in an empty folder, and what it
states is compared with its own review, as the general theorems are with theirs.
"""

from __future__ import annotations

from pathlib import Path

from . import sources
from .agreed import LIBRARIES, SOURCES, Agreement, Theorem
from .sources import Sources

FOLDER = SOURCES / "instances"
BELOW = ("Sums", "Setting", "Orbit", "ExpSum", "Convex", "Elim", "Char", "Fail")
"""The files of the general theory that the library needs, in their order."""

# What is claimed of a case is one of these, and each is read in full by the theorem that says what it means.
MEANINGS = {
    "bad_minimum": "bad_minimum_is_bad",
    "eliminated_bad_minimum": "eliminated_bad_minimum_is_bad",
}

AGREEMENT = Agreement(
    tuple(Theorem("CASES", "Bad_minima", name) for name in MEANINGS.values()),
    FOLDER / "review.txt",
    libraries=(*LIBRARIES, ("Coq", "String"), ("Interval", "Float_full")),
    words="Inductive|Record|Fixpoint|Module",
)


def load(folder: Path = FOLDER) -> Sources:
    """The sources of the library after those that it needs; FormalError if the folder has others than it names."""
    general, own = sources.load(SOURCES), sources.load(folder)
    contents = {f"{name}.v": general.contents[f"{name}.v"] for name in BELOW}
    return Sources((*BELOW, *own.files), {**contents, **own.contents})
