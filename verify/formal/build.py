"""Compiles the Coq proofs, checks them again with coqchk, and compares what they state and assume with what is agreed.

The agreed texts stand beside the sources: ``theorems.txt`` (claim, file, theorem), ``definitions.txt`` (what the
statements rest on), ``statements.txt`` (each definition and theorem as Coq prints it, reviewed by hand), and
``axioms.txt`` (those of the standard real numbers, and no others). A proof of a changed statement is thus not accepted.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import FormalError

Json = dict[str, Any]

SOURCES = Path(__file__).parent
LIBRARY = "BadMinima"
SECONDS = 600
INSTALL = "apt-get install --no-install-recommends coq libcoq-mathcomp-ssreflect libcoq-coquelicot"
MARK = "=== "
COQCHK = "coqchk"


@dataclass(frozen=True)
class Theorem:
    """A theorem of the sources, and the claim that it is about."""

    claim: str
    file: str
    name: str


def available() -> bool:
    """Whether Coq is installed on this machine."""
    return shutil.which("coqc") is not None and shutil.which("coqchk") is not None


def theorems(sources: Path = SOURCES) -> list[Theorem]:
    """The theorems that the sources are said to prove."""
    return [Theorem(*row) for row in _rows(sources / "theorems.txt", 3)]


def digests(sources: Path = SOURCES) -> dict[str, str]:
    """SHA-256 of every file that the result depends on, by name."""
    names = sorted(p for p in sources.iterdir() if p.suffix in (".v", ".txt"))
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in names}


def run(sources: Path = SOURCES, recheck: bool = True) -> Json:
    """Compile, compare, check again with coqchk unless ``recheck`` is false; the theorems with their axioms.

    Raises:
        FormalError: Coq is missing, a proof does not compile, coqchk refuses, an axiom is not agreed, or a statement is
            not the agreed one. The message says where.
    """
    if not available():
        raise FormalError(f"Coq is not installed here; on Debian: {INSTALL}")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="formal-") as folder:
        place = Path(folder)
        order = _order(sources)
        for name in order:
            _no_axioms(sources / f"{name}.v")
            shutil.copy(sources / f"{name}.v", place)
        for name in order:
            _coq(["coqc", "-q", "-w", "none", "-Q", ".", LIBRARY, f"{name}.v"], place, f"{name}.v")
        statements, axioms = _answers(place, order, sources)
        agreed = _agreed_axioms(sources)
        for name, used in axioms.items():
            _only(agreed, used, name)
        _same(statements, (sources / "statements.txt").read_text(encoding="utf-8"))
        if recheck:  # last, because it takes longest
            modules = [f"{LIBRARY}.{name}" for name in order]
            checked = _coq(["coqchk", "-o", "-silent", "-Q", ".", LIBRARY, *modules], place, COQCHK)
            _only(agreed, _checked_axioms(checked), COQCHK)
    return {
        "format": "verify-minima formal",
        "version": 1,
        "coq": _coq(["coqc", "--print-version"], Path.cwd(), "coqc").split()[0],
        "seconds": round(time.perf_counter() - began, 1),
        "sources": digests(sources),
        "theorems": [
            {"claim": t.claim, "file": f"{t.file}.v", "name": t.name, "axioms": sorted(axioms[t.name])}
            for t in theorems(sources)
        ],
    }


def statements_of(sources: Path = SOURCES) -> str:
    """What Coq prints for every definition and theorem: to be reviewed, and then kept as ``statements.txt``."""
    with tempfile.TemporaryDirectory(prefix="formal-") as folder:
        place = Path(folder)
        for name in _order(sources):
            shutil.copy(sources / f"{name}.v", place)
            _coq(["coqc", "-q", "-w", "none", "-Q", ".", LIBRARY, f"{name}.v"], place, f"{name}.v")
        return _answers(place, _order(sources), sources)[0]


def _order(sources: Path) -> list[str]:
    """The files in the order in which they are compiled, as ``_CoqProject`` has them; no other may lie beside them."""
    lines = (sources / "_CoqProject").read_text(encoding="utf-8").split()
    order = [line.removesuffix(".v") for line in lines if line.endswith(".v")]
    present = {p.stem for p in sources.glob("*.v")}
    if set(order) != present:
        raise FormalError(f"_CoqProject and the folder name different files: {sorted(set(order) ^ present)}")
    return order


def _no_axioms(path: Path) -> None:
    """Refuse a source that leaves something unproved, with the line."""
    text = re.sub(r"\(\*.*?\*\)", lambda m: "\n" * m[0].count("\n"), path.read_text(encoding="utf-8"), flags=re.S)
    found = re.search(r"\b(Axioms?|Parameters?|Conjectures?|Admitted|admit|Admit)\b", text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise FormalError(f"{path.name}:{line}: {found[0]}: the sources assume nothing beyond the libraries")


def _coq(command: Sequence[str], folder: Path, what: str) -> str:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise FormalError(f"{what}: not done after {SECONDS} s") from error
    if done.returncode != 0:
        lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise FormalError(f"{what} is refused: " + " ".join(lines[:6]))
    return done.stdout if what != COQCHK else done.stdout + done.stderr  # coqchk writes its summary to either


def _answers(place: Path, order: Sequence[str], sources: Path) -> tuple[str, dict[str, set[str]]]:
    """What Coq says of each definition and theorem: their texts, and the axioms of each theorem."""
    definitions = [row[1] for row in _rows(sources / "definitions.txt", 2)]
    names = [t.name for t in theorems(sources)]
    query = [
        "From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.",
        "From Coq Require Import Reals.",
        "From Coquelicot Require Import Coquelicot.",
        f"From {LIBRARY} Require Import {' '.join(order)}.",
        "Open Scope R_scope.",
        "Set Printing Width 110.",
    ]
    for name in definitions:
        query += [_mark(f"definition {name}"), f"Print {name}."]
    for name in names:
        query += [_mark(f"theorem {name}"), f"Check @{name}.", _mark(f"axioms {name}"), f"Print Assumptions {name}."]
    (place / "Query.v").write_text("\n".join(query) + "\n", encoding="utf-8")
    parts = re.split(
        f"^{MARK}", _coq(["coqc", "-q", "-w", "none", "-Q", ".", LIBRARY, "Query.v"], place, "Query.v"), flags=re.M
    )
    said = {head: body.strip() for head, _, body in (part.partition("\n") for part in parts[1:])}
    texts = [f"{MARK}{head}\n{body}\n" for head, body in said.items() if not head.startswith("axioms ")]
    return "\n".join(texts), {name: _axioms(said[f"axioms {name}"]) for name in names}


def _mark(head: str) -> str:
    return f'Goal True. idtac "{MARK}{head}". Abort.'


def _axioms(answer: str) -> set[str]:
    """The names in an answer of ``Print Assumptions``."""
    if answer.startswith("Closed under the global context"):
        return set()
    return {name.rsplit(".", 1)[-1] for name in re.findall(r"^([\w.']+)\s*:", answer, re.M) if name != "Axioms"}


def _checked_axioms(answer: str) -> set[str]:
    """The axioms in the summary of ``coqchk -o``."""
    section = re.search(r"^\* Axioms:(.*?)^\* ", answer, re.S | re.M)
    if section is None:
        raise FormalError("coqchk did not list the axioms")
    return {name.rsplit(".", 1)[-1] for name in section[1].split() if name not in ("<none>",)}


def _agreed_axioms(sources: Path) -> set[str]:
    return {row[0] for row in _rows(sources / "axioms.txt", 2)}


def _only(agreed: set[str], used: set[str], where: str) -> None:
    if used - agreed:
        raise FormalError(f"{where} uses axioms that are not agreed (axioms.txt): {', '.join(sorted(used - agreed))}")


def _same(found: str, agreed: str) -> None:
    """Refuse statements that are not the agreed ones, naming those that differ."""
    if found == agreed:
        return
    now, then = _by_head(found), _by_head(agreed)
    changed = [head for head in dict.fromkeys([*then, *now]) if now.get(head) != then.get(head)]
    raise FormalError(
        "what Coq states is not what was reviewed (statements.txt): " + (", ".join(changed[:8]) or "the order differs")
    )


def _by_head(text: str) -> Mapping[str, str]:
    parts = re.split(f"^{MARK}", text, flags=re.M)[1:]
    return {head: body for head, _, body in (part.partition("\n") for part in parts)}


def _rows(path: Path, width: int) -> list[list[str]]:
    """The rows of a small table: fields between bars, comments after #."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            fields = [field.strip() for field in line.split("|")]
            if len(fields) != width:
                raise FormalError(f"{path.name}: {line!r} does not have {width} fields")
            rows.append(fields)
    return rows
