"""MASK: the order of descent is certified where double precision sees no descent at all."""

from __future__ import annotations

import numpy as np
import pytest

from verify.claims.mask import deepest_mask
from verify.exact import exact
from verify.kernel.evidence import Evidence
from verify.numerics.program import FLOATS, Program
from verify.prove.study import RADII, Study


def certified(n: int) -> Evidence:
    study = Study(deepest_mask(n), all_centers=False)
    (result,) = study.descents
    assert isinstance(result, Evidence)
    return result


@pytest.mark.parametrize("n", range(2, 31))
def test_the_order_is_certified_and_a_check_in_doubles_of_the_same_points_is_wrong(n: int) -> None:
    evidence = certified(n)
    assert evidence.facts["order"] == str(n - 1)
    data = evidence.certificate.data
    assert data["lower_orders_vanish"] is True
    assert [exact(p["radius"]) for p in data["points"]] == list(RADII)

    problem = deepest_mask(n).problem
    program = Program([problem.augmented_risk], problem.augmented_names)

    def double(a: str, b: str, w: str) -> float:
        return float(program.run(FLOATS, [np.float64(exact(v)) for v in (a, b, w)])[0])

    center = double("0", "0", "0")
    seen = [p for p in data["points"] if double(p["a"][0], p["b"][0], p["W"][0][0]) < center]
    # Every one of the 40 points is lower; doubles miss the ones nearby, all the sooner the higher the order.
    missed = len(data["points"]) - len(seen)
    assert missed >= 40 - 27 // (n - 1) - 1


def test_a_mask_of_one_order_less_is_not_claimed() -> None:
    study = Study(deepest_mask(5), all_centers=False)
    (result,) = study.descents
    assert isinstance(result, Evidence)
    assert result.facts["order"] == "4"
