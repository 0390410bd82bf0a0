"""Local minima on kinks of small relu networks, with certificates of the kind ``minimum-in-ball``, and lies."""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from problems import Tables

from verify.exact import exact, write
from verify.files.load import problem_from_tables
from verify.kernel.certificate import Certificate
from verify.kernel.kinked_ball import slopes_of
from verify.problem.network import LayeredNetwork
from verify.propose.kinked_minima import kinked_minimum
from verify.propose.smoothing import least_when_rounded

Json = dict[str, Any]
INPUTS = ("-1.5", "-1", "-0.5", "0", "0.5", "1", "1.5", "0.5")
TARGETS = ("0.2", "0.9", "0.1", "-0.8", "0.3", "0.7", "1.9", "0.5")


def network(
    widths: list[int], decay: str = "1/50", activation: str = "relu", biases: bool = True, **more: Any
) -> Tables:
    """A network on ``INPUTS``, two of which are equal, with the decay of all weights, and of all biases or none."""
    names = [n for n in LayeredNetwork(tuple(widths), activation).parameters if biases or not n.startswith("b")]
    part = {
        "network": {"widths": widths, "activation": activation},
        "loss": "squared",
        "inputs": [[x] for x in INPUTS],
        "targets": [[y] for y in TARGETS],
    }
    if decay:
        part["regularizer"] = f"({'+'.join(f'{n}**2' for n in names)})*{decay}"
    return {"problem": part | more, "augment": {}}


LABELS = [["-1" if y.startswith("-") else "1"] for y in TARGETS]
CASES: dict[str, tuple[Tables, int]] = {
    "weight decay": (network([1, 3, 1], "1/200"), 3),
    "no decay of biases": (network([1, 3, 1], biases=False), 1),
    "units that turn": (network([1, 3, 1], biases=False), 5),
    "two layers": (network([1, 2, 2, 1], "1/100"), 1),
    "leaky": (network([1, 2, 1], activation="leaky_relu"), 1),
    "no decay": (network([1, 1, 1], ""), 2),
    "labels": (network([1, 2, 1], loss="logistic", targets=LABELS), 0),
}
"""Tables, with the seed from which floats lead to a minimum."""


@cache
def proved(name: str) -> tuple[Tables, Json]:
    """The tables of a case, and the data of a certificate about a minimum to which floats have led."""
    tables, seed = CASES[name]
    problem = problem_from_tables(tables)
    start = np.random.default_rng(seed).normal(0, 1, len(problem.names))
    found = least_when_rounded(problem, slopes_of(problem), start, 10.0, 0)
    assert isinstance(found, tuple), found
    certificate = kinked_minimum(problem, [Fraction(float(v)) for v in found[0]])
    assert isinstance(certificate, Certificate), (name, certificate)
    return tables, dict(certificate.data)


def changed(data: Json, **changes: Any) -> Json:
    """The same with other fields of the point."""
    new = copy.deepcopy(data)
    new["point"].update(changes)
    return new


def kink(data: Json, k: int = 0, **changes: Any) -> Json:
    """The same with other fields of one of its kinks."""
    new = copy.deepcopy(data)
    new["point"]["kinks"][k].update(changes)
    return new


def moved(data: Json, by: Fraction) -> Json:
    """The same around another centre."""
    free = next(i for i in range(len(data["point"]["center"])) if i not in data["point"]["held"])
    center = list(data["point"]["center"])
    center[free] = write(exact(center[free]) + by)
    return changed(data, center=center)


def times(text: str, factor: Fraction) -> str:
    return write(exact(text) * factor)


LIES: dict[str, Callable[[Json], Json]] = {
    "a curvature that is too large": lambda d: changed(d, curvature=times(d["point"]["curvature"], Fraction(3))),
    "a curvature of 0": lambda d: changed(d, curvature="0"),
    "a negative curvature": lambda d: changed(d, curvature="-1"),
    "a radius of 0": lambda d: changed(d, radius="0"),
    "a negative radius": lambda d: changed(d, radius="-1e-9"),
    "a radius that is too small": lambda d: changed(d, radius="1e-90"),
    "a radius over which units switch": lambda d: changed(d, radius="4"),
    "another centre": lambda d: moved(d, Fraction(1, 100)),
    "another centre, a little off": lambda d: moved(d, Fraction(1, 10**9)),
    "a centre with a coordinate less": lambda d: changed(d, center=d["point"]["center"][1:]),
    "all coordinates are held": lambda d: changed(d, held=list(range(len(d["point"]["center"])))),
    "a coordinate is held without a symmetry": lambda d: changed(d, held=[0], symmetries=[]),
    "a symmetry for nothing": lambda d: changed(d, symmetries=[*d["point"]["symmetries"], {"scale": [0, 0]}]),
    "an unknown symmetry": lambda d: changed(d, held=[0], symmetries=[{"any": [0]}]),
    "a symmetry of two sorts": lambda d: changed(d, held=[0], symmetries=[{"idle": [0], "scale": [0, 0]}]),
    "a symmetry of no unit": lambda d: changed(d, held=[0], symmetries=[{"scale": [0, 99]}]),
    "a symmetry of no layer": lambda d: changed(d, held=[0], symmetries=[{"scale": [9, 0]}]),
    "a unit turned into itself": lambda d: changed(d, held=[0], symmetries=[{"turn": [0, 0, 0]}]),
    "a unit that is not idle": lambda d: changed(d, held=[0], symmetries=[{"idle": [len(d["point"]["center"]) - 1]}]),
    "a field that nobody knows": lambda d: changed(d, bits=64),
    "an exact point": lambda d: {"point": {"exact": d["point"]["center"]}},
    "no kinks at all": lambda d: {"point": {k: v for k, v in d["point"].items() if k != "kinks"}},
    "a float": lambda d: changed(d, radius=1e-9),
}
"""Lies about every certificate."""

KINK_LIES: dict[str, Callable[[Json], Json]] = {
    "a slope that is off": lambda d: kink(d, slope=write(exact(d["point"]["kinks"][0]["slope"]) / 2)),
    "the slope of the upper branch": lambda d: kink(d, slope="1", bend="0"),
    "a slope beyond the branches": lambda d: kink(d, slope="1.001", bend="0"),
    "a slope below the branches": lambda d: kink(d, slope="-0.001", bend="0"),
    "a negative bend": lambda d: kink(d, bend="-1"),
    "a bend that is too large": lambda d: kink(d, bend="1e30"),
    "a kink that is left out": lambda d: changed(d, kinks=d["point"]["kinks"][1:]),
    "a kink that comes twice": lambda d: changed(d, kinks=[*d["point"]["kinks"], d["point"]["kinks"][0]]),
    "a kink at another input": lambda d: kink(d, input=(d["point"]["kinks"][0]["input"] + 1) % 7),
    "a kink at an input that there is not": lambda d: kink(d, input=7),
    "a kink of a unit that there is not": lambda d: kink(d, unit=9),
    "a kink of a layer that there is not": lambda d: kink(d, layer=9),
    "a kink with another field": lambda d: kink(d, side=1),
    "an index that is a truth": lambda d: kink(d, layer=False),
}
"""Lies about those that have a kink."""
