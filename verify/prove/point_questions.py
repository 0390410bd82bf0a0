"""What is asked about a point that a file brings, the cheapest first: a ball that excludes 0 before an exact identity.

``ATTEMPTS`` is the whole list. Whoever has another kind that says what L is near a point adds an attempt here, and what
the kind means to ``kernel/answer.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ..kernel import theta_point
from ..kernel.assumptions import met
from ..kernel.evidence import Evidence, Unknown
from ..numerics.point import Boxed, Exact, Point
from ..problem.expression import ZERO
from ..propose import certificates
from ..propose.better_points import better_point
from ..propose.box_reasons import monotone, nothing_within
from ..propose.near_critical import critical_nearby
from ..truth import Truth
from .augmented_questions import descents
from .inquiry import Proposal, Question, checked, unknown, unless
from .risk_questions import BITS, residual_gradient
from .subject import Subject

RADIUS = Fraction(1)
"""How far from the point there is asked for local minima."""


@dataclass(frozen=True, eq=False)
class PointView:
    """A subject whose point is looked at, and what is found out about it once for all questions.

    Attributes:
        subject: the case with its points.
        radius: how far from the point there is asked for local minima.
    """

    subject: Subject
    radius: Fraction

    @cached_property
    def _critical(self) -> tuple[Proposal, Point | None]:
        """The nondegenerate critical point at, or near, the point: as a proposal, and where it is if that is proved."""
        problem, point = self.subject.problem, self.subject.point
        assert isinstance(point, Point)
        scape = theta_point.landscape(problem)
        tries: list[Point | Unknown] = [point]
        if isinstance(point, Exact):
            sloping = isinstance(checked(problem, monotone(problem, point, Fraction(0))), Evidence)
            tries = [critical_nearby(scape, point.center)] if sloping else [point, critical_nearby(scape, point.center)]
        proposal: Proposal = Unknown("method", "nothing was proposed")
        for at in tries:
            proposal = at if isinstance(at, Unknown) else certificates.critical_point(problem, scape, at, BITS)
            if not isinstance(at, Unknown) and isinstance(checked(problem, proposal), Evidence):
                return proposal, at
        return proposal, None

    @property
    def critical(self) -> Proposal:
        """That the point, or one near it, is a nondegenerate critical point of L."""
        return self._critical[0]

    @property
    def place(self) -> Point:
        """Where L is compared with other points: the critical point near the point, or else the point itself."""
        point = self.subject.point
        assert isinstance(point, Point)
        return self._critical[1] or point


Propose = Callable[[PointView, Point], Iterable[Proposal]]


@dataclass(frozen=True)
class Attempt:
    """One question about a point.

    Attributes:
        name: of the question.
        propose: what is put before the kernel.
        unless: not asked if one of the attempts of these names was proved.
    """

    name: str
    propose: Propose
    unless: tuple[str, ...] = ()


def _slope(view: PointView, point: Point) -> Iterator[Proposal]:
    yield monotone(view.subject.problem, point, Fraction(0))


def _near(view: PointView, _: Point) -> Iterator[Proposal]:
    yield view.critical


def _optimal(view: PointView, point: Point) -> Iterator[Proposal]:
    if view.subject.problem.regularizer is not ZERO:
        yield Unknown("method", "L has a term in theta alone: that no function does better says nothing about it")
    elif isinstance(point, Boxed):
        yield Unknown("method", "the coordinates of the point are not exact")
    else:
        yield certificates.plain(view.subject.problem, "data-optimal", point)


def _hyperplane(view: PointView, point: Point) -> Iterator[Proposal]:
    yield certificates.supporting_hyperplane(view.subject.problem, point, view.subject.case.subgradients)


def _stationary(view: PointView, point: Point) -> Iterator[Proposal]:
    yield certificates.plain(view.subject.problem, "stationary", point)


def _none_within(view: PointView, point: Point) -> Iterator[Proposal]:
    yield from nothing_within(view.subject.problem, point, view.radius, view.subject.deadline)


def _lower(view: PointView, _: Point) -> Iterator[Proposal]:
    subject, place = view.subject, view.place
    better = better_point(subject.problem, place.center, subject.seed, subject.deadline)
    yield better if isinstance(better, Unknown) else certificates.lower_value(subject.problem, place, better, BITS)


SLOPE, NEAR, OPTIMAL = "the gradient of L is not 0 at the point", "a critical point of L near the point", "data-optimal"
HYPERPLANE, STATIONARY = "local minimum by a supporting hyperplane", "critical point of L at the point"
NONE_WITHIN, LOWER = "no local minimum of L around the point", "L is lower elsewhere"

ATTEMPTS: tuple[Attempt, ...] = (
    Attempt(SLOPE, _slope),
    Attempt(NEAR, _near),
    Attempt(OPTIMAL, _optimal, unless=(SLOPE,)),
    Attempt(HYPERPLANE, _hyperplane, unless=(SLOPE, NEAR, OPTIMAL)),
    Attempt(STATIONARY, _stationary, unless=(SLOPE, NEAR, OPTIMAL, HYPERPLANE)),
    Attempt(NONE_WITHIN, _none_within, unless=(NEAR, OPTIMAL, HYPERPLANE)),
    Attempt(LOWER, _lower, unless=(OPTIMAL,)),
)
"""All attempts, in their order; one that fails is no answer, and says nothing."""

ABOUT_L = (SLOPE, NEAR, OPTIMAL, HYPERPLANE, STATIONARY, NONE_WITHIN)
ABOUT_RANK = (OPTIMAL, LOWER)


def point_questions(view: PointView) -> list[Question]:
    """The attempts on a point, and what the added neurons do over it."""
    subject = view.subject
    made: dict[str, Question] = {}
    for attempt in ATTEMPTS:
        earlier = tuple(made[name] for name in attempt.unless)
        made[attempt.name] = Question(
            attempt.name, subject.point, _bound(view, attempt.propose), optional=True, unless=earlier
        )
    return [*made.values(), *_added_neurons(subject, made[OPTIMAL])]


def _bound(view: PointView, propose: Propose) -> Callable[[Point], Iterable[Proposal]]:
    return lambda point: propose(view, point)


def _added_neurons(subject: Subject, optimal: Question) -> list[Question]:
    """That (theta, 0, b, W) is no local minimum of L~, unless theta is data-optimal."""
    if met(subject.problem, ("paper-augmentation",)) is not Truth.YES:
        if subject.case.kind != "point":
            return []
        words = "what the added neurons do is proved for the paper's neuron and penalty only"
        return [unknown(subject, "no local minimum of L~ in (a, b, W)", words)]
    return unless([optimal], [residual_gradient(subject), *descents(subject)])
