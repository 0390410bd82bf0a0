"""L~ at a dead theta, as a function of the added parameters alone, in floats: for candidates, which claim nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..exact import exact, fixed
from ..kernel.augmented_point import bounds, trained
from ..numerics import ball
from ..numerics.krawczyk import Landscape
from ..numerics.program import FLOATS, Program
from ..problem.derivatives import gradient
from ..problem.expression import JUMP, Expr, branches, num, substitute, topological
from ..problem.objective import Problem
from ..propose.newton import refine

Floats = NDArray[np.float64]

DIGITS = 10
FAR = 60.0
"""A minimiser beyond this in some coordinate has run away."""

SATURATED = 12.0
"""A coordinate beyond this on which L~ seems not to depend has only run into the flat end of a neuron."""

TINY = 1e-9
"""A coordinate nearer to 0 than this is taken for 0."""

ASIDE = 1 / 16
"""A step along a coordinate on which L~ is said not to depend."""

SIMPLE = 10_000
"""The greatest denominator of a coordinate at a jump."""

STEPS = 80


@dataclass(frozen=True)
class Minimum:
    """A point where the gradient vanishes and the Hessian is positive in the coordinates that matter, up to rounding.

    ``texts`` are its coordinates as a file writes them; with ``refine`` they are rounded decimals.
    """

    point: Floats
    texts: tuple[str, ...]
    refine: bool
    strength: float


class FloatFibre:
    """The function ``(a, b, W) -> L~(theta, a, b, W)`` of one problem, at one theta (by default 0).

    The coordinates with the indices ``still`` stay at these values.
    """

    def __init__(
        self, problem: Problem, theta: Sequence[Fraction] = (), still: Mapping[int, Fraction] | None = None
    ) -> None:
        self.problem = problem
        a, b, rows = problem.added_names
        self.names = [*a, *b, *(name for row in rows for name in row)]
        free = set(trained(problem))
        held = still or {}
        self.free = [i for i, name in enumerate(self.names) if name in free and i not in held]
        self.amplitudes = range(len(a))
        at = dict(zip(problem.names, map(num, theta), strict=True)) if theta else {n: num(0) for n in problem.names}
        at |= {self.names[i]: num(value) for i, value in held.items()}
        self.phi: Expr = substitute([problem.augmented_risk], at)[0]
        self.limits = [bounds(problem).get(name, []) for name in self.names]

    @cached_property
    def slopes(self) -> list[Expr]:
        """The derivatives of L~ in (a, b, W)."""
        return gradient(self.phi, self.names)

    @cached_property
    def _program(self) -> Program:
        return Program([self.phi, *self.slopes], self.names)

    @cached_property
    def landscape(self) -> Landscape:
        """L~ with its first two derivatives."""
        return Landscape(self.phi, self.names)

    def value_and_gradient(self, x: Floats) -> tuple[float, Floats]:
        """L~ and its gradient; infinity where L~ has no value."""
        with np.errstate(all="ignore"):
            out = [float(v) for v in self._program.run(FLOATS, [np.float64(v) for v in x])]
        if not np.all(np.isfinite(out)):
            return float("inf"), np.zeros(len(x))
        return out[0], np.array(out[1:])

    def values(self, points: Floats) -> Floats:
        """L~ at many points at once, one per row."""
        with np.errstate(all="ignore"):
            out = self._values.run(FLOATS, [points[:, i] for i in range(points.shape[1])])[0]
        return np.broadcast_to(np.asarray(out, dtype=np.float64), (len(points),))

    @cached_property
    def _values(self) -> Program:
        return Program([self.phi], self.names)

    def box(self) -> list[tuple[float | None, float | None]]:
        """The bounds of each coordinate."""
        found: list[tuple[float | None, float | None]] = []
        for constraints in self.limits:
            lows = [float(c.bound) for c in constraints if c.relation == ">="]
            highs = [float(c.bound) for c in constraints if c.relation == "<="]
            found.append((max(lows, default=None), min(highs, default=None)))
        return found

    def minimise(self, start: Sequence[Fraction]) -> Floats | None:
        """Where descent from ``start`` ends: damped Newton steps within the bounds; None if it runs away.

        The Hessian is made positive by taking the sizes of its eigenvalues, so that every step leads downward.
        """
        x = np.array([float(v) for v in start])
        low = np.array([-np.inf if v is None else v for v, _ in self.box()])
        high = np.array([np.inf if v is None else v for _, v in self.box()])
        value, slope = self.value_and_gradient(x)
        damping = 1e-3
        for _ in range(STEPS):
            stuck = ((x <= low) & (slope > 0)) | ((x >= high) & (slope < 0))
            moving = [i for i in self.free if not stuck[i]]
            if not np.isfinite(value) or not moving or float(np.abs(slope[moving]).max()) < 1e-11:
                break
            hessian = self._hessian(x)
            if hessian is None:
                return None
            sizes, axes = np.linalg.eigh(hessian[np.ix_(moving, moving)])
            along = axes.T @ slope[moving]
            accepted = False
            for _ in range(12):
                step = np.zeros(len(x))
                step[moving] = -axes @ (along / (np.abs(sizes) + damping))
                length = float(np.abs(step).max())
                trial = np.clip(x + step * min(1.0, 2.0 / max(length, 1e-300)), low, high)
                lower, new_slope = self.value_and_gradient(trial)
                if lower < value:
                    accepted = True
                    break
                damping *= 8
            if not accepted:
                break
            x, value, slope, damping = trial, lower, new_slope, max(damping / 10, 1e-12)
            if float(np.abs(x).max(initial=0)) > FAR:
                return None
        return x if np.all(np.isfinite(x)) else None

    def minimum(self, near: Floats) -> Minimum | None:
        """The nondegenerate minimum near a point, in the coordinates on which L~ depends; None if there is none."""
        x = near.copy()
        held = [i for i in self.free if self._bound(i, x[i]) is not None]
        for i in held:
            bound = self._bound(i, x[i])
            x[i] = float(bound) if bound is not None else x[i]
        x[np.abs(x) < TINY] = 0.0
        hessian = self._hessian(x)
        if hessian is None:
            return None
        rest = [i for i in self.free if i not in held]
        rows = {i: float(np.abs(hessian[i, rest]).max(initial=0)) for i in rest}
        moving = [i for i, row in rows.items() if row != 0]
        if any(0 < row < TINY * max(1.0, *rows.values()) for row in rows.values()):
            return None  # the flat end of a neuron, where L~ only seems not to depend on something
        for _ in range(12):
            step = self._newton(x, moving)
            if step is None:
                return None
            x[moving] -= step
            if float(np.abs(step).max(initial=0)) < 1e-13:
                break
        value, slope = self.value_and_gradient(x)
        hessian = self._hessian(x)
        if not np.isfinite(value) or hessian is None or float(np.abs(x).max(initial=0)) > FAR:
            return None
        if float(np.abs(slope[rest]).max(initial=0)) > 1e-8 * (1 + abs(value)):
            return None
        if any(slope[i] * (1 if self._lower(i, x[i]) else -1) <= 1e-9 for i in held):
            return None
        least = float(np.linalg.eigvalsh(hessian[np.ix_(moving, moving)]).min()) if moving else 1.0
        if least < 1e-7:
            return None
        flat = [i for i in rest if i not in moving]
        if any(abs(x[i]) > SATURATED for i in flat) or not self._constant(x, flat):
            return None
        return self._written(x, moving, least)

    def on_a_jump(self, near: Floats) -> tuple[str, ...] | None:
        """The point of simple coordinates beside ``near`` at which jumps of L~ meet, as a file writes it."""
        if self._jumps is None:
            return None
        simple = [Fraction(float(v)).limit_denominator(SIMPLE) if abs(v) > TINY else Fraction(0) for v in near]
        if any(abs(float(s) - v) > TINY for s, v in zip(simple, near, strict=True)):
            return None
        values = self._jumps.run(FLOATS, [np.float64(float(v)) for v in simple])
        return tuple(str(v) for v in simple) if any(float(v) == 0 for v in values) else None

    @cached_property
    def _jumps(self) -> Program | None:
        jumps = [y.args[0] for y in topological([self.phi]) if y.op == "where" and branches(y).order == JUMP]
        return Program(jumps, self.names) if jumps else None

    def _written(self, x: Floats, moving: Sequence[int], least: float) -> Minimum | None:
        simple = [Fraction(float(v)).limit_denominator(64 if i in moving else 8) for i, v in enumerate(x)]
        if all(abs(float(simple[i]) - x[i]) < 1e-11 for i in moving):
            return Minimum(x, tuple(str(s) for s in simple), False, least)
        # Coordinates that do not matter, or are held, are written exactly.
        rounded = [Fraction(float(v)).limit_denominator(8) if i not in moving else None for i, v in enumerate(x)]
        texts = [None if v is None else decimal(v) for v in rounded]
        if any(t is None and i not in moving for i, t in enumerate(texts)):
            return None
        fixed_at = {self.names[i]: num(v) for i, v in enumerate(rounded) if v is not None}
        scape = Landscape(substitute([self.phi], fixed_at)[0], [self.names[i] for i in moving])
        try:
            found = refine(scape, [Fraction(float(x[i])) for i in moving], 256)
        except (ArithmeticError, ValueError):
            return None
        if found is None:
            return None
        for i, c in zip(moving, found[0].center, strict=True):
            texts[i] = fixed(c, DIGITS)
        return Minimum(x, tuple(t for t in texts if t is not None), True, least)

    def _newton(self, x: Floats, moving: Sequence[int]) -> Floats | None:
        if not moving:
            return np.zeros(0)
        hessian = self._hessian(x)
        if hessian is None:
            return None
        _, slope = self.value_and_gradient(x)
        try:
            step: Floats = np.asarray(np.linalg.solve(hessian[np.ix_(moving, moving)], slope[list(moving)]), np.float64)
        except np.linalg.LinAlgError:
            return None
        return step if float(np.abs(step).max(initial=0)) < 1.0 else None

    def _hessian(self, x: Floats) -> Floats | None:
        if not np.all(np.isfinite(x)):
            return None
        found = self.landscape.float_hessian(x.tolist())
        return found if np.all(np.isfinite(found)) else None

    def _constant(self, x: Floats, flat: Sequence[int]) -> bool:
        """Whether L~ stays the same as each of these coordinates moves a little, within rounding."""
        aside = [x + side * np.eye(len(x))[i] for i in flat for side in (ASIDE, -ASIDE)]
        here, *others = self.values(np.stack([x, *aside]))
        return all(abs(value - here) <= 1e-12 * (1 + abs(here)) for value in others)

    def rises_from_bound(self, i: int, value: Fraction) -> bool:
        """Whether coordinate i, at its bound, can only become greater."""
        return self._lower(i, float(value))

    def _bound(self, i: int, value: float) -> Fraction | None:
        return next((c.bound for c in self.limits[i] if abs(float(c.bound) - value) < 1e-9), None)

    def _lower(self, i: int, value: float) -> bool:
        return any(c.relation == ">=" and abs(float(c.bound) - value) < 1e-9 for c in self.limits[i])

    def no_minimum(self, point: Sequence[Fraction]) -> bool:
        """Certainly not a local minimum: some partial derivative of L~ is proved not to be 0, with no bound in the way.

        L~ falls against the sign of the derivative, upward where it is negative: an upper bound is in the way there.
        """
        with ball.precision(128):
            values = self._slopes.run(ball.BALLS, [ball.ball(v) for v in point])
            signs = {i: ball.sign(values[i]) for i in self.free}
        return any(sign in (1, -1) and sign not in self._blocked(i, point[i]) for i, sign in signs.items())

    def _blocked(self, i: int, value: Fraction) -> set[int]:
        """The signs of a derivative against which coordinate i cannot move from here."""
        return {-1 if c.relation == "<=" else 1 for c in self.limits[i] if c.bound == value}

    @cached_property
    def _slopes(self) -> Program:
        return Program(self.slopes, self.names)

    def inside(self, point: Sequence[Fraction]) -> bool:
        """Whether the point meets all bounds."""
        return all(
            (v <= c.bound if c.relation == "<=" else v >= c.bound)
            for v, constraints in zip(point, self.limits, strict=True)
            for c in constraints
        )


def decimal(value: Fraction) -> str | None:
    """A terminating decimal for the number; None if it has none of few digits."""
    for digits in range(0, DIGITS):
        text = fixed(value, digits).rstrip(".")
        if exact(text) == value:
            return text
    return None
