"""The atlas of neurons and penalties: its file, bound to the code that made it, and its grids.

The file is taken only with the code and with the content that it was written with, so that a changed cell is not shown.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..commands.checked import AtlasCell, AtlasDocument
from ..errors import InputError
from ..files.json_file import text_of, values_of
from ..files.problem_table import canonical
from ..verdict import CellVerdict, Verdict
from .atomic import write_text
from .results_schema import atlas_of

NAME = "atlas.json"
PACKAGE = Path(__file__).parent.parent
DECIDING = ("problem", "numerics", "files", "kernel", "propose", "prove", "families", "claims", "search", "commands")
"""Folders of the package that decide the cells."""

LETTERS = {CellVerdict.TRUE: "T", CellVerdict.FALSE: "F", CellVerdict.UNKNOWN: "?"}
WORDS = {
    "vanish": "a = 0 at every local minimum of L~",
    "elimination": "theta a global minimum of L at every local minimum of L~",
}


def write(folder: Path, document: Mapping[str, object]) -> None:
    """Keep the atlas for the reports that are built in this folder."""
    bound = {**document, "sources": sources()}
    text = {**bound, "sha256": digest(bound)}
    write_text(folder / NAME, json.dumps(text, indent=1, ensure_ascii=False) + "\n")


def read(folder: Path) -> AtlasDocument | None:
    """The atlas of this folder; None if there is none, if it was changed, or the code has changed since."""
    try:
        text = text_of(folder / NAME)
        loaded = values_of(text, NAME)
        if not isinstance(loaded, dict) or loaded.get("sources") != sources() or loaded.get("sha256") != digest(loaded):
            return None
        return atlas_of(text)
    except (InputError, ValueError):
        return None


def sources() -> str:
    """SHA-256 of the code that decides the cells."""
    files = [*PACKAGE.glob("*.py"), *(file for part in DECIDING for file in (PACKAGE / part).rglob("*.py"))]
    found = hashlib.sha256()
    for file in sorted(files):
        found.update(f"{file.relative_to(PACKAGE).as_posix()}\n".encode())
        found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def digest(document: Mapping[str, object]) -> str:
    """SHA-256 of all that the document says, its seed and its code among it."""
    said = {key: value for key, value in document.items() if key != "sha256"}
    return hashlib.sha256(canonical(said).encode("ascii")).hexdigest()


@dataclass(frozen=True)
class Field:
    """One cell as it is drawn: a letter, its verdict, whether it is against the criterion, its name and words."""

    letter: str
    verdict: CellVerdict
    against: bool
    name: str
    words: str
    cell: AtlasCell

    @property
    def style(self) -> str:
        """In a style sheet: the verdict, or that it contradicts the criterion."""
        return Verdict.CONTRADICTION if self.against else self.verdict


@dataclass(frozen=True)
class Grid:
    """The cells of one conclusion: a row for each neuron, with its fields in the order of the penalties."""

    conclusion: str
    words: str
    rows: tuple[tuple[str, tuple[Field, ...]], ...]


def grids(document: AtlasDocument) -> list[Grid]:
    """One grid for each conclusion."""
    found = {(c["neuron"], c["penalty"], c["conclusion"]): drawn(c) for c in document["cells"]}
    return [
        Grid(
            conclusion,
            WORDS.get(conclusion, conclusion),
            tuple(
                (neuron, tuple(found[neuron, penalty, conclusion] for penalty in document["penalties"]))
                for neuron in document["neurons"]
            ),
        )
        for conclusion in document["conclusions"]
    ]


def drawn(cell: AtlasCell) -> Field:
    """How a cell is shown."""
    verdict = cell["verdict"]
    against = verdict != CellVerdict.UNKNOWN and verdict != cell["predicted"]
    name = f"{cell['neuron']}, {cell['penalty']}: {cell['conclusion']}"
    words = f"{cell['conclusion']} is {verdict}"
    if verdict == CellVerdict.TRUE:
        words += f" ({cell['grade']}): {cell['proof']['says'] if cell['proof'] is not None else 'no proof is given'}"
    elif verdict == CellVerdict.FALSE:
        words += f" ({cell['grade']}): a witness by the method {cell['method']}"
    if against:
        words += f"; the criterion says {cell['predicted']}"
    letter = LETTERS[verdict] + ("!" if against else "")
    return Field(letter, verdict, against, name, words, cell)


def troubles(document: AtlasDocument) -> Iterator[Field]:
    """The cells that are not decided, or contradict the criterion."""
    for cell in document["cells"]:
        field = drawn(cell)
        if field.against or field.verdict == CellVerdict.UNKNOWN:
            yield field


def tally(document: AtlasDocument) -> str:
    """How many cells there are of each verdict, in words."""
    verdicts = Counter(cell["verdict"] for cell in document["cells"])
    return ", ".join(f"{verdicts[v]} {v}" for v in CellVerdict if verdicts[v])
