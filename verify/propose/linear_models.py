"""What is known of linear layers: proposals for the kinds ``linear-layers`` and ``rank-bound``. Claims nothing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from ..errors import CertificateError
from ..exact import rounded_up, write
from ..kernel.certificate import Certificate, matrix
from ..kernel.evidence import Unknown
from ..kernel.kinds.linear_layers import require_only_global_minima
from ..kernel.kinds.rank_bound import Rows, SquaredFit, squared_fit
from ..kernel.risk_values import values
from ..numerics import ball
from ..numerics.linear import inertia, product, projection, semidefinite
from ..numerics.point import Exact, Point
from ..problem.expression import Expr, rational, substitute
from ..problem.objective import Problem

ZERO = Fraction(0)
TINY = Fraction(1, 10**30)
SAME = 1e-9
"""Eigenvalues that differ by less, relative to the greater one, are taken for the same."""
LONGEST = 10**6
"""Denominators of coordinates with which an exact proof is tried."""


def linear_layers(problem: Problem) -> Certificate | Unknown:
    """A certificate that every local minimum of L is a global one, if the network is linear layers."""
    try:
        require_only_global_minima(problem)
    except CertificateError as error:
        return Unknown("method", str(error))
    return Certificate("linear-layers", problem.digest, {})


def exactly_least(problem: Problem, at: Point, bits: int) -> Iterator[Certificate | Unknown]:
    """Certificates that L at the point is its least value, by a bound on products of low rank."""
    fit = _fit(problem)
    if isinstance(fit, Unknown):
        yield fit
        return
    for mu, excess in _exact(problem, at, fit):
        yield _proposal(problem, at, mu, excess, "0", bits)
    yield Unknown("method", "no bound on products of low rank was found that L at the point is equal to")


def nearly_least(problem: Problem, at: Point, bits: int) -> Certificate | Unknown:
    """A certificate that L at the point is no farther above its least value than a number."""
    fit = _fit(problem)
    if isinstance(fit, Unknown):
        return fit
    mu, excess = _rounded(fit)
    bound = fit.rest + fit.factor * (fit.total - fit.rank * mu - sum((row[i] for i, row in enumerate(excess)), ZERO))
    here = next(values(problem, at, bits))
    with ball.precision(bits):
        if not ball.finite(here):
            return Unknown("precision", "L at the point has no enclosure")
        above = ball.magnitude(here - ball.ball(bound))
    return _proposal(problem, at, mu, excess, rounded_up(above + TINY), bits)


def _fit(problem: Problem) -> SquaredFit | Unknown:
    try:
        return squared_fit(problem)
    except CertificateError as error:
        return Unknown("method", str(error))


def _proposal(problem: Problem, at: Point, mu: Fraction, excess: Rows, within: str, bits: int) -> Certificate:
    data = {"point": at.written(), "mu": write(mu), "excess": matrix(excess), "within": within, "bits": bits}
    return Certificate("rank-bound", problem.digest, data)


def _exact(problem: Problem, at: Point, fit: SquaredFit) -> Iterator[tuple[Fraction, Rows]]:
    """The excess that fits, if the point is exactly a best one: all of K, or what its own product keeps of it."""
    if not isinstance(at, Exact) or not problem.written or not all(map(_short, at.values)):
        return
    size = len(fit.gram)
    if inertia(fit.gram).positive <= fit.rank:
        yield ZERO, fit.gram
        return
    here = at.constants(problem.names)
    rows = [[rational(f) for f in substitute(outputs, here)] for outputs in problem.outputs]
    known = [[v for v in row if v is not None] for row in rows]
    if any(len(row) < size for row in known):
        return
    base = known[0] if getattr(problem.network, "bias", False) else [ZERO] * size
    kept = projection([[v - b for v, b in zip(row, base, strict=True)] for row in known], size)
    eigenvalues = np.linalg.eigvalsh(np.array([[float(v) for v in row] for row in fit.gram]))[::-1]
    low, high = float(eigenvalues[fit.rank]), float(eigenvalues[fit.rank - 1])
    gap = high - low > SAME * abs(high)
    mu = Fraction((low + high) / 2 if gap else high).limit_denominator(LONGEST)
    above = [[v - mu * (i == j) for j, v in enumerate(row)] for i, row in enumerate(fit.gram)]
    yield mu, product(product(kept, above), kept)


def _short(value: Expr) -> bool:
    number = rational(value)
    return number is not None and number.denominator <= LONGEST


def _rounded(fit: SquaredFit) -> tuple[Fraction, Rows]:
    """What K has above a number between two of its eigenvalues, in floats, and a little more."""
    gram = np.array([[float(v) for v in row] for row in fit.gram])
    eigenvalues, axes = np.linalg.eigh(gram)
    size, scale = len(gram), float(np.max(np.abs(eigenvalues), initial=0.0))
    next_one = float(eigenvalues[-fit.rank - 1]) if fit.rank < size else 0.0
    mu = max(0.0, (float(eigenvalues[-fit.rank]) + next_one) / 2 if fit.rank <= size else 0.0)
    above = (axes * np.maximum(eigenvalues - mu, 0.0)) @ axes.T
    for room in (1e-15, 1e-14, 1e-13, 1e-12):
        entries = above + room * size * scale * np.eye(size)
        excess = [[Fraction(float(entries[max(i, j), min(i, j)])) for j in range(size)] for i in range(size)]
        rest = [[Fraction(mu) * (i == j) + excess[i][j] - fit.gram[i][j] for j in range(size)] for i in range(size)]
        if semidefinite(excess) and semidefinite(rest):
            break
    return Fraction(mu), excess
