"""Compiles the Coq proofs, checks them again with coqchk, and compares what they state and assume with what is agreed.

The agreed texts stand beside the sources: ``theorems.txt`` (claim, file, theorem), ``definitions.txt`` (what the
statements rest on), ``statements.txt`` (each definition and theorem as Coq prints it, reviewed by hand), and
``axioms.txt`` (those of the standard real numbers, and no others). A proof of a changed statement is thus not accepted.
A statement is printed twice: to be read, and in full, without notations and implicit arguments; of this the digest is
kept, since a notation or a canonical structure can make a changed statement look as before.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
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
IN_FULL = "in full: "
COQCHK = "coqchk"
UNPROVED = r"Axioms?|Parameters?|Conjectures?|Admitted|admit|Admit|bypass_check|Unset\s+\w+\s+Checking"


@dataclass(frozen=True)
class Theorem:
    """A theorem of the sources, and the claim that it is about."""

    claim: str
    file: str
    name: str


def available() -> bool:
    """Whether Coq is installed on this machine."""
    return shutil.which("coqc") is not None and shutil.which("coqchk") is not None


def version() -> str:
    """The version of the Coq that is installed."""
    return _coq(["coqc", "--print-version"], Path.cwd(), "coqc").split()[0]


def theorems(sources: Path = SOURCES) -> list[Theorem]:
    """The theorems that the sources are said to prove."""
    return [Theorem(*row) for row in rows(sources / "theorems.txt", 3)]


def digests(sources: Path = SOURCES) -> dict[str, str]:
    """SHA-256 of every file that the result depends on, by name."""
    names = sorted(p for p in sources.iterdir() if p.suffix in (".v", ".txt") or p.name == "_CoqProject")
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
        files = order(sources)
        for name in files:
            _no_axioms(sources / f"{name}.v")
        _nothing_hidden(sources)
        for name in files:
            shutil.copy(sources / f"{name}.v", place)
            _coq(["coqc", "-q", "-w", "none", "-Q", ".", LIBRARY, f"{name}.v"], place, f"{name}.v")
        agreed = agreed_axioms(sources)
        with ThreadPoolExecutor(1) as beside:  # coqchk, and the questions, take about a minute each
            modules = [f"{LIBRARY}.{name}" for name in files]
            command = ["coqchk", "-o", "-silent", "-Q", ".", LIBRARY, *modules]
            checked = beside.submit(_coq, command, place, COQCHK) if recheck else None
            stated, axioms = _answers(place, files, sources)
            for name, used in axioms.items():
                _only(agreed, used, name)
            _same(stated, (sources / "statements.txt").read_text(encoding="utf-8"))
            if checked is not None:
                _only(agreed, _checked_axioms(checked.result()), COQCHK)
    return {
        "format": "verify-minima formal",
        "version": 1,
        "coq": version(),
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
        for name in order(sources):
            shutil.copy(sources / f"{name}.v", place)
            _coq(["coqc", "-q", "-w", "none", "-Q", ".", LIBRARY, f"{name}.v"], place, f"{name}.v")
        return _answers(place, order(sources), sources)[0]


def statements(sources: Path = SOURCES) -> dict[str, str]:
    """The reviewed statement of each theorem, as Coq printed it."""
    texts = _by_head((sources / "statements.txt").read_text(encoding="utf-8"))
    return {head.removeprefix("theorem "): body for head, body in texts.items() if head.startswith("theorem ")}


def order(sources: Path) -> list[str]:
    """The files in the order in which they are compiled, as ``_CoqProject`` has them; no other may lie beside them."""
    lines = (sources / "_CoqProject").read_text(encoding="utf-8").split()
    names = [line.removesuffix(".v") for line in lines if line.endswith(".v")]
    present = {p.stem for p in sources.glob("*.v")}
    if set(names) != present:
        raise FormalError(f"_CoqProject and the folder name different files: {sorted(set(names) ^ present)}")
    return names


def _no_axioms(path: Path) -> None:
    """Refuse a source that leaves something unproved or unchecked, with the line."""
    text = without_comments(path.read_text(encoding="utf-8"))
    found = re.search(rf"\b({UNPROVED})\b", text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise FormalError(f"{path.name}:{line}: {found[0]}: the sources assume nothing beyond the libraries")


def without_comments(text: str) -> str:
    """The text with every comment, and every string, replaced by spaces; positions stay the same."""
    out, depth = [], 0
    for piece in re.split(r'(\(\*|\*\)|"[^"]*")', text):
        closing = piece == "*)" and depth > 0
        depth += (piece == "(*") - closing
        blank = depth > 0 or closing or piece.startswith('"')
        out.append(re.sub(r"\S", " ", piece) if blank else piece)
    return "".join(out)


def _nothing_hidden(sources: Path) -> None:
    """Refuse statements with names that the sources define, and that are not among the reviewed ones."""
    from .graph import hidden  # it reads the tables by the functions of this module

    if names := hidden(sources):
        raise FormalError(f"a statement names what was not reviewed (definitions.txt): {', '.join(names)}")


def _coq(command: Sequence[str], folder: Path, what: str) -> str:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise FormalError(f"{what}: not done after {SECONDS} s") from error
    if done.returncode != 0:
        lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise FormalError(f"{what} is refused: " + " ".join(lines[:6]))
    return done.stdout if what != COQCHK else done.stdout + done.stderr  # coqchk writes its summary to either


def _answers(place: Path, files: Sequence[str], sources: Path) -> tuple[str, dict[str, set[str]]]:
    """What Coq says of each definition and theorem: their texts, and the axioms of each theorem."""
    definitions = [row[1] for row in rows(sources / "definitions.txt", 2)]
    names = [t.name for t in theorems(sources)]
    query = [
        "From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq fintype bigop.",
        "From Coq Require Import Reals.",
        "From Coquelicot Require Import Coquelicot.",
        f"From {LIBRARY} Require Import {' '.join(files)}.",
        "Open Scope R_scope.",
        "Set Printing Width 110.",
    ]
    for name in definitions:
        query += _asked(f"definition {name}", f"Print {name}.")
    for name in names:
        query += [*_asked(f"theorem {name}", f"Check @{name}."), _mark(f"axioms {name}"), f"Print Assumptions {name}."]
    (place / "Query.v").write_text("\n".join(query) + "\n", encoding="utf-8")
    parts = re.split(
        f"^{MARK}", _coq(["coqc", "-q", "-w", "none", "-Q", ".", LIBRARY, "Query.v"], place, "Query.v"), flags=re.M
    )
    said = {head: body.strip() for head, _, body in (part.partition("\n") for part in parts[1:])}
    heads = [head for head in said if head.startswith(("definition ", "theorem "))]
    texts = [f"{MARK}{head}\n{said[head]}\n{IN_FULL}{_digest(said[IN_FULL + head])}\n" for head in heads]
    return "\n".join(texts), {name: _axioms(said[f"axioms {name}"]) for name in names}


def _asked(head: str, command: str) -> list[str]:
    """The command, and again without notations, implicit arguments and coercions, which may hide what is stated."""
    return [_mark(head), command, _mark(IN_FULL + head), "Set Printing All.", command, "Unset Printing All."]


def _digest(text: str) -> str:
    """SHA-256 of the text, however it is broken into lines."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def _mark(head: str) -> str:
    return f'Goal True. idtac "{MARK}{head}". Abort.'


