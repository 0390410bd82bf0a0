"""The stamp of a formal check: which theorems Coq has checked, bound to the sources, the agreed texts and the Coq."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from ..errors import InputError
from ..files.json_file import read_json
from ..files.problem_table import canonical
from ..formal import build
from ..formal.build import FormalStamp
from .atomic import write_text

NAME = "formal.json"
SEAL = "seal"


def write(folder: Path, result: Mapping[str, object]) -> None:
    """Keep the result of ``verify formal`` for the reports that are built in this folder."""
    sealed = {**result, SEAL: seal(result)}
    write_text(folder / NAME, json.dumps(sealed, indent=1, ensure_ascii=False) + "\n")


def read(folder: Path) -> FormalStamp | None:
    """The result of the last ``verify formal`` here, or None: there is none, it was edited, or it is of another state.

    The state is the hash of every source and every agreed text, and the version of Coq if one is installed here. The
    seal shows an edit; it is no protection against a forger, who can compute it as well.
    """
    try:
        loaded = read_json(folder / NAME)
        good = loaded.pop(SEAL) == seal(loaded) and _of_this_state(loaded)
    except (InputError, ValueError, AttributeError, KeyError, TypeError):
        return None
    return cast(FormalStamp, loaded) if good else None


def seal(result: Mapping[str, object]) -> str:
    """SHA-256 of the result, whatever the order of its keys."""
    return hashlib.sha256(canonical(result).encode("ascii")).hexdigest()


def _of_this_state(result: FormalStamp) -> bool:
    named = [(t["claim"], t["file"], t["name"]) for t in result["theorems"]]
    axioms = {axiom for theorem in result["theorems"] for axiom in theorem["axioms"]}
    return (
        result["sources"] == build.digests()
        and named == [(t.claim, f"{t.file}.v", t.name) for t in build.theorems()]
        and axioms <= build.agreed_axioms()
        and (not build.available() or result["coq"] == build.version())
    )
