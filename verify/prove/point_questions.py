"""What is asked about a point that a file brings, the cheapest first: a ball that excludes 0 before an exact identity.

``ATTEMPTS`` is the whole list. Whoever has another kind that says what L is near a point adds an attempt here, and what
the kind means to ``kernel/answer.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ..exact import rough
from ..kernel import theta_point
from ..kernel.answer import MEANINGS, distance_between, says
from ..kernel.assumptions import met
from ..kernel.certificate import Certificate, Fields
from ..kernel.evidence import Evidence, Unknown
from ..kernel.layered_risk import by_layers
from ..numerics.point import Exact, Point
from ..problem.expression import ZERO
from ..propose import certificates
from ..propose.better_points import better_point
from ..propose.box_reasons import monotone, nothing_within
from ..propose.convex_models import convex_model
from ..propose.critical_orbits import critical_orbit
from ..propose.descent_paths import descent_path
from ..propose.exact_fits import exact_fit
from ..propose.falling_paths import falling_paths
from ..propose.kink_branches import minimum_by_branches
from ..propose.kinked_minima import kinked_minimum
from ..propose.linear_models import exactly_least, linear_layers, nearly_least
from ..propose.merged_units import critical_family
from ..propose.near_critical import critical_nearby, nearness
from ..propose.separating_fields import separating_field
from ..propose.sharp_minima import sharp_minimum
from ..propose.strict_minima import strict_minimum
from ..truth import Truth
from .augmented_questions import descents
from .inquiry import Proposal, Question, checked, unknown, unless
from .risk_questions import BITS, residual_gradient
from .subject import Subject

ORBIT_BITS = 128
MOST_RUNNING = 40
RADIUS = Fraction(1)
"""How far from the point there is asked for local minima."""


@dataclass(frozen=True)
class Found:
    """Proposals that were tried, and the point that the last one is about if that one was proved, and is near."""

    tried: Sequence[Proposal]
    at: Point | None


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
    def in_ball(self) -> Found:
        """That L has a strict local minimum near the point, in a ball: of layered networks that are large."""
        return self._first(self._in_ball())

    @cached_property
    def nondegenerate(self) -> Found:
        """That L has a nondegenerate critical point at the point, or near it."""
        return self._first(self._nondegenerate())

    @cached_property
    def hyperplane(self) -> Found:
        """That the point is a local minimum by a supporting hyperplane."""
        case = self.subject.case
        return self._first([certificates.supporting_hyperplane(case.problem, self._point, case.subgradients)])

    @cached_property
    def fit(self) -> Found:
        """That a point near the point is data-optimal."""
        return self._first(self._fit())

    @cached_property
    def symmetric(self) -> Found:
        """That L has a critical point near the point, nondegenerate but for symmetries of L, or a minimum on kinks."""
        return self._first(self._symmetric())

    @cached_property
    def better(self) -> Exact | Unknown:
        """A point with a lower L, of descents from ``place`` and from elsewhere."""
        return better_point(self.subject.problem, self.place.center, self.subject.seed, self.subject.deadline)

    @property
    def place(self) -> Point:
        """Where L is compared with other points: what was found near the point, or else the point itself."""
        if self.in_ball.at is not None:
            return self.in_ball.at
        if not self.subject.problem.written:
            return self.symmetric.at or self._point
        if self.nondegenerate.at is not None:
            return self.nondegenerate.at
        if not self._sloping and self.hyperplane.at is not None:
            return self._point
        return self.fit.at or self.symmetric.at or self._point

    @property
    def _point(self) -> Point:
        assert isinstance(self.subject.point, Point)
        return self.subject.point

    @cached_property
    def _sloping(self) -> bool:
        return isinstance(
            checked(self.subject.problem, monotone(self.subject.problem, self._point, Fraction(0))), Evidence
        )

    def _in_ball(self) -> Iterator[Proposal]:
        if isinstance(self._point, Exact) and by_layers(self.subject.problem):
            yield strict_minimum(self.subject.problem, self._point.center)

    def _nondegenerate(self) -> Iterator[Proposal]:
        problem, tried = self.subject.problem, self.in_ball.tried
        if tried and isinstance(tried[-1], Unknown) and tried[-1].reason != "singular":
            yield tried[-1]  # what floats said of this L they would say again
            return
        scape = theta_point.landscape(problem)
        if not self._sloping:
            yield certificates.critical_point(problem, scape, self._point, BITS)
        if isinstance(self._point, Exact):
            near = critical_nearby(scape, self._point.center)
            yield near if isinstance(near, Unknown) else certificates.critical_point(problem, scape, near, BITS)

    def _fit(self) -> Iterator[Proposal]:
        if self.subject.problem.regularizer is not ZERO:
            yield Unknown("method", "L has a term in theta alone: that no function does better says nothing about it")
        elif isinstance(self._point, Exact):
            yield exact_fit(self.subject.problem, self._point.center, BITS)

    def _symmetric(self) -> Iterator[Proposal]:
        problem, seed = self.subject.problem, self.subject.seed
        if not isinstance(self._point, Exact):
            return
        if by_layers(problem):
            yield kinked_minimum(problem, self._point.center)
        if len(problem.names) <= certificates.MAX_DIMENSION:
            yield from critical_family(problem, self._point.center, ORBIT_BITS)
            yield critical_orbit(problem, self._point.center, seed, ORBIT_BITS)
            yield from minimum_by_branches(problem, self._point.center, seed, ORBIT_BITS)
            yield from sharp_minimum(problem, self._point.center, seed, ORBIT_BITS)
        if not by_layers(problem):
            yield kinked_minimum(problem, self._point.center)

    def _first(self, proposals: Iterable[Proposal]) -> Found:
        """The proposals up to the first one that is proved, that an answer says, and that is about a point near by."""
        tried: list[Proposal] = []
        for proposal in proposals:
            tried.append(proposal)
            evidence = checked(self.subject.problem, proposal) if isinstance(proposal, Certificate) else proposal
            if isinstance(proposal, Certificate) and isinstance(evidence, Evidence):
                if not any(says(self.subject.problem, meaning, evidence) for meaning in MEANINGS):
                    tried[-1] = Unknown("method", "what was found is a maximum but for symmetries: no answer says so")
                    continue
                at = theta_point.point(self.subject.problem, Fields(proposal.data, proposal.kind))
                reach = nearness(self._point.center)
                if distance_between(self._point, at) <= reach:
                    return Found(tried, at)
                tried[-1] = Unknown("method", f"what was found is farther away than {rough(reach)}: it is not near")
        return Found(tried, None)


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


def _in_ball(view: PointView, _: Point) -> Iterator[Proposal]:
    yield from view.in_ball.tried


def _near(view: PointView, _: Point) -> Iterator[Proposal]:
    yield from view.nondegenerate.tried


def _symmetric(view: PointView, _: Point) -> Iterator[Proposal]:
    yield from view.symmetric.tried


def _falling(view: PointView, point: Point) -> Iterator[Proposal]:
    if isinstance(point, Exact) and view.subject.problem.written:
        yield from descent_path(view.subject.problem, point, view.subject.seed, BITS)
    yield Unknown("method", "no path from the point was found along which L certainly falls")


def _optimal(view: PointView, point: Point) -> Iterator[Proposal]:
    if view.subject.problem.regularizer is not ZERO:
        yield Unknown("method", "L has a term in theta alone: that no function does better says nothing about it")
    elif not isinstance(point, Exact):
        yield Unknown("method", "the coordinates of the point are not exact")
    else:
        yield certificates.plain(view.subject.problem, "data-optimal", point)


def _fit(view: PointView, _: Point) -> Iterator[Proposal]:
    yield from view.fit.tried


def _convex(view: PointView, _: Point) -> Iterator[Proposal]:
    yield from convex_model(view.subject.problem, view.place, BITS)


def _hyperplane(view: PointView, _: Point) -> Iterator[Proposal]:
    yield from view.hyperplane.tried


def _stationary(view: PointView, point: Point) -> Iterator[Proposal]:
    yield certificates.plain(view.subject.problem, "stationary", point)


def _nowhere(view: PointView, _: Point) -> Iterator[Proposal]:
    yield from separating_field(view.subject.problem)


def _running(view: PointView, point: Point) -> Iterator[Proposal]:
    if isinstance(point, Exact) and len(view.subject.problem.names) <= MOST_RUNNING:
        yield from falling_paths(view.subject.problem, point, lambda: view.better, view.subject.deadline)
    yield Unknown("method", "no path to infinity was found along which L certainly falls for ever")


def _none_within(view: PointView, point: Point) -> Iterator[Proposal]:
    problem = view.subject.problem
    better = view.better if isinstance(linear_layers(problem), Certificate) else None
    lower = better.center if isinstance(better, Exact) else None
    yield from nothing_within(problem, point, view.radius, view.subject.deadline, lower)


def _lower(view: PointView, _: Point) -> Iterator[Proposal]:
    better = view.better
    lower = certificates.lower_value
    yield better if isinstance(better, Unknown) else lower(view.subject.problem, view.place, better, BITS)


def _linear(view: PointView, _: Point) -> Iterator[Proposal]:
    yield linear_layers(view.subject.problem)


def _least(view: PointView, point: Point) -> Iterator[Proposal]:
    yield from exactly_least(view.subject.problem, point, BITS)


def _nearly(view: PointView, point: Point) -> Iterator[Proposal]:
    yield nearly_least(view.subject.problem, point, BITS)


SLOPE, BALL, NEAR, OPTIMAL = (
    "the gradient of L is not 0 at the point",
    "a strict local minimum of L in a ball near the point",
    "a nondegenerate critical point of L near the point",
    "data-optimal",
)
FIT, CONVEX = "a point near the point is data-optimal", "a local minimum there is a global one: L is convex in a model"
HYPERPLANE, STATIONARY = "local minimum by a supporting hyperplane", "critical point of L at the point"
SYMMETRIC = "a minimum or a saddle of L near the point, but for symmetries and kinks"
FALLING = "L falls along a path from the point"
NOWHERE, RUNNING = "no critical point of L at all", "L falls for ever along a path from the point to infinity"
NONE_WITHIN, LOWER = "no local minimum of L around the point", "L is lower elsewhere"
LINEAR = "every local minimum of L is a global one: linear layers"
LEAST, NEARLY = "L is least at the point: products of low rank", "how far L at the point is above its least value"
FOUND = (BALL, NEAR, OPTIMAL, FIT, HYPERPLANE, SYMMETRIC, LEAST)

ATTEMPTS: tuple[Attempt, ...] = (
    Attempt(SLOPE, _slope),
    Attempt(BALL, _in_ball),
    Attempt(NEAR, _near, unless=(BALL,)),
    Attempt(OPTIMAL, _optimal, unless=(SLOPE,)),
    Attempt(FIT, _fit, unless=(BALL, OPTIMAL)),
    Attempt(HYPERPLANE, _hyperplane, unless=(SLOPE, BALL, NEAR, OPTIMAL, FIT)),
    Attempt(SYMMETRIC, _symmetric, unless=(BALL, NEAR, OPTIMAL, FIT, HYPERPLANE)),
    Attempt(LEAST, _least, unless=(SLOPE, BALL, NEAR, OPTIMAL, FIT, HYPERPLANE, SYMMETRIC)),
    Attempt(FALLING, _falling, unless=(SLOPE, *FOUND)),
    Attempt(STATIONARY, _stationary, unless=(SLOPE, *FOUND, FALLING)),
    Attempt(NOWHERE, _nowhere, unless=(*FOUND, STATIONARY)),
    Attempt(RUNNING, _running, unless=(*FOUND, FALLING, STATIONARY)),
    Attempt(NONE_WITHIN, _none_within, unless=(*FOUND, RUNNING)),
    Attempt(CONVEX, _convex, unless=(OPTIMAL, FIT, LEAST, FALLING, STATIONARY, RUNNING, NONE_WITHIN)),
    Attempt(LOWER, _lower, unless=(OPTIMAL, FIT, LEAST, CONVEX)),
    Attempt(LINEAR, _linear, unless=(OPTIMAL, FIT, LEAST, FALLING, STATIONARY, RUNNING, NONE_WITHIN, CONVEX, LOWER)),
    Attempt(NEARLY, _nearly, unless=(OPTIMAL, FIT, LEAST, LOWER)),
)
"""All attempts, in their order; one that fails is no answer, and says nothing."""

ABOUT_L = (SLOPE, *FOUND, FALLING, STATIONARY, NOWHERE, RUNNING, NONE_WITHIN)
ABOUT_RANK = (OPTIMAL, FIT, LEAST, CONVEX, LOWER, LINEAR, NEARLY)


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
    """That (theta, 0, b, W) is no local minimum of L~, unless theta is data-optimal. Not asked if L is large."""
    if by_layers(subject.problem) and subject.case.kind == "point":
        return []
    if met(subject.problem, ("paper-augmentation",)) is not Truth.YES:
        if subject.case.kind != "point":
            return []
        words = "what the added neurons do is proved for the paper's neuron and penalty only"
        return [unknown(subject, "no local minimum of L~ in (a, b, W)", words)]
    return unless([optimal], [residual_gradient(subject), *descents(subject)])
