"""Local minima in a corner at a = 0: what is accepted, and what must be refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from problems import formula

from verify.claims.registry import statements
from verify.errors import CertificateError
from verify.files.load import load, problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence
from verify.kernel.kinds.corners import _corners, _factored
from verify.kernel.region import EVERYWHERE, NONNEGATIVE, Region
from verify.numerics.identity import vanish
from verify.problem.formula import parse
from verify.problem.objective import Problem
from verify.prove.subject import Subject
from verify.prove.violation import violation

CASES = Path(__file__).parent.parent.parent / "counterexamples" / "necessity"

DEAD = "relu(t1 - 1)"
AT = ["0", "0", "0", "0"]


def corner(
    penalty: str, target: str = "1", neuron: str = "a*exp(u + b)", network: str = DEAD, **augment: Any
) -> Problem:
    """One sample at x = 0 with the residual -target: L~ = (f + neuron - target)^2/2 + penalty."""
    return problem_from_tables(
        formula(network, ["t1"], [("0", target)], augment={"penalty": penalty, "neuron": neuron, **augment})
    )


def checked(kind: str, problem: Problem, at: list[str]) -> Evidence:
    return checker.check(problem, Certificate(f"augmented-{kind}", problem.digest, {"at": at}))


STRICT = "t1**2"  # L = (t1^2 + 1)^2/2 for the target -1: a strict local minimum at t1 = 0

ACCEPTED: dict[str, tuple[str, Problem, list[str]]] = {
    "root": ("cusp", corner("lam*sqrt(abs(a))", "100"), AT),
    "root_of_a_square": ("cusp", corner("lam*(a**2)**(1/4)", "100"), AT),
    "root_and_more": ("cusp", corner("lam*(abs(a)**(1/3)*exp(b) + b**2 + a**2)/7", "100"), AT),
    "root_of_a_neuron_with_a_kink": ("cusp", corner("lam*sqrt(abs(a))", "5", "relu(a + 0*b)*exp(u)"), AT),
    "absolute_value": ("cusp", corner("lam*2*abs(a)", "3/2"), AT),
    "factor_that_depends_on_b": ("cusp", corner("lam*exp(b)*abs(a)", "1/2"), AT),
    "theta_nondegenerate": ("cusp", corner("lam*sqrt(abs(a))", "-1", network=STRICT), AT),
    "theta_frozen": ("cusp", corner("lam*sqrt(abs(a))", "1", network="t1", frozen=["theta"]), AT),
    "kink_at_theta_nondegenerate": ("kink", corner("lam*2*abs(a)", "-1", network=STRICT), AT),
    "kink_with_the_lower_side_alone": ("kink", corner("lam*abs(a)", "3", constraints=["a <= 0"]), AT),
    "kink_with_one_side_alone": ("kink", corner("lam*abs(a)", "-3", constraints=["a >= 0"]), AT),
    "cofactor_that_jumps_and_is_steep_enough": ("cusp", corner("lam*abs(a)*exp(5*step(b))", "1/4"), AT),
    "cofactor_that_jumps_under_a_root": ("cusp", corner("lam*sqrt(abs(a))*(1 + step(b))", "9"), AT),
    "root_of_b_within_its_bound": ("cusp", corner("lam*sqrt(abs(a))*exp(sqrt(b))", constraints=["b >= 0"]), AT),
    "logarithm_away_from_its_edge": ("cusp", corner("lam*sqrt(abs(a))", neuron="a*log(1 + b)"), AT),
    "kink_with_a_cofactor_that_jumps": ("kink", corner("lam*abs(a)*exp(5*step(b))", "1/4"), AT),
    "kink_with_a_cofactor_with_a_kink": ("kink", corner("lam*abs(a)*(1 + abs(b))", "1/2"), AT),
    "kink_with_a_root_within_the_bound": ("kink", corner("lam*(2*abs(a) + a**(3/2))", constraints=["a >= 0"]), AT),
    "kink_with_a_jump_elsewhere": ("kink", corner("lam*2*abs(a)", "1", "a*step(b)"), ["0", "0", "1", "0"]),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_minimum_in_a_corner_is_accepted(name: str) -> None:
    kind, problem, at = ACCEPTED[name]
    assert checked(kind, problem, at).facts["amplitudes"] == "zero"


ROOT = "lam*sqrt(abs(a))"
# The data pull with 1/2 at the first amplitude and with 3/2 at the second one; the penalty holds with 1 at each.
TWO_OUTPUTS = problem_from_tables(
    {
        "problem": {
            **formula(DEAD, ["t1"], [("0", "0")])["problem"],
            "network": {"formula": [DEAD, DEAD], "parameters": ["t1"]},
            "targets": [["1/2", "3/2"]],
        },
        "augment": {"penalty": "lam*abs(a)"},
    }
)
REFUSED: dict[str, tuple[str, Problem, list[str], str]] = {
    "cusp_too_blunt": ("cusp", corner("lam*abs(a)**(3/2)"), AT, "steeper"),
    "absolute_value_too_flat": ("cusp", corner("lam*abs(a)", "2"), AT, "steeper"),
    "just_as_steep": ("cusp", corner("lam*abs(a)", "1"), AT, "steeper"),
    "factor_at_zero_not_one": ("cusp", corner("lam*exp(a)*abs(a)", "2"), AT, "steeper"),
    "neuron_with_a_cusp": ("cusp", corner("lam*sqrt(abs(a))", "9", "sqrt(abs(a))*exp(b)"), AT, "Lipschitz"),
    "neuron_that_jumps": ("cusp", corner("lam*sqrt(abs(a))", "9", "1 - step(a)"), AT, "Lipschitz"),
    "neuron_that_stays": ("cusp", corner("lam*sqrt(abs(a))", "9", "(a + 1)*exp(b)"), AT, "vanish"),
    "kink_of_a_neuron": ("cusp", corner("lam*abs(a)", "3/2", "relu(2*a)"), AT, "smooth"),
    "amplitude_not_zero": ("cusp", corner("lam*sqrt(abs(a))"), ["0", "1", "0", "0"], "not 0"),
    "penalty_not_least": ("cusp", corner("lam*(sqrt(abs(a)) + b**2)"), ["0", "0", "1", "0"], "to be 0"),
    "penalty_negative": ("cusp", corner("lam*(sqrt(abs(a)) - b**2)"), AT, "seen to be >= 0"),
    "another_amplitude_needed": ("cusp", corner("lam*sqrt(abs(b))"), AT, "steeper"),
    "theta_moves": ("cusp", corner("lam*sqrt(abs(a))", network="t1"), AT, "stationary"),
    "theta_a_maximum": ("cusp", corner("lam*sqrt(abs(a))", "1", network=STRICT), AT, "positive definite"),
    "theta_outside": ("cusp", corner("lam*sqrt(abs(a))", constraints=["b <= -1"]), AT, "meet its bound"),
    # Where b < 0 the neuron is a, and the data term falls with the slope -9.
    "kink_beside_a_jump": ("kink", corner("lam*abs(a)", "9", "a*(1 - step(b))"), AT, "rise"),
    # Where a < 0 the neuron is 1, and L~ is lower by 1/2.
    "kink_with_a_jump": ("kink", corner("lam*abs(a)", "1", "1 - step(a)"), AT, "continuous"),
    # Where b < 0 the slope of the neuron in a, at a > b, is 0 in place of 9.
    "kink_that_moves": ("kink", corner("lam*abs(a)", "-1/2", "9*(relu(a - b) - relu(-b))"), AT, "stay at"),
    # L~(1e-4, -1e-4) is lower: where b < 0 the penalty is |a| alone, and the data term falls with the slope -2.
    "cofactor_that_jumps": ("cusp", corner("lam*abs(a)*exp(5*step(b))", "2"), AT, "steeper"),
    "cofactor_that_jumps_as_a_sum": ("cusp", corner("lam*abs(a)*(1 + 4*step(b))", "2"), AT, "steeper"),
    "cofactor_that_jumps_twice": ("cusp", corner("lam*abs(a)*exp(3*step(b))*exp(3*step(-b))", "9"), AT, "steeper"),
    "cofactor_that_may_be_zero": ("cusp", corner("lam*sqrt(abs(a))*step(b)"), AT, "steeper"),
    "cofactor_that_tends_to_zero": ("cusp", corner("lam*sqrt(abs(a))*abs(b)"), AT, "steeper"),
    "kink_with_a_cofactor_that_jumps": ("kink", corner("lam*abs(a)*exp(5*step(b))", "2"), AT, "rise"),
    "cofactor_with_an_edge": ("cusp", corner("lam*sqrt(abs(a))*exp(sqrt(b))"), AT, "have a value"),
    "cofactor_with_an_edge_written_away": ("cusp", corner("lam*sqrt(abs(a))*(1 + 0*sqrt(b))"), AT, "have a value"),
    "kink_at_an_edge": ("kink", corner("lam*(2*abs(a) + a**(3/2))"), AT, "have a value"),
    "neuron_with_an_edge": ("cusp", corner("lam*sqrt(abs(a))", neuron="a*exp(sqrt(b))"), AT, "have a value"),
    "theta_at_an_edge": ("cusp", corner("lam*sqrt(abs(a))", network="sqrt(t1)**2 - t1"), AT, "have a value"),
    "theta_at_another_edge": (
        "cusp", corner("lam*sqrt(abs(a))", "-1", network="t1**2 + t1**(5/2)"), AT, "have a value",
    ),
    "theta_at_a_quotient": ("kink", corner("lam*2*abs(a)", network="t1/t1 - 1"), AT, "have a value"),
    "steep_by_a_power_that_is_flat_at_zero": ("cusp", corner("lam*(abs(a)/2 + 5*a**2)"), AT, "steeper"),
    "steep_by_the_corner_of_another_amplitude": ("cusp", TWO_OUTPUTS, ["0"] * 7, "steeper"),
    "kink_of_two_amplitudes": ("kink", TWO_OUTPUTS, ["0"] * 7, "more than one amplitude"),
    # On the upper side of the kink L is convex in theta; on the lower side it falls.
    "theta_at_a_kink": ("cusp", corner(ROOT, "-1", network="t1**2 - 3*(t1 - relu(t1))**2"), AT, "nor smooth"),
    "neuron_that_jumps_beside": ("cusp", corner("lam*sqrt(abs(a))", "9", "a*exp(b)*(2 - step(b))"), AT, "Lipschitz"),
    "kink_on_the_open_side": ("kink", corner("lam*abs(a)", "3", constraints=["a >= 0"]), AT, "rise"),
    "kink_on_the_open_side_below": ("kink", corner("lam*abs(a)", "-3", constraints=["a <= 0"]), AT, "rise"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["hyperplane", "samplewise"])
def test_a_term_in_theta_alone_is_not_overlooked(kind: str) -> None:
    def problem(**more: str) -> Problem:
        return problem_from_tables(formula(DEAD, ["t1"], [("0", "0")], augment={"penalty": "lam*a**2"}, **more))

    assert "local minimum" in checked(kind, problem(), AT).statement
    for term in ("t1", "-t1**2", "t1**2"):
        with pytest.raises(CertificateError, match="a term in theta alone"):
            checked(kind, problem(regularizer=term), AT)


@pytest.mark.parametrize("loss", ["(q**2 - 1)**2", "-q**2", "q**4", "q**3"])
def test_an_output_at_which_its_loss_is_stationary_has_to_be_a_minimum_of_it(loss: str) -> None:
    augment = {"penalty": "lam*a**2"}
    good, bad = (
        problem_from_tables(formula(DEAD, ["t1"], [("0", "0")], augment=augment, loss={"formula": text}))
        for text in ("(q**2 + 1)**2", loss)
    )
    assert "strict local minimum of the loss" in checked("samplewise", good, AT).statement
    with pytest.raises(CertificateError, match="positive definite"):
        checked("samplewise", bad, AT)


def test_a_term_in_theta_that_curves_downward_makes_no_minimum() -> None:
    def problem(term: str) -> Problem:
        return problem_from_tables(
            formula(DEAD, ["t1"], [("0", "0")], regularizer=term, augment={"penalty": "lam*a**2"})
        )

    assert "a local minimum" in checked("optimal", problem("t1**2"), AT).statement
    for term, words in (("-t1**2", "positive definite"), ("t1**4", "positive definite"), ("t1", "stationary")):
        with pytest.raises(CertificateError, match=words):
            checked("optimal", problem(term), AT)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_minimum_in_a_corner_is_refused(name: str) -> None:
    kind, problem, at, piece = REFUSED[name]
    with pytest.raises(CertificateError, match=piece):
        checked(kind, problem, at)


def test_no_other_term_may_take_away_from_a_corner() -> None:
    penalty = parse("abs(a) + b**3 + a**2", ["a", "b"])
    assert [c.exponent for c in _corners(penalty, Region({"b": NONNEGATIVE}))] == [1, 2]
    with pytest.raises(CertificateError, match="a term of the penalty"):
        _corners(penalty, EVERYWHERE)


@pytest.mark.parametrize(
    ("text", "name", "exponent", "cofactor"),
    [
        ("abs(a)", "a", "1", "1"),
        ("a**2", "a", "2", "1"),
        ("sqrt(abs(a))", "a", "1/2", "1"),
        ("(a**2)**(1/4)", "a", "1/2", "1"),
        ("3*abs(a)**(1/3)*exp(b)", "a", "1/3", "3*exp(b)"),
        ("abs(a)*a**2", "a", "3", "1"),
        ("sqrt(2*abs(a))", "a", "1/2", "sqrt(2)"),
        ("abs(a)*abs(b)", None, "0", ""),
        ("(a + b)**2", None, "0", ""),
        ("a**3", None, "0", ""),
        ("abs(a)**(-1/2)", None, "0", ""),
        ("a**(-2)", None, "0", ""),
        ("relu(a)", None, "0", ""),
        ("abs(a + b)", None, "0", ""),
        ("abs(2*a)", None, "0", ""),
        ("a", None, "0", ""),
    ],
)
def test_the_factor_of_a_term_that_is_a_corner(text: str, name: str | None, exponent: str, cofactor: str) -> None:
    x = parse(text, ["a", "b"])
    found = _factored(x)
    assert found[:2] == (name, Fraction(exponent))
    assert found[2] is x if name is None else vanish([found[2] - parse(cofactor, ["a", "b"])])


def test_a_file_with_a_cofactor_that_jumps_is_not_as_expected(tmp_path: Path) -> None:
    shipped = (CASES / "cusp-penalty.toml").read_text(encoding="utf-8")
    statement = shipped[: shipped.index("[problem]")]
    made = tmp_path / "jump.toml"
    made.write_text(
        statement
        + """
[problem]
network = { formula = ["relu(t1 - 1)"], parameters = ["t1"] }
loss = "squared"
reduction = "sum"
inputs = [["0"]]
targets = [["1"]]

[augment]
penalty = "lam*abs(a)*exp(5*step(b))"

[point]
theta = ["0"]

[witness]
a = ["0"]
b = ["0"]
W = [["0"]]
method = "cusp"

[better]
theta = ["2"]

[expect]
value = "1"
better_value = "0"
residual_gradients = [["-2"]]
witness_norm = "0"
""",
        encoding="utf-8",
    )
    shown = violation(Subject.of(load(made)), statements())
    assert shown.verdict != "fails"
    assert "steeper" in shown.detail
    made.write_text(made.read_text(encoding="utf-8").replace("exp(5*step(b))", "exp(step(b) + 1)"), encoding="utf-8")
    assert violation(Subject.of(load(made)), statements()).verdict == "fails"
