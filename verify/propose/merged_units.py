"""Hidden units that are there twice, or are constant: proposals for the kind ``critical-family``. Claims nothing.

Units of one layer whose inner weights look equal (or opposite, for an odd activation) are merged: the smaller network
has the sum of their outer weights, and the trade between them is free. A unit whose inner and outer weights look like 0
does nothing, and its bias is free. The critical point of the smaller network is refined by Newton's method.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from ..exact import nearest
from ..kernel.certificate import Certificate, matrix
from ..kernel.evidence import Unknown
from ..kernel.implied_points import of_inner_variables
from ..kernel.theta_point import landscape
from ..numerics.krawczyk import Box, Rows
from ..numerics.point import Mapped
from ..numerics.program import FLOATS, Program
from ..problem.derivatives import gradient
from ..problem.formula import parse
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem
from .certificates import independent_rows
from .critical_orbits import Floats
from .newton import refine, short

ODD = ("linear", "tanh", "sin", "softsign")
CLOSE = 1e-3
"""Weights that differ by no more, relative to 1 and to their size, are thought of as equal."""

NONE = 1e-9
"""Curvatures below this part of the largest one count as 0."""


@dataclass
class Merger:
    """A map from the weights of a smaller network, and what the slopes of the larger one are in terms of its.

    Attributes:
        texts: the map: a formula for each parameter that is not itself an inner variable.
        factors: for each parameter the inner variables in whose slopes its own is linear, with the factors.
        outer: the outer variables, with numbers for them.
        start: inner variables that do not start from the parameter of their name.
    """

    texts: dict[str, str] = field(default_factory=dict)
    factors: dict[str, dict[str, str]] = field(default_factory=dict)
    outer: dict[str, Fraction] = field(default_factory=dict)
    start: dict[str, Fraction] = field(default_factory=dict)


def critical_family(problem: Problem, near: Sequence[Fraction], bits: int) -> Iterator[Certificate | Unknown]:
    """Certificates about a critical point close to ``near`` that one of a network with fewer units makes, by layers."""
    network = problem.network
    if isinstance(network, LayeredNetwork):
        at = dict(zip(problem.names, near, strict=True))
        for layer in range(1, len(network.widths) - 1):
            merger = _merger(network, layer, at)
            if merger.outer:
                yield _proposal(problem, at, merger, bits)


def _merger(network: LayeredNetwork, layer: int, at: dict[str, Fraction]) -> Merger:
    """What may be merged in one layer, as far as the numbers show."""
    merger, units = Merger(), range(network.widths[layer])
    inner = [_inner(network, layer, r) for r in units]
    outer = [_outer(network, layer, r) for r in units]
    kept: list[int] = []
    for r in units:
        weights = [name for name in inner[r] if not name.startswith("b")]
        if network.bias and all(abs(at[name]) <= CLOSE for name in (*weights, *outer[r])):
            _constant(merger, network, layer, r, at)
            continue
        for first in kept:
            sign = _same([at[name] for name in inner[first]], [at[name] for name in inner[r]], network.activation)
            if sign and _trade(merger, sign, (inner[first], inner[r]), (outer[first], outer[r]), at):
                break
        else:
            kept.append(r)
    return merger


def _same(x: Sequence[Fraction], y: Sequence[Fraction], activation: str) -> int:
    """1 if the numbers look equal, -1 if they look opposite and the activation is odd, else 0."""
    for sign in (1, -1) if activation in ODD else (1,):
        if all(abs(a - sign * b) <= CLOSE * (1 + abs(a)) for a, b in zip(x, y, strict=True)):
            return sign
    return 0


def _trade(
    merger: Merger, sign: int, inner: tuple[list[str], list[str]], outer: tuple[list[str], list[str]],
    at: dict[str, Fraction],
) -> bool:  # fmt: skip
    """Merges a unit with an earlier one, if their outer weights look like parts of one vector."""
    firsts, seconds = [merger.start.get(name, at[name]) for name in outer[0]], [sign * at[name] for name in outer[1]]
    total = [a + b for a, b in zip(firsts, seconds, strict=True)]
    size = sum(v * v for v in total)
    share = sum(v * b for v, b in zip(total, seconds, strict=True)) / size if size else Fraction(0)
    apart = max(abs(share * v - b) for v, b in zip(total, seconds, strict=True))
    if not size or apart > CLOSE * (1 + max(map(abs, seconds))):
        return False
    s, minus = f"s{len(merger.outer) + 1}", "-" if sign < 0 else ""
    earlier = merger.factors.get(inner[0][0], {}).get(inner[0][0], "1")
    merger.outer[s] = short(float(share), 53)
    rest = f"{earlier} - {s}"
    for a, b in zip(*inner, strict=True):
        merger.texts[b] = f"{minus}{a}"
        merger.factors[a], merger.factors[b] = {a: rest}, {a: f"{minus}{s}"}
    for a, b, v in zip(*outer, total, strict=True):
        merger.start[a] = v
        merger.texts[a], merger.texts[b] = f"({rest})*{a}", f"{minus}{s}*{a}"
        merger.factors[b] = {a: f"{sign}"}
    return True


def _constant(merger: Merger, network: LayeredNetwork, layer: int, r: int, at: dict[str, Fraction]) -> None:
    """A unit that does nothing: the slope in an outer weight is its value times that in the bias there."""
    bias, s = f"b{layer}_{r + 1}", f"s{len(merger.outer) + 1}"
    merger.outer[s] = at[bias]
    for name in _inner(network, layer, r):
        merger.texts[name], merger.factors[name] = ("0" if name != bias else s), {}
    for name in _outer(network, layer, r):
        to = name.split("_")[0][1:] if name[0] == "W" else name.split("_")[1]
        target = f"b{to}_{name.split('_')[-2]}"
        merger.texts[name], merger.factors[name] = "0", {target: f"{network.activation}({s})"}


def _inner(network: LayeredNetwork, layer: int, r: int) -> list[str]:
    """The parameters that a unit has to itself, the weights in a fixed order; then its bias."""
    rows = [name for name in network.parameters if name.startswith((f"W{layer}_{r + 1}_",))]
    rows += [f"S{i}_{j}_{r + 1}_{c + 1}" for i, j in network.skips if j == layer for c in range(network.widths[i])]
    return [*rows, f"b{layer}_{r + 1}"] if network.bias else rows


def _outer(network: LayeredNetwork, layer: int, r: int) -> list[str]:
    """The weights with which a unit is taken up above, in a fixed order."""
    columns = [f"W{layer + 1}_{k + 1}_{r + 1}" for k in range(network.widths[layer + 1])]
    skips = [(i, j) for i, j in network.skips if i == layer]
    return columns + [f"S{i}_{j}_{k + 1}_{r + 1}" for i, j in skips for k in range(network.widths[j])]


def _proposal(problem: Problem, at: dict[str, Fraction], merger: Merger, bits: int) -> Certificate | Unknown:
    names = problem.names
    inner = tuple(name for name in names if name not in merger.texts or name in merger.start)
    outer = tuple(merger.outer)
    texts = tuple(merger.texts.get(name, name) for name in names)
    formulas = tuple(parse(text, [*inner, *outer]) for text in texts)
    start = [merger.start.get(name, at[name]) for name in inner]
    if not inner:
        return Unknown("method", "nothing is left of the network without the units that do nothing")
    held = tuple(merger.outer.values())
    place = Mapped(texts, formulas, inner, outer, held, Box(tuple(start), Fraction(0)), (), bits)
    refined = refine(of_inner_variables(problem, place), start, bits)
    if refined is None:
        words = "Newton's method found no isolated critical point of L without the units that are there twice"
        return Unknown("singular", words)
    box, preconditioner = refined
    point = Mapped(texts, formulas, inner, outer, held, box, preconditioner, bits + 64)
    values = [np.float64(nearest(v)) for v in (*box.center, *held)]
    jacobian = np.array(
        [[float(v) for v in Program(gradient(f, outer), [*inner, *outer]).run(FLOATS, values)] for f in formulas]
    )
    across = _across(landscape(problem).float_hessian(point.center), len(names) - len(outer))
    if across is None:
        return Unknown("singular", "the Hessian of L looks singular across the trade of equal units")
    factors = {name: merger.factors.get(name, {name: "1"}) for name in names}
    data = {
        "point": point.written(),
        "factors": [[factors[name].get(variable, "0") for variable in inner] for name in names],
        "rows": independent_rows(jacobian, len(outer)),
        "complement": matrix(across),
        "bits": bits,
    }
    return Certificate("critical-family", problem.digest, data)


def _across(hessian: Floats, most: int) -> Rows | None:
    """Eigenvectors of the curvatures that are not small, as columns; None if there are too few for a minimum."""
    if not np.all(np.isfinite(hessian)):
        return None
    rates, axes = np.linalg.eigh(hessian)
    order = np.argsort(-np.abs(rates))[:most]
    chosen = [int(i) for i in order if abs(rates[i]) > NONE * np.max(np.abs(rates))]
    if not chosen or (len(chosen) < most and min(rates[chosen]) > 0):
        return None
    return tuple(tuple(short(float(v)) for v in row[chosen]) for row in axes)
