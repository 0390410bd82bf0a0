"""An answer about a point at another distance: accepted only where that is true, and known to be no fault."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from verify.commands.check import Settings, check_case
from verify.exact import exact
from verify.files.load import load, problem_from_tables
from verify.kernel.certificate import canonical
from verify.trust.alterations import Alteration
from verify.trust.documents import Answer, CertifiedDocument, kernel
from verify.trust.equivalence import RULES
from verify.trust.mutant import Mutant
from verify.trust.opinion import Opinion

AS_FAR = next(rule for rule in RULES if rule.name == "as far")
CASES = Path(__file__).parent.parent.parent / "counterexamples"


@cache
def document(name: str) -> CertifiedDocument:
    file = CASES / f"points/{name}.toml"
    content = json.loads(canonical(check_case(load(file), Settings())["certificates"]))
    return CertifiedDocument("certificates", f"points/{name}", content, file)


@pytest.mark.parametrize(
    ("name", "factor", "accepted"),
    [
        ("trained-hump", Fraction(2), True),
        ("trained-hump", Fraction(1, 2), False),
        ("linear-small-weights", Fraction(1, 2), True),
        ("linear-small-weights", Fraction(2), False),
    ],
)
def test_a_distance_is_altered(name: str, factor: Fraction, accepted: bool) -> None:
    subject = document(name)
    place = next(i for i, c in enumerate(subject.entries) if c["kind"] == "answer")
    content = copy.deepcopy(subject.content)
    data = content["certificates"][place]["data"]
    new = f"{exact(data['distance']) * factor}"
    data["distance"] = new
    said = kernel(subject, json.dumps(content))
    assert (said.answer is Answer.ACCEPTED) == accepted, said.why
    alteration = Alteration(("certificates", place, "data", "distance"), "number", new)
    problem = load(CASES / f"points/{name}.toml").problem
    if accepted:
        assert AS_FAR.applies(Mutant(subject, alteration, content, said, problem))
    else:  # had the kernel accepted it, it would be a fault
        proved = kernel(subject, json.dumps(subject.content))
        assert proved.answer is Answer.ACCEPTED
        assert not AS_FAR.applies(Mutant(subject, alteration, content, proved, problem))


def test_second_derivatives_are_the_same_in_both_orders() -> None:
    tables = {
        "network": {"formula": ["t1*t1*t2*x1"], "parameters": ["t1", "t2"]},
        "loss": {"formula": "q"}, "inputs": [["1"]], "targets": [["0"]],
    }  # fmt: skip
    opinion = Opinion(problem_from_tables({"problem": tables}), 0)
    found = opinion.hessian(opinion.risk, [opinion.number("3"), opinion.number("5")])
    for i, j, value in ((0, 0, 10), (0, 1, 6), (1, 0, 6), (1, 1, 0)):
        assert abs(found[i][j] - value) < opinion.zero