def _axioms(answer: str) -> set[str]:
    """What ``Print Assumptions`` lists: axioms by name, and whole any line that is something else ("is assumed")."""
    if answer.startswith("Closed under the global context"):
        return set()
    lines = [line for line in answer.splitlines() if line[:1].strip() and line != "Axioms:"]
    names = [(re.fullmatch(r"([\w.']+)( :.*)?", line), line) for line in lines]
    return {name[1].rsplit(".", 1)[-1] if name else line for name, line in names}


def _checked_axioms(answer: str) -> set[str]:
    """The axioms in the summary of ``coqchk -o``. Every other kind of assumption is refused."""
    sections = dict(re.findall(r"^\* ([^:]+):(.*?)(?=^\* |\Z)", answer, re.S | re.M))
    if "Axioms" not in sections:
        raise FormalError("coqchk did not list the axioms")
    for title, body in sections.items():
        expected = {"Axioms": body.split(), "Theory": ["Set", "is", "predicative"]}.get(title, ["<none>"])
        if body.split() != expected:
            raise FormalError(f"coqchk: {title}: {' '.join(body.split())}")
    return {name.rsplit(".", 1)[-1] for name in sections["Axioms"].split() if name != "<none>"}


def agreed_axioms(sources: Path = SOURCES) -> set[str]:
    """The axioms that a proof may use."""
    return {row[0] for row in rows(sources / "axioms.txt", 2)}


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


def rows(path: Path, width: int) -> list[list[str]]:
    """The rows of a small table: fields between bars, comments after #."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            fields = [field.strip() for field in line.split("|")]
            if len(fields) != width:
                raise FormalError(f"{path.name}: {line!r} does not have {width} fields")
            rows.append(fields)
    return rows
