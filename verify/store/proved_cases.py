"""The cases that Coq has proved, kept by the hash of all that each proof depends on, so that none is made twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from ..errors import InputError
from ..files.json_file import read_json
from ..formal import build
from ..formal.case_build import FormalCase
from ..verdict import Verdict
from .atomic import write_text
from .stamp import SEAL, seal

FILE = "formal-cases.json"


def write(folder: Path, rows: Sequence[FormalCase]) -> None:
    """Keep the rows of ``verify formal --cases``, and of earlier runs those that are not among them."""
    new = {row["key"]: row for row in rows if row["verdict"] == Verdict.PROVED}
    document = {"format": "verify-minima formal cases", "version": 1, "rows": {**read(folder), **new}}
    write_text(folder / FILE, json.dumps({**document, SEAL: seal(document)}, indent=1) + "\n")


def read(folder: Path) -> dict[str, FormalCase]:
    """The proofs that are kept, by hash; none if the file was edited, or is not there.

    The seal shows an edit; it is no protection against a forger, who can compute it as well.
    """
    try:
        loaded = read_json(folder / FILE)
        if loaded.pop(SEAL) != seal(loaded):
            return {}
        rows = cast("dict[str, FormalCase]", loaded["rows"])
        good = all(
            row["verdict"] == Verdict.PROVED and row["key"] == key and set(row["axioms"]) <= build.agreed_axioms()
            for key, row in rows.items()
        )
    except (InputError, ValueError, AttributeError, KeyError, TypeError):
        return {}
    return rows if good else {}
