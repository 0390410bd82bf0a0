"""Formulas without their kinks: on a region that lies on one side of a kink, or only touches it, and on none else."""

from __future__ import annotations

import pytest

from verify.kernel.region import NONNEGATIVE, POSITIVE, Region
from verify.kernel.sides import one_case
from verify.problem.expression import ONE, UNDEFINED, ZERO, Expr, num, var, where
from verify.problem.formula import parse

CLOSED, OPEN = Region({"w2": NONNEGATIVE}), Region({"w2": POSITIVE})
SLOPE_OF_RELU = where(var("w2"), ONE, ZERO, UNDEFINED)


@pytest.mark.parametrize(
    ("x", "region", "found"),
    [
        (parse("step(w2)", ["w2"]), CLOSED, ONE),  # step(0) = 1
        (parse("step(-w2)", ["w2"]), CLOSED, None),  # 1 at w2 = 0, and 0 elsewhere
        (parse("step(-w2)", ["w2"]), OPEN, ZERO),
        (parse("step(w2 - 1)", ["w2"]), CLOSED, None),
        (parse("2*relu(w2)", ["w2"]), CLOSED, parse("2*w2", ["w2"])),
        (SLOPE_OF_RELU, OPEN, ONE),
        (SLOPE_OF_RELU, CLOSED, None),  # no value at w2 = 0
        (where(-var("w2"), num(2), num(3), UNDEFINED), OPEN, num(3)),
        (where(-var("w2"), num(2), num(3), UNDEFINED), CLOSED, None),
    ],
)
def test_a_kink_that_is_touched_has_its_upper_value_if_any(x: Expr, region: Region, found: Expr | None) -> None:
    assert one_case(x, region) is found
