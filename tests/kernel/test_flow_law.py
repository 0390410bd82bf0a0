"""The kinds about gradient flow: the law for every loss that is differentiable, a limit only where it is a theorem."""

from __future__ import annotations

import pytest
from problems import Tables, formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence, Grade

Json = dict[str, object]

ONE = formula("0", [], [("0", "1")], augment={"lam": "1/2"})
TWO = formula("1/2", [], [("0", "1"), ("0", "-3")], loss="pseudo-huber")
START: Json = {"a": ["0"], "b": ["0"], "limit": "1", "bits": 64}


def check(tables: Tables, kind: str, data: Json) -> Evidence:
    problem = problem_from_tables(tables)
    return checker.check(problem, Certificate(kind, problem.digest, data))


@pytest.mark.parametrize("loss", ["squared", "huber", "logistic", "geman-mcclure"])
@pytest.mark.parametrize("shared", [False, True])
def test_the_law_holds_whatever_the_loss_and_the_network(loss: str, shared: bool) -> None:
    tables = formula("t1*relu(t2*x1)", ["t1", "t2"], [("1", "1"), ("2", "-1")], loss=loss, augment={"shared": shared})
    found = check(tables, "flow-law", {})
    assert found.grade is Grade.SYMBOLIC
    square = "|a|^2" if shared else "a^2"
    assert f"(b - {square}/2)' = 2 lam {square} for each added neuron" in found.statement


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"loss": "hinge"}, "differentiable"),
        ({"augment": {"penalty": "lam*a**4"}}, r"a exp\(w.x"),
        ({"augment": {"frozen": ["b"]}}, r"a exp\(w.x"),
    ],
)
def test_the_law_is_refused_where_it_is_not_one(more: Json, message: str) -> None:
    with pytest.raises(CertificateError, match=message):
        check(formula("0", [], [("0", "1")], **more), "flow-law", {})


@pytest.mark.parametrize(
    ("tables", "data"),
    [
        (ONE, START),
        (ONE, {**START, "a": ["1/2"], "b": ["1/2"]}),
        (TWO, {**START, "limit": "-3/2"}),  # 1/2 - 3/2 = -1 is the mean of 1 and -3
        (TWO, {**START, "limit": "-3/2", "a": ["-1"], "b": ["-5"]}),
        (formula("0", [], [("0", "1"), ("0", "1"), ("0", "-1")], loss="logistic"), {**START, "limit": "log(2)"}),
    ],
)
def test_the_limit_is_the_one_minimiser_of_the_data_term(tables: Tables, data: Json) -> None:
    evidence = check(tables, "flow-limit", data)
    assert evidence.statement.endswith(f"tends to {data['limit']}")


@pytest.mark.parametrize(
    ("tables", "change", "message"),
    [
        (ONE, {"limit": "1.0003"}, "not proved stationary"),
        (ONE, {"limit": "1 + 1e-40"}, "not proved stationary"),
        (ONE, {"limit": "0"}, "different from 0"),
        (ONE, {"a": ["2"]}, "between 0 and the limit"),
        (ONE, {"a": ["-1/2"]}, "between 0 and the limit"),
        (ONE, {"a": ["1/2"], "b": ["1"]}, "between 0 and the limit"),
        (ONE, {"start": "0"}, "unknown field"),
        (formula("t1", ["t1"], [("0", "1")]), {}, "parameters"),
        (formula("0", [], [("0", "1"), ("1", "1")]), {}, "not 0, so W moves"),
        (formula("0", [], [("0", "1")], augment={"lam": "-1"}), {}, "lam is not positive"),
        (formula("0", [], [("0", "1")], augment={"lam": "0"}), {}, "lam is not positive"),
        (formula("0", [], [("0", "1")], augment={"lam": "-1/2"}), {}, "lam is not positive"),
        (formula("0", [], [("0", "1")], loss="cauchy"), {}, "convex"),
        (
            formula("0", [], [("0", "1")], loss={"formula": "(q - y)**2 + q**(5/2) - q**(5/2)", "facts": ["convex"]}),
            {},
            "differentiable",
        ),
        (
            formula(
                "0", [], [("0", "1")], loss={"formula": "(q - y)**2 + 0*sqrt(q)", "facts": ["convex", "differentiable"]}
            ),
            {},
            "not proved differentiable up to the limit",
        ),
        # Least on a whole interval: the flow need not reach the end that is named.
        (formula("0", [], [("0", "1"), ("0", "-1")], loss="polynomial-hinge"), {"limit": "1/2"}, "stationary"),
        (formula("0", [], [("0", "1")], loss="polynomial-hinge"), {"limit": "2"}, "strictly convex"),
        (formula("0", [], [("0", "1")], loss="polynomial-hinge"), {"limit": "1"}, "strictly convex"),
    ],
)
def test_a_limit_that_is_no_theorem_is_refused(tables: Tables, change: Json, message: str) -> None:
    with pytest.raises(CertificateError, match=message):
        check(tables, "flow-limit", START | change)
