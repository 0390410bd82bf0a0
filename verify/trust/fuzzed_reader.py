"""The readers that are fuzzed: what each reads, from which inputs its fuzzing begins, and what it says of one."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import recheck
from ..claims.registry import statements
from ..commands import atlas_proofs
from ..commands.reported import reported
from ..commands.reprove import (
    CASE_DOCUMENTS,
    CASES,
    CLAIMS,
    FAMILIES,
    PROVERS,
    RESULTS,
    STATEMENT_DOCUMENTS,
    STEPS,
)
from ..errors import VerifyError
from ..files.load import case_name, case_of, read_tables
from ..files.problem_table import digest
from ..files.statement_file import statement_of
from ..numerics import ball
from ..numerics.krawczyk import Landscape
from ..problem.formula import parse
from ..store import atlas_cells, results, trust_table
from .alterations import places
from .rebinding import rebound

Json = Any
Read = Callable[[bytes], str]

SEEDS = 8
"""Documents that are taken of each sort, the smallest."""
NAMES = ("x1", "x2", "t1", "u", "a", "b", "p", "y")


@dataclass(frozen=True)
class FuzzedReader:
    """One way into the suite.

    Attributes:
        name: of the way.
        share: of a hundred inputs.
        seeds: what its fuzzing begins from, given the reports and the folder of the TOML files.
        reader: given an empty folder, the reports and the TOML files: reads one input and says what came out. It
            raises ``VerifyError`` for a refusal, whose message names ``place``.
        place: one of these is in each message.
        bind: puts right what has to fit in a document.
    """

    name: str
    share: int
    seeds: Callable[[Path, Path], Sequence[bytes]]
    reader: Callable[[Path, Path, Path], Read]
    place: Callable[[Path], tuple[str, ...]]
    bind: Callable[[Json, Json], Json] | None = None


# Formulas -------------------------------------------------------------------------------------------------------------


def _formula_seeds(_: Path, cases: Path) -> list[bytes]:
    found = set()
    for path in cases.rglob("*.toml"):
        for value in (text for _, text in places(read_tables(path).tables) if isinstance(text, str)):
            with contextlib.suppress(VerifyError):
                parse(value, NAMES)
                found.add(value.encode())
    return _spread(sorted(found, key=lambda text: (len(text), text)))


def _spread(found: Sequence[bytes]) -> list[bytes]:
    """About sixty of them, at equal distances."""
    return list(found[:: len(found) // 60 + 1])


def _formula_reader(folder: Path, reports: Path, cases: Path) -> Read:
    def read(data: bytes) -> str:
        found = parse(data.decode("utf-8", "surrogateescape"), NAMES, "a formula")
        with ball.precision(64):
            Landscape(found, NAMES).gradient([ball.ball(i) for i in range(len(NAMES))])
        return "a formula"

    return read


# TOML files -----------------------------------------------------------------------------------------------------------


def _file_seeds(_: Path, cases: Path) -> list[bytes]:
    return _spread([path.read_bytes() for path in sorted(cases.rglob("*.toml"))])


def _file_reader(folder: Path, reports: Path, cases: Path) -> Read:
    path = _file(folder)
    path.parent.mkdir(parents=True, exist_ok=True)

    def read(data: bytes) -> str:
        path.write_bytes(data)
        file = read_tables(path)
        if file.is_statement:
            statement_of(file)
            return "a statement"
        problem = case_of(file).problem
        _ = problem.digest, problem.augmented_risk
        return "a case"

    return read


def _file(folder: Path) -> Path:
    return folder / CASES / "bad-minima" / "fuzzed.toml"


# Certificates, by the kernel ------------------------------------------------------------------------------------------


def _document_seeds(folder: str) -> Callable[[Path, Path], Sequence[bytes]]:
    def seeds(reports: Path, cases: Path) -> list[bytes]:
        return [path.read_bytes() for path in _documents(reports, folder).values()]

    return seeds


def _documents(reports: Path, folder: str) -> dict[str, Path]:
    """The smallest documents of a folder of a report, by name."""
    found = sorted((reports / folder).rglob("*.json"), key=lambda path: (path.stat().st_size, path))[:SEEDS]
    return {path.relative_to(reports / folder).with_suffix("").as_posix(): path for path in found}


def _files_by_name(cases: Path) -> dict[str, Path]:
    root = None if CASES in cases.absolute().parts else cases
    return {case_name(path, root): path for path in cases.rglob("*.toml")}


def _marks(documents: Mapping[str, Path]) -> dict[bytes, str]:
    """What stands in an input that is about the thing of a name."""
    contents = {name: json.loads(path.read_bytes()) for name, path in documents.items()}
    return {str(next(c[key] for key in _NAMED if key in c)).encode(): name for name, c in contents.items()}


_NAMED = ("statement", "case", "claim")
"""The keys of a document that say what it is about."""


def _about(data: bytes, marks: Mapping[bytes, str]) -> str:
    return next((name for mark, name in marks.items() if mark in data), next(iter(marks.values())))


def _document_reader(kind: str) -> Callable[[Path, Path, Path], Read]:
    def reader(folder: Path, reports: Path, cases: Path) -> Read:
        files, marks, path = _files_by_name(cases), _marks(_documents(reports, kind)), folder / f"{kind}.json"

        def read(data: bytes) -> str:
            path.write_bytes(data)
            name = _about(data, marks)
            key = name if kind in (CASE_DOCUMENTS, STATEMENT_DOCUMENTS) else f"{kind}/{name}"
            PROVERS[kind](key, path, files, statements())
            return "accepted"

        return read

    return reader


def _rebound_problem(new: Json, old: Json) -> Json:
    """The document with its digests put right, that of the problem's text and those of certificates."""
    try:
        problem = {**new["problem"], "sha256": digest(new["problem"]["text"])}
        return rebound({**new, "problem": problem}, old)
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError, VerifyError):  # nobody can bind this
        return new


