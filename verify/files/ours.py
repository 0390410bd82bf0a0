"""Whether a TOML file says that it is a case or a statement of this suite. Other tools write TOML files too."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from ..problem.case import KINDS
from .load import MAX_BYTES

TABLES = ("problem", "statement")

_KINDS = "|".join((*KINDS, "statement"))
_KIND = re.compile(rf"""^[ \t]*kind[ \t]*=[ \t]*["']({_KINDS})["']""", re.MULTILINE)
_TABLE = re.compile(rf"^[ \t]*\[[ \t]*(?:{'|'.join(TABLES)})[ \t]*[\].]", re.MULTILINE)


def kind_of(path: Path) -> str | None:
    """The kind of ours that the file has, beside a table ``[problem]`` or ``[statement]``; None if it is not ours.

    A file that is no TOML, or too long to be read, says so by the lines of its text: a case that is broken is still a
    case, and has to fail. What cannot be read at all is not ours.
    """
    try:
        with path.open("rb") as file:
            source = file.read(MAX_BYTES + 1)
    except OSError:
        return None
    text = source.decode(errors="replace").removeprefix("\ufeff")
    if len(source) <= MAX_BYTES:
        try:
            tables = tomllib.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            kind = tables.get("kind")
            known = kind in (*KINDS, "statement") and any(isinstance(tables.get(name), dict) for name in TABLES)
            return str(kind) if known else None
    kind = _KIND.search(text)
    return kind[1] if kind is not None and _TABLE.search(text) is not None else None
