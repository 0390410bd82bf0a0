"""That a local minimum is a global one by weight decay: proposals for ``decayed-linear`` and ``decayed-to-constant``.

Claims nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from scipy.linalg import qr

from ..errors import CertificateError
from ..kernel.certificate import Certificate, numbers
from ..kernel.decayed_network import DecayedNetwork, data_slopes, decayed_network, features
from ..kernel.evidence import Unknown
from ..numerics import ball
from ..numerics.arrays import Floats
from ..numerics.point import Point
from ..problem.objective import Problem
from .newton import short

SMALL = 1e-6
"""Singular values below this part of the decay are taken for 0."""
ROOM = 1 + 1e-6
LEAST = 1e-12


def decayed_network_is_least(problem: Problem, at: Point, bits: int) -> Iterator[Certificate | Unknown]:
    """Certificates that a local minimum at a point is a global one, if one hidden layer is decayed."""
    try:
        of = decayed_network(problem)
    except CertificateError as error:
        yield Unknown("method", str(error))
        return
    with ball.precision(bits):
        found = [[ball.approximate(g) for g in row] for row in data_slopes(problem, at, bits)]
    slopes, inputs = np.array(found), np.array([[float(x) for x in row] for row in features(problem, of)])
    if not np.all(np.isfinite(slopes)):
        yield Unknown("precision", "the slopes of the data term have no bounds at the point")
        return
    data = {"point": at.written(), "bits": bits}
    if of.network.activation == "linear":
        yield Certificate("decayed-linear", problem.digest, {**data, **_independent(problem, of, at)})
    yield Certificate("decayed-to-constant", problem.digest, {**data, **_bounds(slopes, inputs)})


def _independent(problem: Problem, of: DecayedNetwork, at: Point) -> dict[str, list[int]]:
    """Hidden units and outputs between which the outer weights look independent, as many as there are."""
    _, hidden, outputs = of.network.widths
    theta = dict(zip(problem.names, map(float, at.center), strict=True))
    outer = np.array([[theta[f"W2_{k + 1}_{u + 1}"] for u in range(hidden)] for k in range(outputs)])
    sizes = np.linalg.svd(outer, compute_uv=False)
    rank = int(np.sum(sizes > SMALL * (1.0 + sizes.max(initial=0.0))))
    if not rank:
        return {"units": [], "outputs": []}
    units = [int(u) for u in qr(outer, pivoting=True, mode="economic")[-1][:rank]]
    rows = [int(k) for k in qr(outer[:, units].T, pivoting=True, mode="economic")[-1][:rank]]
    return {"units": units, "outputs": rows}


def _bounds(slopes: Floats, inputs: Floats) -> dict[str, str | list[str]]:
    """The norms, a little enlarged, with shares by which each sample weighs alike in both."""
    sizes = np.linalg.norm(slopes, axis=1), np.linalg.norm(inputs, axis=1)
    shares = [short(float((x + LEAST) / (g + LEAST)), 16) for g, x in zip(*sizes, strict=True)]
    t = np.array([float(share) for share in shares])
    norms = (
        np.linalg.norm(slopes.T @ inputs, 2),
        np.linalg.norm(np.sqrt(t)[:, None] * slopes, 2),
        np.linalg.norm(inputs / np.sqrt(t)[:, None], 2),
    )
    together, outward, inward = numbers([Fraction(short(float(v) * ROOM + LEAST, 40)) for v in norms])
    return {"together": together, "outward": outward, "inward": inward, "shares": numbers(shares)}
