"""No theta is data-optimal: proved by a cover of the parameter space with boxes; every lie about it is refused."""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from problems import Tables, formula

from verify.claims.registry import claims
from verify.errors import CertificateError
from verify.files.load import load, problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.contradiction import contradictions
from verify.kernel.evidence import Evidence
from verify.kernel.kinds.nowhere_stationary import encloses
from verify.kernel.region import Range
from verify.numerics.point import Exact
from verify.problem.expression import num
from verify.propose import certificates, output_relations
from verify.propose.parameter_cover import nowhere_stationary
from verify.prove.augmented_questions import no_minimum
from verify.prove.inquiry import ask
from verify.prove.judge import judge
from verify.prove.risk_questions import value
from verify.prove.subject import Subject

Json = dict[str, Any]


def check(tables: Tables, data: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate("nowhere-stationary", problem.digest, data))


def proposed(tables: Tables) -> Json | None:
    found = nowhere_stationary(problem_from_tables(tables))
    return dict(found.data) if isinstance(found, Certificate) else None


ONE_TANH = "t3*tanh(t1*x1 + t2) + t4"
NAMES = ["t1", "t2", "t3", "t4"]
SOFTMAX: Tables = {
    "problem": {
        "network": {"formula": ["t1*x1", "0", "-t1"], "parameters": ["t1"]},
        "loss": "softmax-cross-entropy",
        "inputs": [["0"], ["1"]],
        "targets": [["1/3", "1/3", "1/3"], ["1/2", "1/4", "1/4"]],
    },
    "augment": {},
}

COVERED: dict[str, tuple[Tables, int, int]] = {
    # the tables, the most pieces, the number of eliminations
    "two sides": (formula("sigmoid(t1*x1)", ["t1"], [("1", "9/10"), ("2", "1/10")], loss="squared"), 3, 0),
    "an exponential": (formula("exp(t1*x1)", ["t1"], [("1", "2"), ("2", "5")], loss="squared"), 15, 0),
    "a convex unit": (formula("relu(t1*x1 + t2)", ["t1", "t2"], [("-1", "1"), ("0", "0"), ("1", "1")]), 40, 0),
    "not convex, invex": (
        formula("sigmoid(t1*x1)", ["t1"], [("1", "9/10"), ("2", "1/10")], loss="geman-mcclure"),
        9,
        0,
    ),
    "not convex, cauchy": (formula("exp(t1*x1)", ["t1"], [("1", "2"), ("2", "5")], loss="cauchy"), 15, 0),
    "neither": (formula("exp(t1*x1) - 3", ["t1"], [("1", "2"), ("2", "5")], loss="double-well"), 15, 0),
    "least on half-lines": (formula("t1", ["t1"], [("0", "1"), ("1", "-1")], loss="polynomial-hinge"), 5, 0),
    "outputs that are coupled": (SOFTMAX, 20, 0),
    "odd and growing": (formula("t2*tanh(t1*x1)", ["t1", "t2"], [("1", "1"), ("2", "-1")], loss="huber"), 1, 1),
    "it grows less than twice": (formula("t2*tanh(t1*x1)", ["t1", "t2"], [("1", "1"), ("2", "3")]), 40, 1),
    "it grows": (formula("t2*tanh(t1*x1)", ["t1", "t2"], [("1", "1"), ("2", "1/2")], loss="cauchy"), 40, 1),
    "a hump": (formula("t2*exp(-(t1*x1)**2)", ["t1", "t2"], [("0", "1"), ("1", "2")]), 5, 1),
    "one tanh is monotone": (formula(ONE_TANH, NAMES, [("-1", "0"), ("0", "1"), ("1", "0")], loss="huber"), 1, 1),
    "at other inputs": (formula(ONE_TANH, NAMES, [("-1", "0"), ("0", "1"), ("3/2", "1/2")], loss="squared"), 1, 1),
    "no step in the middle": (formula(ONE_TANH, NAMES, [("0", "0"), ("1", "1"), ("2", "1"), ("3", "2")]), 1, 1),
    "two units": (
        formula("t3*tanh(t1*x1) + t4*tanh(t2*x1)", NAMES, [("1", "0"), ("2", "1"), ("3", "0")], loss="squared"),
        1,
        1,
    ),
}


@pytest.mark.parametrize("name", COVERED)
def test_what_no_theta_reaches_is_proved_so(name: str) -> None:
    tables, pieces, relations = COVERED[name]
    data = proposed(tables)
    assert data is not None
    assert len(data["pieces"]) <= pieces
    assert len(data["relations"]) == relations
    evidence = check(tables, data)
    assert "no theta is data-optimal, L~ has no local minimum at all" in evidence.statement
    assert int(evidence.facts["boxes"]) == (len(data["pieces"]) + 1) // 2


