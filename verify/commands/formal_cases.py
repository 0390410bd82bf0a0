"""``verify formal --cases``: each shipped case as a theorem of Coq, or the reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

from ..errors import InputError
from ..files.case_files import cases_folder, toml_files
from ..files.load import is_statement, load
from ..files.problem_table import bound_tables, canonical
from ..formal import case_build, case_library
from ..formal.case_build import CaseCompiler, FormalCase
from ..formal.case_theorem import CaseTheorem
from ..kernel.evidence import Unknown
from ..kernel.theta_point import landscape
from ..numerics.point import Exact
from ..problem.case import Case
from ..propose.strict_roots import center_of, near, rounded, strict_root
from ..verdict import Verdict

RADIUS = 96
GUARD = 64
"""Bits of the intervals beyond those of the radius."""
DIGITS = 25


def chosen(names: Sequence[str]) -> list[Path]:
    """The files of the cases of these names, or of files; of all shipped cases if none is named."""
    folder = cases_folder()
    files = [path for path in toml_files(folder) if not is_statement(path)]
    if not names:
        return files
    found = []
    for name in names:
        here = [p for p in files if name in (p.stem, p.relative_to(folder).with_suffix("").as_posix())]
        if not here and not Path(name).is_file():
            raise InputError("no case and no file of this name; verify list cases", name)
        found += here or [Path(name)]
    return found


def theorem_of(case: Case) -> CaseTheorem | Unknown:
    """The theorem that Coq is asked to prove about a case."""
    method = case.expect.method.text if case.expect.method else "none"
    if case.kind != "bad-minimum" or method != "strict" or case.better is None or case.expect.value is None:
        return Unknown("method", f"no theorem in Coq yet for the kind {case.kind!r} with the method {method!r}")
    value, error = _stated_value(case.expect.value.text)
    radius = RADIUS if error is None else max(RADIUS, -_exponent(error) + 24)
    scape = landscape(case.problem)
    found = strict_root(scape, case.point, 2 * radius + GUARD)
    if isinstance(found, Unknown):
        return found
    better = center_of(scape, case.better, 128) if case.better.refine else near(
        Exact(tuple(t.text for t in case.better.theta), case.better.values), 128
    )  # fmt: skip
    if isinstance(better, Unknown):
        return better
    convex = case.problem.loss.convex and "regularizer" not in case.tables["problem"]
    return CaseTheorem(
        case=case.name,
        claim="eliminated_bad_minimum" if convex else "bad_minimum",
        text=canonical(bound_tables(case.tables)),
        theta=rounded(found.center, radius * 3 // 10 + 12),
        radius=radius,
        value=round(found.value, DIGITS) if value is None else value,
        error=Fraction(1, 10**DIGITS) if error is None else error,
        better=rounded(better, 20),
        bits=radius + GUARD,
        root=found.root,
        margin=found.margin,
    )


def _stated_value(text: str) -> tuple[Fraction | None, Fraction | None]:
    """A decimal after a tilde, and half a unit of its last digit; nothing of any other text."""
    found = re.fullmatch(r"~\s*(-?\d+\.(\d+))", text)
    return (Fraction(found[1]), Fraction(1, 2 * 10 ** len(found[2]))) if found else (None, None)


def _exponent(value: Fraction) -> int:
    return value.numerator.bit_length() - value.denominator.bit_length()


def cases_of(
    names: Sequence[str],
    before: Mapping[str, FormalCase],
    keep: Callable[[list[FormalCase]], None] = lambda rows: None,
    advance: Callable[[FormalCase], None] = lambda row: None,
) -> list[FormalCase]:
    """A row for each case. Proofs of ``before``, by the hash of all that they depend on, are not made again.

    ``keep`` and ``advance`` are called when a row is there, so that an interrupted run can go on.

    Raises:
        FormalError: The library is refused, or a theorem uses an axiom that is not agreed.
        UncheckedError: Coq is not here, or of another version.
    """
    read = case_library.load()
    rows: list[FormalCase] = []
    waiting: list[tuple[CaseTheorem, str, str]] = []
    for path in chosen(names):
        case = load(path)
        theorem = theorem_of(case)
        if isinstance(theorem, Unknown):
            rows.append(
                {"case": case.name, "verdict": Verdict.UNKNOWN.value, "reason": theorem.reason, "why": theorem.detail}
            )
        elif (key := case_build.key(theorem, read)) in before:
            rows.append(before[key])
        else:
            waiting.append((theorem, case.problem.digest, key))
            continue
        advance(rows[-1])
    if waiting:
        with case_build.library() as compiler, ThreadPoolExecutor(2) as pool:
            for row in pool.map(lambda work: _proved(compiler, *work), waiting):
                rows.append(row)
                keep(rows)
                advance(row)
    return sorted(rows, key=lambda row: row["case"])


def _proved(compiler: CaseCompiler, theorem: CaseTheorem, problem: str, key: str) -> FormalCase:
    return {**compiler.prove(theorem, problem), "key": key}
