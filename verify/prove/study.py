"""A study: everything that is proved about one case, each part when it is first asked for."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial

from ..errors import CertificateError
from ..exact import shorten
from ..kernel import checker, theta_point
from ..kernel.assumptions import met
from ..kernel.certificate import Certificate
from ..kernel.evidence import Evidence, Unknown
from ..numerics import ball
from ..problem.case import Case, Text
from ..problem.expression import ZERO, Expr, num, var
from ..problem.objective import Problem
from ..propose import certificates
from ..propose.descend import Fibre, Vector, descend, escape_end, least_descent
from ..propose.output_relations import unreachable
from ..propose.parameter_cover import nowhere_stationary
from ..truth import Truth
from .centers import ChosenCenter, named_centers, standard_amplitudes, standard_centers
from .declared import false_facts
from .expectation import found_instead
from .located import LocatedPoint, located, sharper
from .outcome import Fault, Result

RADII = tuple(Fraction(1, 2**k) for k in range(1, 41))
"""Lower points of L~ are exhibited within each of these distances of a point that is no local minimum."""

BITS = 512
METHODS = ("data-optimal", "strict", "supporting-hyperplane", "morse-bott")

Propose = Callable[[LocatedPoint], Certificate | Unknown | Fault]


@dataclass(eq=False)
class Study:
    """Proofs about one case, made on demand and kept.

    Attributes:
        case: what the file states.
        seed: of the random centres and amplitudes.
        deadline: ``time.monotonic()`` at which searches give up with ``Unknown("budget")``.
        all_centers: examine (theta, 0, b, W) at the standard (b, W) too, besides those that the file names.
        results: what was asked so far, in order: a name, and the kernel's answer.
    """

    case: Case
    seed: int = 0
    deadline: float = float("inf")
    all_centers: bool = True
    results: list[tuple[str, Result]] = field(default_factory=list)

    @property
    def problem(self) -> Problem:
        return self.case.problem

    @cached_property
    def fibre(self) -> Fibre:
        return Fibre(self.problem)

    @cached_property
    def point(self) -> LocatedPoint | Fault | Unknown:
        return located(self.problem, self.case.point)

    @cached_property
    def better_point(self) -> LocatedPoint | Fault | Unknown:
        if self.case.better is None:
            return Unknown("method", "the file names no better point")
        return located(self.problem, self.case.better)

    # Proving: propose, let the kernel check, remember the answer.

    def prove(self, name: str, make: Propose) -> Result:
        """The kernel's answer to what ``make`` proposes at the point, kept under ``name``."""
        return self.remember(name, self.answer(make))

    def remember(self, name: str, result: Result) -> Result:
        """Keep an answer for the report, and hand it on."""
        self.results.append((name, result))
        return result

    def answer(self, make: Propose, at: LocatedPoint | Fault | Unknown | None = None) -> Result:
        """The kernel's answer to what ``make`` proposes at the point, or at another one; it is not kept."""
        point = self.point if at is None else at
        if not isinstance(point, LocatedPoint):
            return point
        if time.monotonic() > self.deadline:
            return Unknown("budget", "the time was spent before this was tried")
        proposal = make(point)
        if not isinstance(proposal, Certificate):
            return proposal
        try:
            return checker.check(self.problem, proposal)
        except CertificateError as error:
            return Unknown("method", str(error))

    def _expected(
        self, name: str, kind: str, x: Expr, at: LocatedPoint | Fault | Unknown, text: Text, **where: int
    ) -> Result:
        """The expectation ``x = text``; a fault if it is certainly not so."""
        result = self.answer(
            lambda point: certificates.comparison(self.problem, kind, point.data, text.text, BITS, **where), at
        )
        if isinstance(result, Unknown) and isinstance(at, LocatedPoint) and result.reason == "method":
            found = found_instead(x, self.problem, at, text.text)
            if found is not None:
                result = Fault(text.place, f"{name} is {found}, not {shorten(text.text)}")
        return self.remember(f"{name} = {text.text}", result)

    @cached_property
    def false_facts(self) -> list[Fault]:
        """The facts that the file declares of its loss and that are certainly false."""
        points = [p for p in (self.point, self.better_point) if isinstance(p, LocatedPoint)]
        found = false_facts(self.case, points)
        for fault, evidence in found:
            self.remember("a declared fact is false", evidence)
            self.remember("declared facts", fault)
        return [fault for fault, _ in found]

    # About L.

    @cached_property
    def value(self) -> Result:
        """L at the point is what the file expects."""
        return self._expected("L(theta)", "value", self.problem.risk, self.point, self.case.expect.value)

    @cached_property
    def norm(self) -> Result | None:
        """|theta|^2 is what the file expects; None if it expects nothing."""
        expected = self.case.expect.norm
        if expected is None:
            return None
        total: Expr = num(0)
        for name in self.problem.names:
            total = total + var(name) ** 2
        return self._expected("|theta|^2", "norm", total, self.point, expected)

    @cached_property
    def better_value(self) -> Result | None:
        """L at the better point is what the file expects; None if there is no better point."""
        expected = self.case.expect.better_value
        if self.case.better is None or expected is None:
            return None
        return self._expected("L(better)", "value", self.problem.risk, self.better_point, expected)

    @cached_property
    def lower(self) -> Result | None:
        """L is lower at the better point; None if there is none."""
        if self.case.better is None:
            return None
        better = self.better_point
        if not isinstance(better, LocatedPoint):
            return self.remember("L(better) < L(theta)", better)
        result = self.answer(lambda point: certificates.lower_value(self.problem, point.data, better.data, BITS))
        if isinstance(result, Unknown) and isinstance(self.point, LocatedPoint):
            swapped = self.answer(lambda point: certificates.lower_value(self.problem, better.data, point.data, BITS))
            if isinstance(swapped, Evidence):
                result = Fault(self.case.better.place, "L is higher at the better point than at the point")
        return self.remember("L(better) < L(theta)", result)

    @cached_property
    def local_minimum(self) -> Result:
        """The point is a local minimum of L, by the method that the file names, or else by the first that works."""
        declared = self.case.expect.method
        result: Result = Unknown("method", "no method was tried")
        for method in (declared.text,) if declared else METHODS:
            result = self.answer(partial(self._minimum_proposal, method))
            if isinstance(result, Evidence):
                break
        name = f"local minimum ({declared.text if declared else 'any method'})"
        return self.remember(name, self._no_minimum(result))

    @cached_property
    def stationary(self) -> Result:
        """The gradient of L vanishes at the point."""
        return self.prove("critical point", lambda point: certificates.plain(self.problem, "stationary", point.data))

    @cached_property
    def critical_point(self) -> Result:
        """The point is a nondegenerate critical point of L, of whatever index."""
        return self.prove("nondegenerate critical point", partial(self._minimum_proposal, "strict"))

    def _minimum_proposal(self, method: str, point: LocatedPoint) -> Certificate | Unknown:
        scape = theta_point.landscape(self.problem)
        if method == "strict":
            return certificates.critical_point(self.problem, scape, point.data, point.center(), BITS)
        if method == "data-optimal":
            if self.problem.regularizer is not ZERO:
                return Unknown("method", "L has a term in theta alone: data-optimal says nothing about it")
            return certificates.plain(self.problem, method, point.data)
        if method == "supporting-hyperplane":
            return certificates.supporting_hyperplane(self.problem, point.data, self.case.subgradients)
        if self.case.family is None:
            return Unknown("method", "the table [family] is missing: theta as formulas in k parameters")
        return certificates.morse_bott(self.problem, scape, point.data, point.center(), self.case.family, BITS)

    def _no_minimum(self, result: Result) -> Result:
        """A fault instead of ``result`` if the point is certainly no local minimum of L."""
        place = self.case.point.place
        if isinstance(result, Evidence) and result.kind == "critical-point" and result.facts["index"] != "0":
            return Fault(place, f"theta is no local minimum of L: {result.statement}")
        if isinstance(result, Unknown) and isinstance(self.point, LocatedPoint) and self.point.exact:
            with ball.precision(BITS):
                slopes = theta_point.landscape(self.problem).gradient(self.point.theta(BITS))
                for name, slope in zip(self.problem.names, slopes, strict=True):
                    if ball.sign(slope) in (1, -1):
                        return Fault(place, f"theta is no critical point of L: dL/d{name} = {ball.decimal(slope, 15)}")
        return result

    @cached_property
    def is_data_optimal(self) -> bool:
        """Whether the file says so, or it is so although the file is about something else."""
        if self.case.kind in ("data-optimal", "bad-minimum"):
            return self.case.kind == "data-optimal"
        if not isinstance(self.point, LocatedPoint) or not self.point.exact:
            return False
        return isinstance(self.answer(lambda p: certificates.plain(self.problem, "data-optimal", p.data)), Evidence)

    @cached_property
    def optimality(self) -> Result:
        """The point is data-optimal, however the file proves it a local minimum."""
        known = self.local_minimum if self.case.expect.method is not None else None
        if isinstance(known, Evidence) and known.kind == "data-optimal":
            return known
        return self.prove("data-optimal", lambda point: certificates.plain(self.problem, "data-optimal", point.data))

    @cached_property
    def better_is_data_optimal(self) -> Evidence | None:
        """The better point is data-optimal; None if that was not proved."""
        better = self.better_point
        if not isinstance(better, LocatedPoint) or not better.exact:
            return None
        result = self.answer(lambda point: certificates.plain(self.problem, "data-optimal", point.data), better)
        if not isinstance(result, Evidence):
            return None
        self.remember("better point data-optimal", result)
        return result

    @cached_property
    def sample_lower(self) -> Result:
        """The loss of some sample is lower at another output than the network's."""
        return self.prove(
            "a sample with a lower loss elsewhere",
            lambda point: certificates.sample_lower(self.problem, point.data, point.theta(BITS), BITS),
        )

    @cached_property
    def input_lower(self) -> Result:
        """The summed loss at some input is lower at another output than the network's: theta is not data-optimal."""
        return self.prove(
            "an input with a lower loss elsewhere",
            lambda point: certificates.input_lower(self.problem, point.data, point.theta(BITS), BITS),
        )

    @cached_property
    def residual_gradient(self) -> Result:
        """Some residual gradient is not zero: the point is not data-optimal."""
        return self.prove("residual gradient not 0", self._largest_residual)

    def _largest_residual(self, point: LocatedPoint) -> Certificate | Unknown:
        with ball.precision(BITS):
            theta = point.theta(BITS)
            rows = [program.run(ball.BALLS, theta) for program in self.fibre.residuals]
        sizes = {(x, k): ball.magnitude(v) for x, row in enumerate(rows) for k, v in enumerate(row) if ball.finite(v)}
        if not sizes:
            return Unknown("method", "the loss is not differentiable at the outputs")
        x, k = max(sizes, key=lambda key: sizes[key])
        return certificates.residual_gradient(self.problem, point.data, x, k, BITS)

    @cached_property
    def residual_values(self) -> list[Result]:
        """The residual gradients are what the file expects, one result each."""
        return [
            self._expected(
                f"rho_{k + 1} at distinct input {x + 1}",
                "residual-value",
                self.problem.residual_gradients[x][k],
                self.point,
                text,
                input=x,
                output=k,
            )
            for x, row in enumerate(self.case.expect.residual_gradients or ())
            for k, text in enumerate(row)
        ]

    # About L~.

    @cached_property
    def unattained(self) -> Evidence | None:
        """The loss has no minimiser at some distinct input; None if the table of losses knows of no such input."""
        for x in range(len(self.problem.distinct)):
            result = self.answer(lambda _, x=x: certificates.unattained(self.problem, x))  # type: ignore[misc]
            if isinstance(result, Evidence):
                self.remember("no data-optimal theta", result)
                return result
        return None

    @cached_property
    def no_minimum_at_all(self) -> Evidence | None:
        """No theta whatsoever is data-optimal, so L~ has no local minimum; None if that was not shown.

        That L~ has none is FAIL's conclusion, for FAIL's neuron, penalty and losses only.
        """
        if met(self.problem, ("paper-augmentation", "lam-nonzero", "differentiable")) is not Truth.YES:
            return None
        if self.better_is_data_optimal is not None:
            return None  # some theta is data-optimal: there is nothing to look for
        if not self.problem.names and isinstance(self.answer(self._largest_residual), Evidence):
            return self.residual_gradient if isinstance(self.residual_gradient, Evidence) else None
        return self.unattained or self.unreachable or self.nowhere_stationary

    @cached_property
    def unreachable(self) -> Evidence | None:
        """A linear relation of the outputs keeps every theta from being data-optimal; None if none was found."""
        result = self.answer(lambda _: unreachable(self.problem, self.deadline))
        if not isinstance(result, Evidence):
            return None
        self.remember("no data-optimal theta", result)
        return result

    @cached_property
    def nowhere_stationary(self) -> Evidence | None:
        """Boxes cover the parameter space, with a residual gradient that is not 0; None if no such cover was found."""
        result = self.answer(lambda _: nowhere_stationary(self.problem, self.deadline))
        if not isinstance(result, Evidence):
            return None
        self.remember("no data-optimal theta", result)
        return result

    @cached_property
    def descents(self) -> list[Result]:
        """At each centre, (theta, 0, b, W) is no local minimum of L~; the file's own centres come first."""
        centers = named_centers(self.case.centers)
        if self.all_centers and isinstance(self.point, LocatedPoint):
            centers += standard_centers(self.fibre, self.point, self.seed)
        return [self._descent(center) for center in centers]

    def _descent(self, center: ChosenCenter) -> Result:
        exact_order = center.label.startswith("file") and self.case.expect.order is not None
        result: Result = Unknown("precision", "no precision tried was enough")
        if isinstance(self.point, LocatedPoint):
            for point in sharper(self.problem, self.case.point, self.point):
                result = self.answer(partial(self._descent_proposal, center, exact_order), point)
                if isinstance(result, Evidence):
                    break
        else:
            result = self.point
        return self.remember(f"no local minimum of L~ at (theta, 0, b, W), {center.label}", result)

    def _descent_proposal(self, center: ChosenCenter, exact_order: bool, point: LocatedPoint) -> Certificate | Unknown:
        if exact_order:
            if not point.exact:
                return Unknown(
                    "method", "the least order of all is an identity: it needs a point with exact coordinates"
                )
            constants = dict(zip(self.problem.names, point.values, strict=True))
            found = least_descent(self.fibre, point.theta, constants, center.b, center.W, RADII, self.deadline)
        else:
            found = descend(self.fibre, point.theta, center.b, center.W, RADII, self.deadline)
        if found is None:
            return self._undecided()
        return certificates.descent(self.problem, point.data, center.b, center.W, found, exact_order)

    def _undecided(self) -> Unknown:
        if time.monotonic() > self.deadline:
            return Unknown("budget", "the time was spent before this was decided")
        return Unknown("precision", "no lower points were found at any precision tried")

    @cached_property
    def order(self) -> Result | None:
        """The least order of descent at the file's first centre is what the file expects; None if it expects none."""
        expected = self.case.expect.order
        if expected is None:
            return None
        result = self.descents[0]
        if isinstance(result, Evidence) and result.facts["order"] != expected.text.strip():
            found = result.facts["order"]
            result = Fault(expected.place, f"the least order of descent is {found}, not {shorten(expected.text)}")
            self.remember("order of descent", result)
        return result

    @cached_property
    def orbits(self) -> list[Result]:
        """Points with a != 0 are no local minima of L~, whatever theta, b and W: at a few amplitudes of each size."""
        return [self._orbit(a) for a in standard_amplitudes(self.fibre.amplitudes, self.seed)]

    def _orbit(self, a: Vector) -> Result:
        sizes = ", ".join(f"{float(v):.3g}" for v in a)
        name = f"no local minimum of L~ with a = ({sizes})"
        return self.prove(name, lambda _: certificates.orbit(self.problem, a, RADII))

    @cached_property
    def escape(self) -> Result:
        """A path to infinity along which L~ falls strictly, to below L(theta)."""
        result = self.answer(self._deep_escape)
        if isinstance(result, Unknown):
            result = self.answer(self._nearby_escape)
        return self.remember("escape to infinity", result)

    def _deep_escape(self, point: LocatedPoint) -> Certificate:
        c, rows = escape_end(self.fibre, point.theta, random.Random(self.seed + 2))
        return certificates.escape(self.problem, point.data, c, rows, BITS)

    def _nearby_escape(self, point: LocatedPoint) -> Certificate | Unknown:
        """An escape that begins at a lower point near (theta, 0, 0, 0): it exists wherever the theorem applies."""
        none = (Fraction(0),) * self.fibre.heads
        flat = ((Fraction(0),) * self.fibre.dx,) * self.fibre.heads
        found = descend(self.fibre, point.theta, none, flat, RADII[:1], self.deadline)
        if found is None:
            return self._undecided()
        return certificates.escape(self.problem, point.data, found.points[0].a, found.points[0].W, found.bits)
