"""Lower points: from a kink, where L has a value and no slope, and far from the point that is asked about."""

from __future__ import annotations

import math
from typing import Any

from verify.exact import exact
from verify.files.load import problem_from_tables
from verify.kernel.evidence import Unknown
from verify.numerics.point import Exact
from verify.propose.better_points import better_point


def better(formula: str, theta: str, inputs: list[str], targets: list[str]) -> Exact | Unknown:
    tables: dict[str, Any] = {
        "problem": {
            "network": {"formula": [formula], "parameters": ["t1"]},
            "loss": "squared",
            "inputs": [[x] for x in inputs],
            "targets": [[y] for y in targets],
        }
    }
    return better_point(problem_from_tables(tables), [exact(theta)], 0, math.inf)


def test_a_global_minimum_on_a_kink_is_not_taken_for_a_point_without_a_value() -> None:
    """L is (relu(t1) + 1)**2, which is nowhere below its value 1 at 0."""
    assert isinstance(better("relu(t1*x1)", "0", ["1"], ["-1"]), Unknown)


def test_from_a_kink_the_search_goes_on_to_a_lower_point() -> None:
    """L is (relu(t1) - 1)**2: with a descent from 0 alone, where there is no slope, nothing would be found."""
    found = better("relu(t1*x1)", "0", ["1"], ["1"])
    assert isinstance(found, Exact)
    assert abs(found.center[0] - 1) < 1e-6


def test_a_lower_point_with_larger_coordinates_is_found() -> None:
    """A frequency that starts at 1.24, while that of the data is 5: out of the smallest box."""
    inputs = ["0.2", "0.5", "0.9", "1.3", "1.8", "2.2", "2.7"]
    found = better(
        "sin(t1*x1)", "-1.2394379904183468", inputs, [repr(round(math.sin(5 * float(x)), 3)) for x in inputs]
    )
    assert isinstance(found, Exact)
    assert abs(found.center[0] - 5) < 1e-3