# The atlas, results, and the second checker ---------------------------------------------------------------------------


def _atlas_seeds(reports: Path, cases: Path) -> list[bytes]:
    """Atlases of one neuron and one penalty each."""
    path, found = reports / atlas_cells.NAME, []
    if not path.exists():
        return []
    whole = json.loads(path.read_bytes())
    for neuron, one in whole["neurons"].items():
        for penalty, other in whole["penalties"].items():
            cells = [c for c in whole["cells"] if (c["neuron"], c["penalty"]) == (neuron, penalty)]
            small = {**whole, "neurons": {neuron: one}, "penalties": {penalty: other}, "cells": cells}
            found.append(json.dumps(_rebound_atlas(small, None), separators=(",", ":")).encode())
    return sorted(found, key=len)[:SEEDS]


def _atlas_reader(folder: Path, reports: Path, cases: Path) -> Read:
    path = folder / atlas_cells.NAME

    def read(data: bytes) -> str:
        path.write_bytes(data)
        known = atlas_cells.read(folder)
        for cell, about in atlas_proofs.read_cells(path):
            atlas_proofs.proved(cell, about, statements())
        return "accepted" if known is not None else "accepted, unbound"

    return read


def _rebound_atlas(new: Json, _: Json) -> Json:
    try:
        bound = {**new, "sources": atlas_cells.sources()}
        return {**bound, "sha256": atlas_cells.digest(bound)}
    except (TypeError, ValueError, RecursionError):
        return new


def _result_seeds(reports: Path, cases: Path) -> list[bytes]:
    """Results of one case and one claim each, and the figures of trust."""
    found = []
    if (reports / RESULTS).exists():
        whole = json.loads((reports / RESULTS).read_bytes())
        parts = {key: whole[key] for key in ("cases", "claims", "statements")}
        for i in range(min(SEEDS, max(map(len, parts.values())))):
            atlas = whole["atlas"] and {**whole["atlas"], "cells": whole["atlas"]["cells"][i : i + 1]}
            found.append(
                {
                    **whole,
                    **{key: rows[i : i + 1] for key, rows in parts.items()},
                    "atlas": atlas,
                    "graph": {**whole["graph"], "coq": {"nodes": [], "edges": []}},
                }
            )
    return [json.dumps(content, separators=(",", ":")).encode() for content in found]


def _result_reader(folder: Path, reports: Path, cases: Path) -> Read:
    path = folder / RESULTS

    def read(data: bytes) -> str:
        path.write_bytes(data)
        (folder / trust_table.NAME).write_bytes(data)
        trust_table.values(trust_table.read(folder))
        said = reported(path)
        results.read(folder)
        return f"results{' that say something' if said else ''}"

    return read


def _recheck_reader(folder: Path, reports: Path, cases: Path) -> Read:
    files, marks = _files_by_name(cases), _marks(_documents(reports, CASE_DOCUMENTS))
    path = folder / CASE_DOCUMENTS / "fuzzed.json"
    path.parent.mkdir(exist_ok=True)
    shutil.copy(reports / CLAIMS, folder / CLAIMS)

    def read(data: bytes) -> str:
        path.write_bytes(data)
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = recheck.main([str(path), str(files[_about(data, marks)])])
        said.getvalue().encode()
        return f"exit {status}"

    return read


def readers() -> dict[str, FuzzedReader]:
    """All readers, by name."""
    cases = _document_seeds(CASE_DOCUMENTS)
    found = [
        FuzzedReader("formulas", 20, _formula_seeds, _formula_reader, lambda _: ("a formula: ",)),
        FuzzedReader("files", 20, _file_seeds, _file_reader, lambda folder: (str(_file(folder)),)),
        _certificates(CASE_DOCUMENTS, 12, _rebound_problem),
        _certificates(FAMILIES, 5, _rebound_problem),
        _certificates(STEPS, 5),
        _certificates(STATEMENT_DOCUMENTS, 8),
        FuzzedReader("atlas", 5, _atlas_seeds, _atlas_reader, _anywhere, _rebound_atlas),
        FuzzedReader("results", 15, _result_seeds, _result_reader, lambda folder: (str(folder),)),
        FuzzedReader("recheck", 10, cases, _recheck_reader, _anywhere, _rebound_problem),
    ]
    return {reader.name: reader for reader in found}


def _certificates(kind: str, share: int, bind: Callable[[Json, Json], Json] | None = None) -> FuzzedReader:
    return FuzzedReader(kind, share, _document_seeds(kind), _document_reader(kind), _anywhere, bind)


def _anywhere(_: Path) -> tuple[str, ...]:
    """Whoever asks names the file: ``verify reprove`` and ``verify recheck`` say "refused: CASE: message"."""
    return ("",)
