"""The statements to be read: each theorem, and each definition of ours that one rests on, as Coq prints them.

They are printed with the notations of the libraries and without ours; a name of ours stands with its file before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from .agreed import SOURCES

NAME = "statements.txt"
MARK = "=== "


def read(folder: Path = SOURCES) -> dict[str, str]:
    """The reviewed texts, by kind and name ("theorem Elim.ELIM")."""
    path = folder / NAME
    return parse(path.read_text(encoding="utf-8")) if path.exists() else {}


def parse(text: str) -> dict[str, str]:
    """The texts that ``render`` has written."""
    parts = re.split(f"^{MARK}", text, flags=re.M)[1:]
    return {head: body.strip() for head, _, body in (part.partition("\n") for part in parts)}


def render(texts: Mapping[str, str], first: Iterable[str] = ()) -> str:
    """One text; the ``first`` ones in the order in which they are named."""
    heads = [head for head in dict.fromkeys([*first, *sorted(texts)]) if head in texts]
    return "\n".join(f"{MARK}{head}\n{texts[head]}\n" for head in heads)


def of_kind(kind: str, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of one kind ("theorem", "definition"), by name."""
    return {head.removeprefix(f"{kind} "): body for head, body in texts.items() if head.startswith(f"{kind} ")}
