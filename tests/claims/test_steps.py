"""Every symbolic step of every claim is proved, and no systematic alteration of it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import sympy

import verify.claims
from verify.errors import CertificateError
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.step import relation_proved
from verify.kernel.symbolic_terms import read, written
from verify.prove.claim import Claim, Step

FOLDER = Path(verify.claims.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if "\nCLAIM = Claim(" in path.read_text())
CLAIMS: tuple[Claim, ...] = tuple(import_module(f"verify.claims.{name}").CLAIM for name in NAMES)


def steps(*relations: str) -> list[Any]:
    """The steps of all claims with one of these relations, as parameters of a test."""
    return [
        pytest.param(step, id=f"{claim.name}-{step.name}")
        for claim in CLAIMS
        for step in claim.steps
        if step.relation in relations
    ]


def rewritten(expression: sympy.Basic) -> Iterator[sympy.Basic]:
    """``expression`` with one number in it raised by 1, or with one term of a sum or factor of a product left out."""
    args = expression.args
    if isinstance(expression, sympy.Rational):
        yield expression + 1
    for place, argument in enumerate(args):
        if isinstance(expression, sympy.Add | sympy.Mul):
            yield expression.func(*args[:place], *args[place + 1 :])
        for other in rewritten(argument):
            yield expression.func(*args[:place], other, *args[place + 1 :])


def alterations(stated: sympy.Expr) -> set[sympy.Expr]:
    """Wrong right-hand sides: the other sign and twice as much (or 1 for 0), and everything that `rewritten` makes."""
    wrong = {sympy.Integer(1)} if stated == 0 else {-stated, 2 * stated}
    return (wrong | set(rewritten(stated))) - {stated}


@pytest.mark.parametrize("step", steps("=", ">", ">="))
def test_every_step_is_proved(step: Step) -> None:
    assert step.proved(), f"SymPy does not prove: {step.says}"


@pytest.mark.parametrize("step", steps("="))
def test_no_altered_equation_is_proved(step: Step) -> None:
    derived, stated = step.terms()
    wrong = alterations(stated)
    assert len(wrong) >= 1
    assert [other for other in wrong if relation_proved(derived, other, "=")] == []


@pytest.mark.parametrize("step", steps(">", ">="))
def test_no_reversed_inequality_is_proved(step: Step) -> None:
    derived, stated = step.terms()
    negation = ">=" if step.relation == ">" else ">"
    assert not relation_proved(stated, derived, step.relation)
    assert not relation_proved(stated, derived, negation)


@pytest.mark.parametrize("step", steps(">", ">="))
def test_inequalities_are_not_equations(step: Step) -> None:
    derived, stated = step.terms()
    assert not relation_proved(derived, stated, "=")


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_steps_are_named_after_their_functions(claim: Claim) -> None:
    names = [step.name for step in claim.steps]
    assert names == [step.terms.__name__.replace("_", "-") for step in claim.steps]
    assert len(set(names)) == len(names) >= 2


@pytest.mark.parametrize("step", steps("=", ">", ">="))
def test_the_terms_of_a_step_are_read_back_as_they_were(step: Step) -> None:
    for term in step.terms():
        assert read(json.loads(json.dumps(written(term)))) == term


@pytest.mark.parametrize("step", [claim.steps[0] for claim in CLAIMS], ids=[claim.name for claim in CLAIMS])
def test_a_certificate_of_a_step_that_was_altered_is_refused(step: Step) -> None:
    good = step.certificate("CLAIM")
    changes: dict[str, Any] = {
        "derived": ["Add", good.data["derived"], ["Rational", "1"]],
        "stated": ["Symbol", "new", {"commutative": True, "real": True}],
        "relation": "<",
        "more": 1,
    }
    assert checker.check_step(good).facts["step"] == step.name
    for key, value in changes.items():
        with pytest.raises(CertificateError):
            checker.check_step(Certificate("step", "", {**good.data, key: value}))


def test_no_claim_uses_itself() -> None:
    uses = {claim.name: claim.uses for claim in CLAIMS}
    order = list(TopologicalSorter(uses).static_order())  # raises CycleError
    assert sorted(order) == sorted(uses), "a claim is used that does not exist"


def test_a_step_without_a_proof_is_refused() -> None:
    x = sympy.Symbol("x")  # not known to be real: x**2 >= 0 must not be concluded
    assert not relation_proved(x**2, sympy.Integer(0), ">=")
    assert not relation_proved(sympy.sqrt(x**2), x, "=")
    assert not relation_proved(sympy.nan, sympy.nan, "=")
