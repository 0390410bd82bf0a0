"""A point that a file brings, and what is found out about it once for all questions; the kernel decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from ..exact import rough
from ..kernel import theta_point
from ..kernel.answer import MEANINGS, distance_between, says
from ..kernel.certificate import Certificate, Fields
from ..kernel.evidence import Evidence, Unknown
from ..kernel.kinked_ball import piecewise_linear
from ..kernel.layered_risk import by_layers
from ..numerics.point import Exact, Point
from ..problem.expression import ZERO
from ..propose import certificates
from ..propose.better_points import better_point
from ..propose.box_reasons import monotone, nothing_within
from ..propose.critical_orbits import critical_orbit
from ..propose.exact_fits import exact_fit
from ..propose.kink_branches import minimum_by_branches
from ..propose.kinked_minima import kinked_minimum
from ..propose.leveled_minima import leveled_minimum
from ..propose.linear_models import linear_layers
from ..propose.merged_units import critical_family
from ..propose.near_critical import critical_nearby, nearness
from ..propose.onward import onward, width
from ..propose.sharp_minima import sharp_minimum
from ..propose.strict_minima import strict_minimum
from .inquiry import Proposal, checked
from .risk_questions import BITS
from .subject import Subject

ORBIT_BITS = 128


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
    def far(self) -> Found:
        """That L has a minimum or a saddle not far from the point: where a descent from it ends."""
        return self._first(self._far(), width(self._point.center)) if self._sloping else Found([], None)

    @cached_property
    def saddle(self) -> Found:
        """That L has a nondegenerate critical point not far from the point, to which Newton's method leads."""
        return self._first(self._saddle(), width(self._point.center))

    @cached_property
    def nothing(self) -> Proposal:
        """That L has no local minimum within a distance from the point, as large as was found."""
        problem = self.subject.problem
        better = self.better if isinstance(linear_layers(problem), Certificate) else None
        lower = better.center if isinstance(better, Exact) else None
        return nothing_within(problem, self._point, self.radius, self.subject.deadline, lower)

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
            return self.symmetric.at or self.far.at or self._point
        if self.nondegenerate.at is not None:
            return self.nondegenerate.at
        if not self._sloping and self.hyperplane.at is not None:
            return self._point
        return self.fit.at or self.symmetric.at or self.far.at or self._point

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
            near = critical_nearby(scape, self._point.center, nearness(self._point.center))
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
            found = self._in_ball_across()
            yield found
            if self._far_away(found) or self._far_away(*self.in_ball.tried):
                return
        if len(problem.names) <= certificates.MAX_DIMENSION:
            yield from critical_family(problem, self._point.center, ORBIT_BITS)
            yield critical_orbit(problem, self._point.center, seed, ORBIT_BITS)
            yield from minimum_by_branches(problem, self._point.center, seed, ORBIT_BITS)
            yield from sharp_minimum(problem, self._point.center, seed, ORBIT_BITS)
        if not by_layers(problem):
            yield self._in_ball_across()

    def _in_ball_across(self) -> Proposal:
        make = kinked_minimum if piecewise_linear(self.subject.problem) else leveled_minimum
        return make(self.subject.problem, self._point.center)

    def _far_away(self, *found: Proposal) -> bool:
        """Whether floats found nothing near: then what is written out, of a large L, leads nowhere else."""
        return any(isinstance(x, Unknown) and x.reason != "singular" for x in found)

    def _far(self) -> Iterator[Proposal]:
        if not isinstance(self._point, Exact):
            return
        end = onward(self.subject.problem, self._point.center)
        if isinstance(end, Unknown):
            yield end
            return
        there = PointView(replace(self.subject, point=end), self.radius)
        for found in (there.in_ball, there.nondegenerate, there.fit, there.symmetric):
            yield from found.tried

    def _saddle(self) -> Iterator[Proposal]:
        problem, point = self.subject.problem, self._point
        if isinstance(point, Exact) and not by_layers(problem) and self._sloping:
            scape = theta_point.landscape(problem)
            near = critical_nearby(scape, point.center, width(point.center))
            yield near if isinstance(near, Unknown) else certificates.critical_point(problem, scape, near, BITS)

    def _first(self, proposals: Iterable[Proposal], reach: Fraction | None = None) -> Found:
        """The proposals up to the first one that is proved, that an answer says, and that is about a point near by."""
        reach = nearness(self._point.center) if reach is None else reach
        tried: list[Proposal] = []
        for proposal in proposals:
            tried.append(proposal)
            evidence = checked(self.subject.problem, proposal) if isinstance(proposal, Certificate) else proposal
            if isinstance(proposal, Certificate) and isinstance(evidence, Evidence):
                if not any(says(self.subject.problem, meaning, evidence) for meaning in MEANINGS):
                    tried[-1] = Unknown("method", "what was found is a maximum but for symmetries: no answer says so")
                    continue
                at = theta_point.point(self.subject.problem, Fields(proposal.data, proposal.kind))
                if distance_between(self._point, at) <= reach:
                    return Found(tried, at)
                tried[-1] = Unknown("method", f"what was found is farther away than {rough(reach)}: it is not near")
        return Found(tried, None)
