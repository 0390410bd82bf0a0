"""What refutes a declared fact about a loss: with the numbers that it says, at the output that it names."""

from __future__ import annotations

from typing import Any

import pytest
from problems import formula

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.evidence import Evidence, Grade
from verify.problem.objective import Problem

WELL = "(q**2 - y**2)**2"
SLOPED = "(q**2 - y**2)**2 + sqrt(q**2)**3/8 + q/2"


def about(loss: str, *outputs: str, target: str = "1") -> Problem:
    facts = ["differentiable", "convex", "stationary-is-global"]
    tables = formula("0", [], [("0", target)], loss={"formula": loss, "facts": facts})
    if outputs:
        tables["problem"] |= {
            "network": {"formula": list(outputs), "parameters": []},
            "targets": [[target] * len(outputs)],
        }
    return problem_from_tables(tables)


def check(loss: str, fact: str, p: str | list[str], q: str | list[str], *outputs: str, **other: Any) -> Evidence:
    problem = about(loss, *outputs)
    points = {"p": [p] if isinstance(p, str) else p, "q": [q] if isinstance(q, str) else q}
    return checker.check(
        problem, Certificate(f"loss-{fact}", problem.digest, {"sample": 0, "bits": 64, **points, **other})
    )


def test_a_chord_below_the_loss() -> None:
    found = check(WELL, "not-convex", "-1", "1")
    assert (found.grade, found.facts) == (Grade.CERTIFIED, {"middle": "1.000000000", "ends": "0, 0"})
    assert found.statement.endswith("between outputs where it is 0, 0 it is 1.000000000 in the middle")
    assert check(WELL, "not-convex", "-1/2", "3/4").facts["middle"] == "0.9689941406"


def test_a_stationary_point_above_another_value() -> None:
    found = check(WELL, "not-invex", "0", "1")
    assert (found.grade, found.facts) == (Grade.CERTIFIED, {"loss": "1.000000000", "loss_there": "0"})
    assert found.statement == "the loss is stationary where it is 1.000000000, and it is 0 elsewhere"


def test_a_slope_that_falls_from_plus_to_minus() -> None:
    found = check(SLOPED, "not-invex", "-1/4", "1/4")
    assert found.grade is Grade.CERTIFIED
    assert found.facts == {"slopes": "1.414062500, -0.4140625000"}
    assert found.statement.startswith("the loss rises and then falls")


def test_two_slopes_at_a_kink() -> None:
    found = check("abs(q - y)*2 + q", "not-differentiable", "1", "1", output=0)
    assert (found.grade, found.facts) == (Grade.CERTIFIED, {"slopes": "-1.000000000, 3.000000000"})
    assert found.statement == "the loss has a kink, with the slopes -1.000000000, 3.000000000"
    two = check("(q1 - y1)**2 + abs(q2 - y2)", "not-differentiable", ["0", "1"], ["0", "1"], "0", "0", output=1)
    assert two.facts == {"slopes": "-1.000000000, 1.000000000"}


REFUSED = [
    (WELL, "not-convex", "1", "2", {}, "above its chord"),
    ("q - y", "not-convex", "0", "1", {}, "above its chord"),
    (WELL, "not-invex", "1", "0", {}, "lower at the other output"),
    (WELL, "not-invex", "1", "-1", {}, "lower at the other output"),
    (SLOPED, "not-invex", "1/4", "-1/4", {}, "proved smaller"),
    (SLOPED, "not-invex", "1/4", "1/4", {}, "proved smaller"),
    (SLOPED, "not-invex", "-1/4", "-1/8", {}, "fall from"),
    (SLOPED, "not-invex", "1/4", "1/2", {}, "fall from"),
    (WELL, "not-differentiable", "1", "1", {"output": 0}, "proved different"),
    ("abs(q - y)", "not-differentiable", "2", "2", {"output": 0}, "proved different"),
    ("abs((q - y)**2)", "not-differentiable", "1", "1", {"output": 0}, "were not found"),
    ("abs(q - y)", "not-differentiable", "1", "1", {"output": 1}, "from 0 to 0"),
]


@pytest.mark.parametrize(("loss", "fact", "p", "q", "other", "piece"), REFUSED)
def test_what_does_not_refute_it(loss: str, fact: str, p: str, q: str, other: dict[str, Any], piece: str) -> None:
    with pytest.raises(CertificateError, match=piece):
        check(loss, fact, p, q, **other)


def test_of_several_outputs_the_slope_in_one_does_not_count() -> None:
    with pytest.raises(CertificateError, match="more than one output"):
        check("(q1 - y1)**2 + (q2 - y2)**2", "not-invex", ["0", "1"], ["1", "1"], "0", "0")
    found = check("(q1**2 - 1)**2 + (q2 - y2)**2", "not-invex", ["0", "1"], ["1", "1"], "0", "0")
    assert found.facts["loss_there"] == "0"


def test_a_loss_that_is_negative_somewhere() -> None:
    found = check("q - y", "negative", "0", "0")
    assert (found.grade, found.facts) == (Grade.CERTIFIED, {"loss": "-1.000000000"})
    assert found.statement == "the loss is negative: at an output it is -1.000000000"
    for p in ("1", "2"):
        with pytest.raises(CertificateError, match="proved negative"):
            check("q - y", "negative", p, p)
