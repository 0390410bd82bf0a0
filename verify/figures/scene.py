"""A scene: a case with all that the kernel has proved of it, from which figures are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from ..errors import CertificateError, InputError, VerifyError
from ..exact import exact, half_unit
from ..kernel import theta_point
from ..kernel.certificate import Fields
from ..kernel.evidence import Evidence
from ..numerics import ball
from ..numerics.ball import Ball
from ..numerics.point import Exact, Point
from ..numerics.program import FLOATS, Program
from ..problem.case import Case
from ..problem.expression import var
from ..problem.formula import constant
from ..problem.objective import Problem
from .sampled import Floats

BITS = 256


class FigureError(VerifyError):
    """A figure would show something else than what was proved: it is not drawn."""


@dataclass(frozen=True)
class Level:
    """A value of L or L~ that the kernel has proved: as it is stated, exactly or in certified digits."""

    value: Fraction
    evidence: Evidence


@dataclass(frozen=True, eq=False)
class Scene:
    """A case and the evidence about it, in the order of its certificates."""

    case: Case
    proved: tuple[Evidence, ...]

    @property
    def problem(self) -> Problem:
        return self.case.problem

    def of_kind(self, kind: str) -> Iterator[Evidence]:
        """The evidence of one kind."""
        return (evidence for evidence in self.proved if evidence.kind == kind)

    @cached_property
    def theta(self) -> Point | None:
        """The point of the file; None if it is given by decimals near which nothing was proved to be a point."""
        stated = self.case.point
        if not stated.refine:
            return Exact(tuple(t.text for t in stated.theta), stated.values)
        found = (self._point(e, "point") for e in self.proved)
        return next((at for at in found if at is not None and self._rounds(at)), None)

    @cached_property
    def better(self) -> Point | None:
        """A point at which L was proved lower than at theta."""
        found = (self._point(e, "better") for e in self.of_theta("lower-value"))
        return next((at for at in found if at is not None), None)

    def without_theta(self) -> str | None:
        """Why nothing can be drawn at theta; None if it can."""
        if self.theta is None:
            return "its point is given by decimals, and no point that rounds to them was proved to be there"
        if not self.problem.written:
            return "L is too large to be written out as a formula"
        return None

    @cached_property
    def outputs(self) -> Program:
        """f as a function of ``(x, theta)``."""
        inputs = [f"~x{d + 1}" for d in range(self.problem.network.inputs)]
        return Program(self.problem.network.applied([var(x) for x in inputs]), [*inputs, *self.problem.names])

    @cached_property
    def targets(self) -> Floats:
        """The targets in floats, one row for each sample."""
        return np.array([[float(v) for v in Program(row, []).run(FLOATS, [])] for row in self.problem.targets])

    @property
    def labels(self) -> list[int] | None:
        """The class of each sample, from 0; None if the targets are numbers."""
        record = self.problem.loss.record
        if record is None or record.targets == "real":
            return None
        if record.targets == "distribution":
            return [int(np.argmax(row)) for row in self.targets]
        middle = 0.0 if record.targets == "sign" else 0.5
        return [int(row[0] > middle) for row in self.targets]

    def risk(self, at: Point) -> Ball:
        """L at a point, enclosed anew: by the formula, whatever the evidence says."""
        with ball.precision(BITS):
            return theta_point.landscape(self.problem).value(at.enclosure(BITS))

    @cached_property
    def theta_level(self) -> Level | None:
        """L(theta), if its value was proved."""
        return self._stated("lower-value", "L") or self._stated("critical-point", "L") or self._of_value(self.theta)

    @cached_property
    def better_level(self) -> Level | None:
        """L at the better point."""
        return self._stated("lower-value", "L_better") or self._of_value(self.better)

    @cached_property
    def limit_level(self) -> Level | None:
        """What L~ falls to at the end of the certified path to infinity."""
        return self._stated("escape", "limit")

    def of_theta(self, kind: str) -> Iterator[Evidence]:
        """The evidence of one kind that is about theta itself."""
        return (e for e in self.of_kind(kind) if self.theta is not None and self._point(e, "point") == self.theta)

    def _point(self, evidence: Evidence, key: str) -> Point | None:
        """The point that the evidence is about, as the kernel reads it from the certificate."""
        if not isinstance(evidence.certificate.data.get(key), dict):
            return None
        try:
            return theta_point.point(self.problem, Fields(evidence.certificate.data, evidence.kind), key)
        except CertificateError:
            return None

    def _rounds(self, at: Point) -> bool:
        """Whether the coordinates have the decimals of the file: so it is no other point of the certificate."""
        with ball.precision(BITS):
            pairs = zip(at.enclosure(BITS), self.case.point.theta, strict=True)
            return all(ball.within(v, exact(t.text), 2 * half_unit(t.text)) for v, t in pairs)

    def _stated(self, kind: str, fact: str) -> Level | None:
        """A number among the facts of evidence about theta."""
        found = ((evidence, sharp(evidence.facts[fact])) for evidence in self.of_theta(kind))
        return next((Level(value, evidence) for evidence, value in found if value is not None), None)

    def _of_value(self, at: Point | None) -> Level | None:
        """What the file states of L at a point."""
        for evidence in self.of_kind("value"):
            data = evidence.certificate.data
            value = sharp(data["rounds_to"]) if "rounds_to" in data else _middle(data["equals"])
            if value is not None and at is not None and self._point(evidence, "point") == at:
                return Level(value, evidence)
        return None


def _middle(text: str) -> Fraction | None:
    """A number near a constant such as ``log(2)``, to far more digits than are drawn."""
    value = Exact((text,), (constant(text, "value"),)).enclosure(BITS)[0]
    return ball.midpoint(value) if ball.finite(value) else None


def sharp(text: str) -> Fraction | None:
    """A number that evidence states to more digits than a figure shows; None for other words, and for fewer digits."""
    value = number(text)
    if value is None or text == "0":
        return value
    return value if 2 * half_unit(text) < abs(value) / 10**6 else None


def number(text: str) -> Fraction | None:
    """An exact number, or certified digits, as evidence writes them; None for other words."""
    try:
        return exact(text)
    except InputError:
        return None