@pytest.mark.parametrize("name", ["two sides", "an exponential", "a convex unit", "one tanh is monotone", "two units"])
def test_linear_relations_do_not_prove_it(name: str) -> None:
    assert not isinstance(output_relations.unreachable(problem_from_tables(COVERED[name][0])), Certificate)


REACHED: dict[str, Tables] = {
    "a line": formula("t1*x1 + t2", ["t1", "t2"], [("0", "0"), ("1", "1")]),
    "an exponential": formula("exp(t1*x1)", ["t1"], [("1", "2"), ("2", "4")]),
    "it grows": formula("t2*tanh(t1*x1)", ["t1", "t2"], [("1", "1"), ("2", "3/2")]),
    "in a limit": formula("t2*tanh(t1*x1)", ["t1", "t2"], [("1", "1"), ("2", "2")]),  # not reached, and not seen
    "one tanh": formula(ONE_TANH, NAMES, [("-1", "-1"), ("0", "0"), ("1", "1")]),
    "a whole interval is least": formula("t1", ["t1"], [("0", "1"), ("1", "1")], loss="polynomial-hinge"),
    "the other well": formula("exp(t1*x1)", ["t1"], [("1", "1/4"), ("2", "4")], loss="double-well"),  # 2 = 1/4 + 7/4
}


@pytest.mark.parametrize("name", REACHED)
def test_nothing_is_proposed_where_a_theta_may_do(name: str) -> None:
    assert proposed(REACHED[name]) is None


SIDES, HUMP, TANH = (COVERED[name][0] for name in ("two sides", "a hump", "one tanh is monotone"))
Change = Callable[[Json], None]


def term(i: int, **values: Any) -> Change:
    return lambda data: data["relations"][0]["terms"][i].update(values)


def relation(**values: Any) -> Change:
    return lambda data: data["relations"][0].update(values)


def piece(i: int, **values: Any) -> Change:
    return lambda data: data["pieces"][i].update(values)


def replaced(i: int, **values: Any) -> Change:
    return lambda data: data["pieces"].__setitem__(i, values)


LIES: dict[str, tuple[Tables, Change, str]] = {
    "a_box_is_left_out": (SIDES, lambda d: d["pieces"].pop(), "do not cover"),
    "no_piece": (SIDES, lambda d: d.update(pieces=[]), "do not cover"),
    "a_box_too_many": (SIDES, lambda d: d["pieces"].append(d["pieces"][-1]), "more pieces"),
    "split_elsewhere": (SIDES, piece(0, at="3"), "not proved to be nowhere 0"),
    "split_outside_the_piece": (SIDES, lambda d: d["pieces"].insert(1, {"parameter": 0, "at": "1"}), "outside"),
    "the_other_residual": (SIDES, piece(1, input=1), "not proved to be nowhere 0"),
    "boxes_exchanged": (SIDES, lambda d: d["pieces"].append(d["pieces"].pop(1)), "not proved to be nowhere 0"),
    "all_at_once": (SIDES, lambda d: d.update(pieces=d["pieces"][1:2]), "not proved to be nowhere 0"),
    "no_such_input": (SIDES, piece(1, input=2), "from 0 to 1"),
    "no_such_output": (SIDES, piece(1, output=1), "from 0 to 0"),
    "no_such_parameter": (SIDES, piece(0, parameter=1), "from 0 to 0"),
    "no_such_relation": (SIDES, replaced(1, relation=0), "from 0 to -1"),
    "two_reasons": (SIDES, piece(1, relation=0), "from 0 to -1"),
    "a_split_with_a_reason": (SIDES, piece(0, input=0), "unknown field"),
    "unknown_field": (SIDES, lambda d: d.update(why="x"), "unknown field"),
    "not_in_balance": (TANH, term(0, y="1"), "not proved to hold"),
    "another_constant": (TANH, relation(constant="1"), "not proved to hold"),
    "shifted": (TANH, term(1, minus="0"), "not proved to hold"),
    "interval_beside_the_minimum": (TANH, term(0, low="1/2", high="1"), "not proved to lie there"),
    "interval_the_wrong_way_round": (TANH, term(0, low="1", high="-1"), "not proved to lie there"),
    "interval_too_wide": (TANH, term(1, low="-9", high="9"), "not proved to be nowhere 0"),
    "an_output_twice": (TANH, lambda d: d["relations"][0]["terms"].append(d["relations"][0]["terms"][0]), "twice"),
    "no_output": (TANH, relation(terms=[]), "no output is named"),
    "multiplier_with_a_pole": (HUMP, term(1, y="-exp(t1**2)*t1/t1"), "not proved to be nowhere 0"),
    "multiplier_of_something_else": (TANH, term(0, y="x1"), "x1"),
    "multiplier_0": (HUMP, relation(terms=[], constant="0"), "no output is named"),
    "unknown_field_in_a_term": (TANH, term(0, why="x"), "unknown field"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused(lie: str) -> None:
    tables, change, message = LIES[lie]
    data = copy.deepcopy(proposed(tables))
    assert data is not None
    change(data)
    with pytest.raises(CertificateError, match=message):
        check(tables, data)


def varied(**more: Any) -> Tables:
    return formula("sigmoid(t1*x1)", ["t1"], [("1", "9/10"), ("2", "1/10")], **{"loss": "squared", **more})


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        (varied(augment={"lam": "0"}), "lam is 0"),
        (varied(augment={"penalty": "lam*abs(a)"}), r"a exp\(w.x"),
        (varied(augment={"neuron": "a*tanh(u + b)"}), r"a exp\(w.x"),
        (varied(loss="absolute"), "differentiable"),
    ],
)
def test_the_theorem_needs_its_hypotheses(tables: Tables, message: str) -> None:
    data = proposed(SIDES)
    assert data is not None
    with pytest.raises(CertificateError, match=message):
        check(tables, data)


