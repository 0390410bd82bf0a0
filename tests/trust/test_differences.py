"""Where two checkers may differ: in what speaks to people, and nowhere else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from verify.trust.alterations import GONE, Alteration, altered
from verify.trust.differences import harmless
from verify.trust.documents import ATLAS, Answer, CertifiedDocument, CheckerAnswer, kernel, subjects
from verify.trust.measure import Figures
from verify.trust.mutant import Mutant
from verify.trust.mutants import KERNEL, examine, strata
from verify.trust.rebinding import rebound
from verify.trust.second_checker import second

ACCEPTED, REFUSED = CheckerAnswer(Answer.ACCEPTED), CheckerAnswer(Answer.REFUSED)
FILE = 'title = "A title"\nkind = "necessity"\n'
CELL = {
    "neuron": "exp", "penalty": "|a|", "conclusion": "elimination", "verdict": "false", "grade": "exact",
    "seconds": 1.5, "file": FILE, "certificates": {"case": "found", "certificates": [1]}, "certificate": None,
}  # fmt: skip


def mutant(subject: CertifiedDocument, path: tuple[str | int, ...], value: Any, how: str = "set") -> Mutant:
    alteration = Alteration(path, how, value)
    return Mutant(subject, alteration, altered(subject.content, alteration), REFUSED, None)


CELLS = CertifiedDocument(ATLAS, "a cell", CELL)


@pytest.mark.parametrize(
    ("path", "value", "name"),
    [
        (("grade",), "certified", "a cell for people"),
        (("seconds",), GONE, "a cell for people"),
        (("certificate",), GONE, "a cell for people"),
        (("certificates", "case"), "lost", "a name for people"),
        (("certificates", "case"), ["found"], None),
        (("certificates", "certificates"), [], None),
        (("certificates", "certificates"), [True], None),
        (("verdict",), "true", None),
        (("penalty",), "a^2", None),
        (("file",), FILE.replace("A title", "Another"), "a cell for people"),
        (("file",), FILE.replace("necessity", "statement"), None),
        (("file",), "no TOML", None),
    ],
)
def test_only_what_speaks_to_people_may_differ(path: Any, value: Any, name: str | None) -> None:
    found = harmless(mutant(CELLS, path, value), ACCEPTED)
    assert (None if found is None else found.name) == name


def test_a_name_may_differ_and_nothing_else_with_it(reports: Path) -> None:
    subject = next(s for s in subjects(reports, Path("counterexamples")) if s.name == "bad-minima/double-well")
    renamed = mutant(subject, ("case",), "another")
    assert harmless(renamed, ACCEPTED) is not None
    assert harmless(replace(renamed, content={**renamed.content, "certificates": []}), ACCEPTED) is None
    assert harmless(mutant(subject, ("certificates",), []), ACCEPTED) is None


def test_bits_that_are_too_few_for_the_kernel_are_harmless_if_more_would_do(reports: Path) -> None:
    """A very small move needs more bits than are stated; one of 0 is singular at every precision."""
    subject = next(s for s in subjects(reports, Path("counterexamples")) if s.name == "failure-modes/hard-labels")
    i = next(i for i, entry in enumerate(subject.entries) if entry["kind"] == "interpolating-basis")
    place = ("certificates", i, "data", "eps")
    for eps, name in (("1*2**-400", "too few bits"), ("0", None)):
        made = mutant(subject, place, eps)
        made = replace(made, content=rebound(made.content, subject.content), problem=subject.problem)
        assert kernel(subject, json.dumps(made.content)).answer is Answer.REFUSED
        assert second(subject, json.dumps(made.content)).answer is (Answer.ACCEPTED if name else Answer.CANNOT)
        found = harmless(made, ACCEPTED)
        assert (None if found is None else found.name) == name


def test_what_the_kernel_accepts_the_other_may_not_refuse() -> None:
    renamed = replace(mutant(CELLS, ("grade",), "certified"), said=ACCEPTED)
    assert harmless(renamed, REFUSED) is None


def test_a_second_checker_that_refuses_what_holds_is_found_out(reports: Path) -> None:
    groups = strata(list(subjects(reports, Path("counterexamples"))))
    mine = {stratum: group for stratum, group in groups.items() if stratum[2] == "data.bits"}
    figures = Figures()
    for number in range(60):
        examine(number, mine, 5, figures, {KERNEL: kernel, "strict": lambda *_: REFUSED})
    assert figures.faulty > 5
    assert "kernel: accepted, strict: refused" in figures.faults[0]
    figures = Figures()
    for number in range(60):
        examine(number, mine, 5, figures, {KERNEL: kernel, "recheck": second})
    assert figures.faulty == 0
