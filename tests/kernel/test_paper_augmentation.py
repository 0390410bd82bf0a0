"""What was not proved to be the paper's neuron and penalty is not for that reason another one."""

from __future__ import annotations

from typing import Any

import pytest
from problems import formula

from verify.claims.registry import claims
from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.files.statement_file import StatementFile, statement_from_tables
from verify.kernel.assumptions import ASSUMPTIONS
from verify.kernel.certificate import Certificate
from verify.kernel.paper_augmentation import has_papers, papers
from verify.kernel.statement_kinds.orbits import LAM
from verify.kernel.statements import VACUITY, check_statement, statement_digest
from verify.problem.expression import num
from verify.search.standing import proved
from verify.truth import Truth

# The same functions, written otherwise: the statements are the theorem itself.
SAME: dict[str, dict[str, Any]] = {
    "two_exponentials": {"neuron": "a*exp(u)*exp(b)"},
    "a_product": {"penalty": "lam*a*a"},
    "hyperbolic_functions": {"neuron": "a*sinh(u + b) + a*cosh(u + b)"},
    "a_quotient": {"neuron": "a*exp(2*u + b)/exp(u)"},
}

OTHER: dict[str, tuple[dict[str, Any], Truth]] = {
    "another_neuron": ({"neuron": "a*tanh(u + b)"}, Truth.NO),
    "another_penalty": ({"penalty": "lam*abs(a)"}, Truth.NO),
    "twice_the_penalty": ({"penalty": "2*lam*a**2"}, Truth.NO),
    "a_hole": ({"neuron": "a*exp(u + b)*b/b"}, Truth.NO),
    "half_a_line": ({"penalty": "lam*sqrt(a)**4"}, Truth.NO),
    "frozen": ({"neuron": "a*exp(u)*exp(b)", "frozen": ["b"]}, Truth.NO),
    "bounded": ({"constraints": ["b >= 0"]}, Truth.NO),
    "another_one_far_away": ({"neuron": "a*exp(u + b) + relu(b - 1000)"}, Truth.UNKNOWN),
}


def truth(augment: dict[str, Any]) -> Truth:
    return has_papers(problem_from_tables(formula("0", [], [("0", "3")], augment=augment)))


def statement(augment: dict[str, Any], **more: Any) -> StatementFile:
    about = {"claim": "ELIM", "changes": "nothing", "conclusion": "elimination", "expect": "true", **more}
    tables = {"title": "t", "kind": "statement", "source": "s", "statement": about, "augment": augment}
    return statement_from_tables(tables, "statement.toml")


def says_nothing(about: StatementFile, key: str = "paper-augmentation") -> str:
    """The verdict, if the kernel accepts that no instance meets the statement."""
    assumptions = claims()[about.claim].assumptions
    data = {"assumptions": list(assumptions), "assumption": key}
    return check_statement(about, Certificate(VACUITY, statement_digest(about), data), assumptions).facts["verdict"]


@pytest.mark.parametrize("name", SAME)
def test_the_papers_neuron_written_otherwise_is_the_papers(name: str) -> None:
    assert truth(SAME[name]) is Truth.YES
    about = statement(SAME[name])
    with pytest.raises(CertificateError, match="met by no instance"):
        says_nothing(about)
    evidence = proved(about)
    assert evidence is not None
    assert evidence.facts["verdict"] == "holds"


@pytest.mark.parametrize("name", OTHER)
def test_another_neuron_is_another_where_that_is_proved(name: str) -> None:
    augment, expected = OTHER[name]
    assert truth(augment) is expected
    about = statement(augment)
    if expected is Truth.NO:
        assert says_nothing(about) == "vacuous"
    else:
        with pytest.raises(CertificateError, match="met by no instance"):
            says_nothing(about)


@pytest.mark.parametrize(("lam", "expected"), [("1", Truth.YES), ("2", Truth.NO), ("positive", Truth.UNKNOWN)])
def test_a_penalty_without_lam_is_the_papers_for_one_lam(lam: str, expected: Truth) -> None:
    about = statement({"penalty": "a**2", "lam": lam})
    if expected is Truth.NO:
        assert says_nothing(about) == "vacuous"
    else:
        with pytest.raises(CertificateError, match="met by no instance"):
            says_nothing(about)
    dropped = statement({"penalty": "a**2", "lam": lam}, dropped=["paper-augmentation"])
    if expected is Truth.YES:
        assert says_nothing(dropped) == "vacuous"
    else:
        with pytest.raises(CertificateError, match="met by every instance"):
            says_nothing(dropped)


@pytest.mark.parametrize(
    ("key", "more", "expected"),
    [
        ("data-only", {"regularizer": "t1**2"}, Truth.NO),
        ("data-only", {"regularizer": "(t1 + 1)**2 - t1**2 - 2*t1 - 1"}, Truth.UNKNOWN),
        ("nonnegative", {"loss": {"formula": "(q - y)**2 - 10"}}, Truth.NO),
        ("nonnegative", {"loss": {"formula": "(q - y)**2 - 2*(q - y) + 1"}}, Truth.UNKNOWN),
        ("margin-loss", {"loss": {"formula": "(q - y)**2 + q"}}, Truth.NO),
        ("margin-loss", {"loss": {"formula": "(q - y)**2 + relu(q*y - 1000) - relu(y*q - 1000)"}}, Truth.UNKNOWN),
    ],
)
def test_a_doubt_about_an_assumption_is_no_denial(key: str, more: dict[str, Any], expected: Truth) -> None:
    problem = problem_from_tables(formula("t1*x1", ["t1"], [("1", "1")], **more))
    assert ASSUMPTIONS[key].test(problem) is expected


def test_neurons_on_some_outputs_are_not_the_papers() -> None:
    for outputs, found in (([1], Truth.NO), ([2], Truth.NO)):
        tables = {
            "problem": {
                "network": {"formula": ["0", "0"], "parameters": []}, "loss": "squared",
                "inputs": [["0"]], "targets": [["1", "1"]],
            },
            "augment": {"outputs": outputs, "neuron": "a*exp(b)*exp(u)"},
        }  # fmt: skip
        assert has_papers(problem_from_tables(tables)) is found


def test_a_penalty_that_is_the_papers_for_one_lam_is_not_known_to_be_another() -> None:
    """lam^2 a^2/2 is 2 a^2 for lam = 2."""
    one = problem_from_tables(formula("0", [], [("0", "1")], augment={"penalty": "lam**2*a**2/2"})).augmentation
    assert papers(one, (LAM,)) is Truth.UNKNOWN
    assert papers(one, (num(2),)) is Truth.YES
    assert papers(one, (num(1),)) is Truth.NO