def test_a_residual_that_has_no_value_in_a_box_is_not_called_nonzero() -> None:
    """log(t1) < 1 for all small t1 > 0, and for t1 <= 0 there is no value: the box of all t1 <= 2 proves nothing."""
    tables = formula("log(t1)", ["t1"], [("1", "1"), ("2", "2")], loss="squared")
    halves = [{"parameter": 0, "at": "2"}, {"input": 0, "output": 0}, {"input": 0, "output": 0}]
    with pytest.raises(CertificateError, match=r"pieces\[1\]: rho_1 at distinct input 1 was not proved"):
        check(tables, {"relations": [], "pieces": halves})


@pytest.mark.parametrize(
    ("low", "high", "there"),
    [("1", "1", True), ("0", "1", True), ("1", "2", True), ("0", "9/10", False), ("11/10", "2", False),
     ("2", "0", False)],
)  # fmt: skip
@pytest.mark.parametrize("loss", ["squared", {"formula": "(q - y)**2*(1 + (q - y)**2)"}])
def test_the_stationary_outputs_lie_in_a_closed_range(low: str, high: str, there: bool, loss: Any) -> None:
    """The slope of the loss is 0 at the output 1 alone, which may be an end of the range."""
    problem = problem_from_tables(formula("t1*x1", ["t1"], [("1", "1")], loss=loss))
    assert encloses(problem, 0, 0, Range(Fraction(low), Fraction(high))) is there


def test_it_contradicts_a_theta_that_is_data_optimal() -> None:
    """A kernel that proved both would be found out."""
    problem = problem_from_tables(formula("t1", ["t1"], [("1", "1")], loss="squared"))
    optimal = checker.check(problem, certificates.plain(problem, "data-optimal", Exact(("1",), (num(1),))))
    data = proposed(SIDES)
    assert data is not None
    none = check(SIDES, data)
    assert contradictions(problem, [optimal, none]) == ["some theta is data-optimal, and none is"]


FILE = """
title = "Out of reach"
kind = "failure-mode"
source = "test"
belief = "b"
catch = "c"
restores = "r"
[problem]
network = { formula = ["sigmoid(t1*x1)"], parameters = ["t1"] }
loss = "squared"
inputs = [["1"], ["2"]]
targets = [["9/10"], ["1/10"]]
[point]
theta = ["0"]
[expect]
value = "4/25"
residual_gradients = [["-4/5"], ["4/5"]]
"""


def test_where_no_theta_will_do_the_elimination_theorem_is_vacuous(tmp_path: Path) -> None:
    path = tmp_path / "out-of-reach.toml"
    path.write_text(FILE, encoding="utf-8")
    subject = Subject.of(load(path))
    answers = ask(subject, [value(subject), *no_minimum(subject)])
    proved = [result.kind for result in answers.results.values() if isinstance(result, Evidence)]
    assert proved == ["value", "nowhere-stationary"]
    assert judge(claims()["ELIM"], subject).verdict == "vacuous"
    assert judge(claims()["EXIST"], subject).verdict == "holds"


def test_a_bad_minimum_over_which_nothing_is_to_be_eliminated_is_counted_so() -> None:
    """GELU, five targets: no theta fits them, so that L~ has no local minimum anywhere."""
    subject = Subject.of(load(Path(__file__).parents[2] / "counterexamples/bad-minima/one-gelu.toml"))
    questions = no_minimum(subject)
    (result,) = ask(subject, questions).to(questions)
    assert isinstance(result, Evidence)
    assert result.kind == "nowhere-stationary"
    assert judge(claims()["ELIM"], subject).verdict == "vacuous"
