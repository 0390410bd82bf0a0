"""Questions about L~: where it has no local minimum, and how it falls."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

from ..exact import rough, shorten
from ..kernel.assumptions import met
from ..kernel.evidence import Evidence, Unknown
from ..numerics.point import Exact, Point
from ..propose import certificates
from ..propose.descend import Vector, descend, escape_end, least_descent
from ..propose.least_values import least_somewhere
from ..propose.output_relations import unreachable
from ..propose.parameter_cover import nowhere_stationary
from ..truth import Truth
from .centers import ChosenCenter, standard_amplitudes
from .determined import sharper
from .inquiry import Proposal, Question, unless
from .outcome import Fault, Result
from .risk_questions import (
    BITS,
    better_optimality,
    if_optimal,
    local_minimum,
    lower,
    residual_gradient,
    unless_optimal,
)
from .subject import Subject

RADII = tuple(Fraction(1, 2**k) for k in range(1, 41))
"""Lower points of L~ are exhibited within each of these distances of a point that is no local minimum."""


def no_minimum(subject: Subject) -> list[Question]:
    """Whether no theta whatsoever is data-optimal, so that L~ has no local minimum.

    That L~ has none is FAIL's conclusion, for FAIL's neuron, penalty and losses only.
    """
    if met(subject.problem, ("paper-augmentation", "lam-nonzero", "differentiable")) is not Truth.YES:
        return []
    here = [] if subject.problem.names else [replace(residual_gradient(subject), optional=True)]
    anywhere = Question("no data-optimal theta", subject.point, partial(_nowhere_optimal, subject), optional=True)
    # If the better point is data-optimal there is nothing to look for.
    return unless(better_optimality(subject), [*here, *unless(here, [anywhere])])


def _nowhere_optimal(subject: Subject, _: Point) -> Iterator[Proposal]:
    """The loss has no minimiser at some distinct input; a linear relation of the outputs keeps theta from it; or boxes
    cover the parameter space, each with a residual gradient that is not 0.
    """
    for x in range(len(subject.problem.distinct)):
        yield certificates.unattained(subject.problem, x)
    yield unreachable(subject.problem, subject.deadline)
    yield nowhere_stationary(subject.problem, subject.deadline)


def elimination(subject: Subject) -> list[Question]:
    """What ELIM and REAL ask: whether theta is data-optimal, or else nothing over it is a local minimum."""
    none = no_minimum(subject)
    bad = [local_minimum(subject), *lower(subject)] if subject.case.kind == "bad-minimum" else []
    others = [*none, *unless(none, bad), residual_gradient(subject), *descents(subject)]
    return [*if_optimal(subject), *unless_optimal(subject, others)]


def descents(subject: Subject) -> list[Question]:
    """Whether, at each centre, (theta, 0, b, W) is no local minimum of L~; the file's own centres come first."""
    return [_descent(subject, center, first=i == 0) for i, center in enumerate(subject.centers)]


def _descent(subject: Subject, center: ChosenCenter, first: bool) -> Question:
    """At the file's first centre the least order of descent has to be what the file expects, if it expects one."""
    expected = subject.case.expect.order
    exact_order = center.label.startswith("file") and expected is not None

    def propose(point: Point) -> Iterator[Proposal]:
        for finer in sharper(subject.problem, subject.case.point, point):
            yield _descent_at(subject, center, exact_order, finer)

    def conclude(result: Result) -> Result:
        if first and expected is not None and isinstance(result, Evidence):
            order = result.facts["order"]
            if order != expected.text.strip():
                words = f"the least order of descent is {order}, not {shorten(expected.text)}"
                return Fault(expected.place, words, result)
        return result

    name = f"no local minimum of L~ at (theta, 0, b, W), {center.label}"
    return Question(name, subject.point, propose, conclude)


def _descent_at(subject: Subject, center: ChosenCenter, exact_order: bool, point: Point) -> Proposal:
    fibre = subject.fibre
    if exact_order:
        if not isinstance(point, Exact):
            return Unknown("method", "the least order of all is an identity: it needs a point with exact coordinates")
        constants = point.constants(subject.problem.names)
        found = least_descent(fibre, point.enclosure, constants, center.b, center.W, RADII, subject.deadline)
    else:
        found = descend(fibre, point.enclosure, center.b, center.W, RADII, subject.deadline)
    if found is None:
        return _undecided(subject)
    return certificates.descent(subject.problem, point, center.b, center.W, found, exact_order)


def _undecided(subject: Subject) -> Unknown:
    if time.monotonic() > subject.deadline:
        return Unknown("budget", "the time was spent before this was decided")
    return Unknown("precision", "no lower points were found at any precision tried")


def orbits(subject: Subject) -> list[Question]:
    """Whether points with a != 0 are no local minima of L~, whatever theta, b and W: at amplitudes of each size."""
    return [_orbit(subject, a) for a in standard_amplitudes(subject.fibre.amplitudes, subject.seed)]


def _orbit(subject: Subject, a: Vector) -> Question:
    sizes = ", ".join(rough(v) for v in a)
    return Question(
        f"no local minimum of L~ with a = ({sizes})",
        subject.point,
        lambda _: [certificates.orbit(subject.problem, a, RADII)],
    )


def attains(subject: Subject) -> Question:
    """Whether L~ attains a least value over the added parameters, theta held fixed. Not known is no answer."""

    def propose(point: Point) -> Iterator[Proposal]:
        if isinstance(point, Exact):
            yield from least_somewhere(subject.problem, point, subject.seed)

    return Question("a least value over (a, b, W)", subject.point, propose, optional=True)


def escape(subject: Subject) -> Question:
    """Whether there is a path to infinity along which L~ falls strictly, to below L(theta)."""
    return Question("escape to infinity", subject.point, partial(_escapes, subject))


def _escapes(subject: Subject, point: Point) -> Iterator[Proposal]:
    """To a far end; then from a lower point near (theta, 0, 0, 0), as it exists wherever the theorem applies."""
    fibre, problem = subject.fibre, subject.problem
    c, rows = escape_end(fibre, point.enclosure, random.Random(subject.seed + 2))
    yield certificates.escape(problem, point, c, rows, BITS)
    none = (Fraction(0),) * fibre.neurons
    flat = ((Fraction(0),) * fibre.dx,) * fibre.neurons
    found = descend(fibre, point.enclosure, none, flat, RADII[:1], subject.deadline)
    if found is None:
        yield _undecided(subject)
    else:
        yield certificates.escape(problem, point, found.points[0].a, found.points[0].W, found.bits)
