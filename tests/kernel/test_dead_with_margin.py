"""A kink inside the argument of a unit that is dead with a margin counts for nothing; a live unit's or a jump does."""

from __future__ import annotations

import pytest
from problems import Tables

from verify.errors import CertificateError
from verify.files.load import problem_from_tables
from verify.kernel import checker
from verify.kernel.certificate import Certificate
from verify.kernel.region import Region
from verify.kernel.sides import cases, on_sides, one_case
from verify.numerics import ball
from verify.numerics.identity import vanish
from verify.problem.expression import num
from verify.problem.formula import parse

DEEP: Tables = {
    "problem": {
        "network": {"widths": [1, 1, 1, 1], "activation": "relu"},
        "loss": "squared",
        "reduction": "mean",
        "inputs": [["0"], ["1"]],
        "targets": [["0"], ["2"]],
    },
    "augment": {},
}


def hyperplane(point: list[str]) -> str:
    problem = problem_from_tables(DEEP)
    data = {"point": {"exact": point}}
    return checker.check(problem, Certificate("supporting-hyperplane", problem.digest, data)).statement


def test_a_dead_second_layer_hides_a_kink_of_the_first() -> None:
    assert "local minimum" in hyperplane(["1", "0", "-1", "-1", "1", "1"])


@pytest.mark.parametrize("bias", ["0", "1"])
def test_without_the_margin_the_kink_counts(bias: str) -> None:
    with pytest.raises(CertificateError, match="constant on a neighbourhood"):
        hyperplane(["1", "0", "-1", bias, "1", "1"])


DEAD, LIVE, JUMP = "relu(-relu(t) - 1)*t", "relu(relu(t) + 1) - 1", "relu(2*step(t - 1/10**50) - 1)"


def test_of_identities() -> None:
    at = {"t": num(0)}
    assert vanish([parse(DEAD, ["t"])], at)
    assert not vanish([parse(LIVE, ["t"])], at)
    assert not vanish([parse("relu(2*step(t) - 1) - 1", ["t"])], at)  # 0 at t = 0, and -1 at t < 0


def test_of_regions() -> None:
    with ball.precision(128):
        region = Region.near(["t"], [ball.ball(0)])
    assert one_case(parse(DEAD, ["t"]), region) is parse("0*t", ["t"])
    assert one_case(parse(LIVE, ["t"]), region) is None
    assert one_case(parse(JUMP, ["t"]), region) is None
    assert [x for x, _ in cases(parse(DEAD, ["t"]), region)] == [parse("0*t", ["t"])]


def test_a_named_kink_may_be_written_with_the_other_sign() -> None:
    with ball.precision(128):
        region = Region.near(["t"], [ball.ball(0)])
    x, u = parse("relu(t) + 3*relu(-t)", ["t"]), parse("t", ["t"])
    assert vanish([on_sides(x, region, [u], [1]) - parse("t", ["t"])])
    assert vanish([on_sides(x, region, [u], [-1]) + parse("3*t", ["t"])])
    with pytest.raises(CertificateError, match="not named"):
        on_sides(x, region, [], [])
