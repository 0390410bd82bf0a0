"""The figures of ``verify trust``: their file, and a reader that gives them as typed values or not at all."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from ..errors import InputError
from ..files.json_file import read_json
from .atlas_cells import sources
from .atomic import write_text
from .commit import commit
from .results_schema import TrustValues

NAME = "trust.json"
FORMAT = "verify-minima trust"
VERSION = 2


@dataclass(frozen=True)
class TrustRow:
    """One check of the suite: what it would catch, and what it came to.

    ``tried`` of ``wanted`` trials were made; ``counts`` says what became of them, ``faults`` names the first of the
    ``faulty`` outcomes that must not be; ``reached`` is the number of the next trial, if they have numbers.
    """

    name: str
    catches: str
    passed: bool
    tried: int
    wanted: int
    seconds: float
    counts: Mapping[str, int]
    faulty: int
    faults: Sequence[str]
    reached: int = 0


@dataclass(frozen=True)
class TrustTable:
    """What ``verify trust`` found: when, at which commit, with which versions, and one row for each check.

    ``current`` is false if the code that decides has changed since: then the figures are about other code.
    """

    when: str
    commit: str
    size: str
    seed: int
    versions: Mapping[str, str]
    rows: Sequence[TrustRow]
    current: bool

    @property
    def passed(self) -> bool:
        """Whether every check was tried and has no fault."""
        return bool(self.rows) and all(row.passed for row in self.rows)


def write(reports: Path, size: str, seed: int, rows: Sequence[TrustRow]) -> None:
    """Keep the figures in the folder of the report."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "sources": sources(),
        "size": size,
        "seed": seed,
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("verify-minima", "python-flint", "mpmath", "sympy", "numpy")},
        },
        "rows": [vars(row) | {"counts": dict(row.counts), "faults": list(row.faults)} for row in rows],
    }
    write_text(reports / NAME, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def read(reports: Path) -> TrustTable | None:
    """The figures in this folder; None if there are none that this version wrote."""
    try:
        found: Any = read_json(reports / NAME)
        if (found["format"], found["version"]) != (FORMAT, VERSION):
            return None
        table = {**found, "current": found["sources"] == sources()}
        return _TABLE.validate_json(json.dumps(table), strict=True)
    except (InputError, KeyError, TypeError, ValueError):
        return None


_TABLE = TypeAdapter(TrustTable)


def rows_of(reports: Path, size: str, seed: int) -> Sequence[TrustRow]:
    """The rows of the figures in this folder, if they are of this code, size and seed.

    Raises:
        InputError: there are none.
    """
    found = read(reports)
    if found is None or not found.current or (found.size, found.seed) != (size, seed):
        words = f"holds no figures of this code with --size {size} and --seed {seed}; leave --more out"
        raise InputError(words, str(reports / NAME))
    return found.rows


def values(found: TrustTable | None) -> TrustValues | None:
    """The figures as a report has them."""
    if found is None:
        return None
    return {
        "when": found.when,
        "commit": found.commit,
        "size": found.size,
        "seed": found.seed,
        "current": found.current,
        "rows": [
            {
                "name": row.name,
                "catches": row.catches,
                "passed": row.passed,
                "tried": row.tried,
                "wanted": row.wanted,
                "counts": dict(row.counts),
                "faulty": row.faulty,
                "faults": list(row.faults),
            }
            for row in found.rows
        ],
    }
