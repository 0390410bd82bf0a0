"""Standard forms: networks that are the same but for order, signs and scales of their units, and no others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from verify.files.problem_table import problem_from_tables
from verify.propose.unit_symmetries import UnitSymmetries

DATA = {
    "loss": "squared",
    "inputs": [["-2"], ["-1"], ["0"], ["1"]],
    "targets": [["1"], ["0"], ["2"], ["-1"]],
}


def units(network: dict[str, Any], **more: Any) -> UnitSymmetries:
    """Of a network on four samples."""
    return UnitSymmetries(problem_from_tables({"problem": {"network": network, **DATA, **more}, "augment": {}}))


# W1 (two units), b1, W2, b2
BASE = [1.5, -0.7, 0.4, 0.9, 2.0, -1.0, 0.3]
SWAPPED = [-0.7, 1.5, 0.9, 0.4, -1.0, 2.0, 0.3]
TURNED = [-1.5, -0.7, -0.4, 0.9, -2.0, -1.0, 0.3]
SCALED = [3.0, -0.7, 0.8, 0.9, 1.0, -1.0, 0.3]

CASES = {
    "order": ("sigmoid", SWAPPED, True),
    "a sign of an odd unit": ("tanh", TURNED, True),
    "a sign of a unit that is not odd": ("sigmoid", TURNED, False),
    "a scale of a relu": ("relu", SCALED, True),
    "a scale of a tanh": ("tanh", SCALED, False),
    "another output bias": ("relu", [*BASE[:-1], 0.4], False),
}


@pytest.mark.parametrize("name", CASES)
def test_a_symmetry_keeps_the_standard_form_and_nothing_else_does(name: str) -> None:
    activation, moved, same = CASES[name]
    found = units({"widths": [1, 2, 1], "activation": activation})
    assert found.form(BASE).same(found.form(moved)) is same
    assert found.form(moved).same(found.form(BASE)) is same


def _flat(*blocks: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([np.ravel(block) for block in blocks])


def test_the_layers_of_a_deep_network_are_put_in_order_together() -> None:
    found = units({"widths": [1, 2, 3, 1], "activation": "tanh"})
    rng = np.random.default_rng(0)
    w1, b1, w2, b2, w3, b3 = (rng.normal(size=s) for s in ((2, 1), 2, (3, 2), 3, (1, 3), 1))
    first, second, sign = [1, 0], [2, 0, 1], np.array([1.0, -1.0, -1.0])
    moved = _flat(
        w1[first], b1[first], (w2[second] * sign[:, None])[:, first], b2[second] * sign, w3[:, second] * sign, b3
    )
    before = _flat(w1, b1, w2, b2, w3, b3)
    assert found.form(before).same(found.form(moved))
    moved[0] += 0.01
    assert not found.form(before).same(found.form(moved))


def test_weight_decay_leaves_the_order_and_takes_the_scales() -> None:
    """With weight decay a scale is no symmetry of L, and the order of units is, unless the decay tells units apart."""
    squares = "(W1_1_1**2 + W1_2_1**2 + W2_1_1**2 + W2_1_2**2)/10"
    decayed = units({"widths": [1, 2, 1], "activation": "relu"}, regularizer=squares)
    assert decayed.form(BASE).same(decayed.form(SWAPPED))
    assert not decayed.form(BASE).same(decayed.form(SCALED))
    uneven = units({"widths": [1, 2, 1], "activation": "relu"}, regularizer="W1_1_1**2/10")
    assert not uneven.form(BASE).same(uneven.form(SWAPPED))


def test_the_activation_cell_is_that_of_the_units_in_any_order() -> None:
    """The sides of the kinks at the four inputs; the weights of a dead unit make no difference."""
    found = units({"widths": [1, 2, 1], "activation": "relu"})
    assert sorted(found.form(BASE).cell) == sorted(found.form(SWAPPED).cell) == [(0, 0, 1, 1), (1, 1, 1, 1)]
    dead = [1.5, -1.0, 0.4, -5.0, 2.0, -1.0, 0.3]
    other = [1.5, -2.0, 0.4, -7.0, 2.0, 3.0, 0.3]
    assert found.form(dead).same(found.form(other))
