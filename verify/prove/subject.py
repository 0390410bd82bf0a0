"""A subject: a case with its points, and how it is examined. Nothing is proved here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

from ..deadline import before
from ..kernel.certificate import Certificate
from ..kernel.evidence import Unknown
from ..numerics.point import Point
from ..problem.case import DEGENERATE, Case, StatedPoint
from ..problem.objective import Problem
from ..propose.descend import Fibre
from ..propose.models import BasisText
from .centers import ChosenCenter, named_centers, standard_centers
from .degenerate import minimum_near
from .determined import determined
from .outcome import SPENT, Fault

Located = Point | Fault | Unknown
"""A point, or why it is not known which one is meant."""


@dataclass(frozen=True, eq=False)
class Subject:
    """What questions are asked about.

    Attributes:
        case: what the file states.
        point: theta.
        better: the file's better point; None if it names none.
        seed: of the random centres and amplitudes.
        deadline: ``time.monotonic()`` at which searches give up with ``Unknown("budget")``.
        all_centers: examine (theta, 0, b, W) at the standard (b, W) too, besides those that the file names.
        basis: the gradient basis that was made with the case, if one was.
        minimum: the certificate with which theta was found, if the file's method is for degenerate minima.
    """

    case: Case
    point: Located
    better: Located | None
    seed: int
    deadline: float
    all_centers: bool
    basis: BasisText | None
    minimum: Certificate | None = None

    @classmethod
    def of(
        cls,
        case: Case,
        seed: int = 0,
        deadline: float = float("inf"),
        all_centers: bool = True,
        basis: BasisText | None = None,
    ) -> Subject:
        """The case with its points."""

        def found(point: StatedPoint) -> Located:
            return before(deadline, partial(determined, case.problem, point), lambda: SPENT)

        better = None if case.better is None else found(case.better)
        method = case.expect.method
        if method is None or method.text not in DEGENERATE:
            return cls(case, found(case.point), better, seed, deadline, all_centers, basis)
        search = partial(minimum_near, case.problem, case.point, method.text, seed)
        near = before(deadline, search, lambda: SPENT)
        point, minimum = near if isinstance(near, tuple) else (near, None)
        return cls(case, point, better, seed, deadline, all_centers, basis, minimum)

    @property
    def problem(self) -> Problem:
        return self.case.problem

    @cached_property
    def fibre(self) -> Fibre:
        """L~ as a function of (a, b, W)."""
        return Fibre(self.problem)

    @cached_property
    def centers(self) -> tuple[ChosenCenter, ...]:
        """The (b, W) of the points (theta, 0, b, W) that are examined; the file's own come first."""
        centers = named_centers(self.case.centers)
        if self.all_centers and isinstance(self.point, Point):
            centers += standard_centers(self.fibre, self.point, self.seed)
        return tuple(centers)
