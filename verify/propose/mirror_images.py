"""Symmetries of L that change signs and exchange units, with weights that tell the points of an orbit apart.

Claims nothing: the kernel proves each symmetry by an identity.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from ..kernel.mirrors import Mirror, keeps_risk
from ..numerics.arrays import Booleans, Floats
from ..numerics.identity import vanish
from ..numerics.layered import layers_of
from ..numerics.program import FLOATS, Program
from ..problem.activations import ACTIVATIONS
from ..problem.expression import var
from ..problem.network import LayeredNetwork
from ..problem.objective import Problem

MOST_SIGNS = 8
"""Of networks given by formulas with so many parameters all changes of signs are tried."""
SAME = 1e-9


def mirrors(problem: Problem, low: Floats, high: Floats) -> tuple[list[Mirror], list[int]]:
    """The symmetries that are likely, and which map the box onto itself; and a weight for each coordinate."""
    n = len(problem.names)
    weights = [0] * n
    found = list[Mirror]()
    tried = _of_layers(problem) if isinstance(problem.network, LayeredNetwork) else _of_signs(n)
    value, points = Program([problem.risk], problem.names), np.random.default_rng(0).uniform(-1.0, 1.0, (5, n))
    pivots = set[int]()
    for mirror, pivot in tried:
        image = points[:, mirror.places] * np.array(mirror.signs)
        with np.errstate(all="ignore"):
            here, there = (np.asarray(value.run(FLOATS, list(x.T))[0], dtype=np.float64) for x in (points, image))
        if not (mirror.maps_onto_itself(low, high) and np.all(np.abs(here - there) <= SAME * (1 + np.abs(here)))):
            continue
        if pivot in pivots or not keeps_risk(problem, mirror):
            continue
        if pivot is not None:
            pivots.add(pivot)
            weights[pivot] = 2 ** (len(pivots) - 1)
        found.append(mirror)
    return found, weights


def _of_signs(n: int) -> Iterator[tuple[Mirror, int | None]]:
    """All changes of signs of few coordinates: each with the first coordinate that it changes."""
    for signs in product((1, -1), repeat=n if n <= MOST_SIGNS else 0):
        if -1 in signs:
            yield Mirror(tuple(range(n)), signs), signs.index(-1)


def _of_layers(problem: Problem) -> Iterator[tuple[Mirror, int | None]]:
    """The changes of sign of each unit of an odd activation, then the exchanges of two units of a layer."""
    network, n = problem.network, len(problem.names)
    assert isinstance(network, LayeredNetwork)
    layers = layers_of(network)
    build = ACTIVATIONS[network.activation].build
    odd = vanish([build(var("u")) + build(-var("u"))])
    swaps = list[Mirror]()
    for j, width in enumerate(network.widths[1:-1], start=1):
        out = [
            (layer.index[:, at : at + width]) for layer in layers for i, at in _places(network, layer.sources) if i == j
        ]
        for u in range(width):
            mine = [*layers[j - 1].index[u].tolist(), *(k for block in out for k in block[:, u].tolist())]
            signs = [-1 if k in mine else 1 for k in range(n)]
            if odd:
                yield Mirror(tuple(range(n)), tuple(signs)), int(layers[j - 1].index[u, 0])
            for v in range(u):
                places = list(range(n))
                theirs = [*layers[j - 1].index[v].tolist(), *(k for block in out for k in block[:, v].tolist())]
                for a, b in zip(mine, theirs, strict=True):
                    places[a], places[b] = b, a
                swaps.append(Mirror(tuple(places), (1,) * n))
    yield from ((swap, None) for swap in swaps)


def _places(network: LayeredNetwork, sources: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """The layers that go into one, with the first column of each."""
    at = 0
    for i in sources:
        yield i, at
        at += network.widths[i]


def mirrored(rises: list[tuple[int, ...]], low: Floats, high: Floats, top: Floats) -> Booleans:
    """Which pieces one of these sums makes superfluous, by floats."""
    found = np.zeros(len(low), dtype=bool)
    for rise in rises:
        c = np.array(rise, dtype=np.float64)
        least = (np.where(c > 0, low, high) * c).sum(axis=1)
        open_ = np.any((c < 0) & (high < top), axis=1)
        found |= (least > 0) | ((least == 0) & open_)
    return found
