"""What is asked about a point that a file brings, the cheapest first: a ball that excludes 0 before an exact identity.

``ATTEMPTS`` is the whole list. Whoever has another kind that says what L is near a point adds an attempt here, and what
the kind means to ``kernel/answer.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from ..exact import exact
from ..kernel.assumptions import met
from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..kernel.layered_risk import by_layers
from ..numerics.point import Exact, Point
from ..problem.expression import ZERO
from ..propose import certificates
from ..propose.box_reasons import monotone
from ..propose.convex_models import convex_model
from ..propose.decayed_networks import decayed_network_is_least
from ..propose.descent_paths import descent_path
from ..propose.falling_paths import falling_paths
from ..propose.linear_models import exactly_least, linear_layers, nearly_least
from ..propose.near_critical import nearness
from ..propose.separating_fields import separating_field
from ..truth import Truth
from .augmented_questions import descents
from .inquiry import Proposal, Question, unknown, unless
from .point_view import PointView
from .risk_questions import BITS, residual_gradient
from .subject import Subject

MOST_RUNNING = 40
RADIUS = Fraction(1)
"""How far from the point there is asked for local minima."""

Propose = Callable[[PointView, Point], Iterable[Proposal]]


@dataclass(frozen=True)
class Attempt:
    """One question about a point.

    Attributes:
        name: of the question.
        propose: what is put before the kernel.
        unless: not asked if one of the attempts of these names was proved.
        only_if: asked only if one of these was proved (if there are any).
    """

    name: str
    propose: Propose
    unless: tuple[str, ...] = ()
    only_if: tuple[str, ...] = ()


def _slope(view: PointView, point: Point) -> Iterator[Proposal]:
    yield monotone(view.subject.problem, point, Fraction(0))


def _in_ball(view: PointView, _: Point) -> Iterator[Proposal]:
    yield from view.in_ball.tried


def _near(view: PointView, _: Point) -> Iterator[Proposal]:
    yield from view.nondegenerate.tried


def _symmetric(view: PointView, _: Point) -> Iterator[Proposal]:
    yield from view.symmetric.tried


def _far(view: PointView, _: Point) -> Iterator[Proposal]:
    yield from view.far.tried


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


def _decayed(view: PointView, _: Point) -> Iterator[Proposal]:
    yield from decayed_network_is_least(view.subject.problem, view.place, BITS)


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


def _none_within(view: PointView, _: Point) -> Iterator[Proposal]:
    yield view.nothing


def _saddle(view: PointView, point: Point) -> Iterator[Proposal]:
    """Of use only where no box without a minimum is known that reaches as far as what is called near."""
    none = view.nothing
    if isinstance(none, Certificate) and exact(none.data["radius"]) >= nearness(point.center):
        yield Unknown("method", "no local minimum is near: what is beyond was not asked")
    else:
        yield from view.saddle.tried


def _lower_there(view: PointView, _: Point) -> Iterator[Proposal]:
    better, at = view.better, view.saddle.at
    if isinstance(better, Exact) and at is not None:
        yield certificates.lower_value(view.subject.problem, at, better, BITS)


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
DECAYED = "a local minimum there is a global one: weight decay"
HYPERPLANE, STATIONARY = "local minimum by a supporting hyperplane", "critical point of L at the point"
SYMMETRIC = "a minimum or a saddle of L near the point, but for symmetries and kinks"
FALLING = "L falls along a path from the point"
FAR, SADDLE = "a minimum or a saddle of L not far from the point", "a critical point of L not far from the point"
APART, LOWER_THERE = "no critical point of L next to the point", "L is lower elsewhere than at the critical point"
NOWHERE, RUNNING = "no critical point of L at all", "L falls for ever along a path from the point to infinity"
NONE_WITHIN, LOWER = "no local minimum of L around the point", "L is lower elsewhere"
LINEAR = "every local minimum of L is a global one: linear layers"
LEAST, NEARLY = "L is least at the point: products of low rank", "how far L at the point is above its least value"
RANKED = (OPTIMAL, FIT, LEAST, CONVEX, DECAYED)
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
    Attempt(FAR, _far, unless=(*FOUND, FALLING, STATIONARY)),
    Attempt(APART, _none_within, only_if=(FAR,)),
    Attempt(NOWHERE, _nowhere, unless=(*FOUND, FAR, STATIONARY)),
    Attempt(RUNNING, _running, unless=(*FOUND, FAR, FALLING, STATIONARY)),
    Attempt(NONE_WITHIN, _none_within, unless=(*FOUND, FAR, RUNNING)),
    Attempt(SADDLE, _saddle, unless=(*FOUND, FAR, FALLING, STATIONARY, NOWHERE, RUNNING)),
    Attempt(CONVEX, _convex, unless=(OPTIMAL, FIT, LEAST, FALLING, STATIONARY, RUNNING, NONE_WITHIN)),
    Attempt(DECAYED, _decayed, unless=(OPTIMAL, FIT, LEAST, FALLING, STATIONARY, RUNNING, NONE_WITHIN, CONVEX)),
    Attempt(LOWER, _lower, unless=RANKED),
    Attempt(LOWER_THERE, _lower_there, only_if=(SADDLE,)),
    Attempt(LINEAR, _linear, unless=(*RANKED, FALLING, STATIONARY, RUNNING, NONE_WITHIN, LOWER)),
    Attempt(NEARLY, _nearly, unless=(OPTIMAL, FIT, LEAST, LOWER)),
)
"""All attempts, in their order; one that fails is no answer, and says nothing."""

ABOUT_L = (SLOPE, *FOUND, FALLING, STATIONARY, FAR, APART, NOWHERE, RUNNING, NONE_WITHIN, SADDLE)
ABOUT_RANK = (OPTIMAL, FIT, LEAST, CONVEX, DECAYED, LOWER, LOWER_THERE, LINEAR, NEARLY)


def point_questions(view: PointView) -> list[Question]:
    """The attempts on a point, and what the added neurons do over it."""
    subject = view.subject
    made: dict[str, Question] = {}
    for attempt in ATTEMPTS:
        earlier, needed = (tuple(made[name] for name in names) for names in (attempt.unless, attempt.only_if))
        made[attempt.name] = Question(
            attempt.name,
            subject.point,
            _bound(view, attempt.propose),
            optional=True,
            only_if=needed,
            unless=earlier,
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
    return unless([optimal], [residual_gradient(subject), *_descents(subject)])


def _descents(subject: Subject) -> list[Question]:
    """At several (b, W): of a point one that is proved is enough, and the others are tries."""
    found = descents(subject)
    if subject.case.kind != "point":
        return found
    tries = [replace(question, optional=True) for question in found]
    none = unknown(
        subject, "no local minimum of L~ at (theta, 0, b, W)", "no lower points were found at any (b, W) tried"
    )
    return [*tries, *unless(tries, [none])]
