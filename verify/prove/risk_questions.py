"""Questions about L: its values, its local minima, and whether theta is data-optimal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from ..exact import shorten
from ..kernel import theta_point
from ..kernel.evidence import Evidence, Unknown
from ..numerics import ball
from ..numerics.point import Exact, Point
from ..numerics.statable import statable
from ..problem.case import DEGENERATE, Case, Text
from ..problem.expression import ZERO, Expr, num, var
from ..propose import certificates
from .expectation import found_instead, to_write
from .inquiry import Proposal, Question, checked, only_if, unless
from .outcome import Fault, Result
from .subject import Located, Subject

BITS = 512
NEARLY = 1e-4
"""A slope below this looks like that of a critical point whose coordinates were rounded."""
METHODS = ("data-optimal", "strict", "supporting-hyperplane", "morse-bott")


def value(subject: Subject) -> Question:
    """Whether L at the point is what the file expects."""
    expected = subject.case.expect.value
    assert expected is not None  # in every file but a point's, of which it is not asked
    return _expected(subject, "L(theta)", ("value", "value"), subject.problem.risk, subject.point, expected)


def norm(subject: Subject) -> list[Question]:
    """Whether |theta|^2 is what the file expects, if it expects something."""
    expected = subject.case.expect.norm
    if expected is None:
        return []
    total: Expr = num(0)
    for name in subject.problem.names:
        total = total + var(name) ** 2
    return [_expected(subject, "|theta|^2", ("norm", "norm"), total, subject.point, expected)]


def better_value(subject: Subject) -> list[Question]:
    """Whether L at the better point is what the file expects, if there is one."""
    expected = subject.case.expect.better_value
    if subject.better is None or expected is None:
        return []
    return [_expected(subject, "L(better)", ("value", "better_value"), subject.problem.risk, subject.better, expected)]


def residual_values(subject: Subject) -> list[Question]:
    """Whether the residual gradients are what the file expects."""
    return [
        _expected(
            subject,
            f"rho_{k + 1} at distinct input {x + 1}",
            ("residual-value", "residual_gradients"),
            subject.problem.residual_gradients[x][k],
            subject.point,
            text,
            input=x,
            output=k,
        )
        for x, row in enumerate(subject.case.expect.residual_gradients or ())
        for k, text in enumerate(row)
    ]


def _expected(
    subject: Subject, name: str, stated: tuple[str, str], x: Expr, at: Located, text: Text, **where: int
) -> Question:
    """Whether ``x = text``; a fault if it is certainly not so. ``stated``: the kind of its certificate, and the key."""
    kind, key = stated

    def propose(point: Point) -> Iterator[Proposal]:
        yield certificates.comparison(subject.problem, kind, point, text.text, BITS, **where)

    def conclude(result: Result) -> Result:
        if isinstance(result, Unknown) and isinstance(at, Point) and result.reason == "method":
            found = found_instead(x, subject.problem, at, text.text)
            if found is not None:
                if kind == "residual-value":
                    return Fault(*_residual_gradients(subject))
                offer = to_write(x, subject.problem, at, key)
                return Fault(text.place, f"{name} is {found}, not {shorten(text.text)}{offer}")
        return result

    return Question(f"{name} = {text.text}", at, propose, conclude)


@lru_cache(maxsize=4)
def _residual_gradients(subject: Subject) -> tuple[str, str]:
    """The place of the residual gradients, and all of them that are not as the file says, in one message."""
    problem, at, stated = subject.problem, subject.point, subject.case.expect.residual_gradients
    assert stated is not None
    assert isinstance(at, Point)
    wrong, rows = [], []
    for x, row in enumerate(stated):
        rows.append([statable(problem.residual_gradients[x][k], problem.names, at) for k in range(len(row))])
        for k, text in enumerate(row):
            found = found_instead(problem.residual_gradients[x][k], problem, at, text.text)
            if found is not None:
                wrong.append(f"rho_{k + 1} at distinct input {x + 1} is {found}, not {shorten(text.text)}")
    offer = "" if any(None in row for row in rows) else f"; write residual_gradients = {json.dumps(rows)}"
    return stated[0][0].place, "; ".join(wrong) + offer


def lower(subject: Subject) -> list[Question]:
    """Whether L is lower at the better point, if there is one."""
    problem, better = subject.problem, subject.better
    name = "L(better) < L(theta)"
    if better is None:
        return []
    if not isinstance(better, Point):
        return [Question(name, better, lambda _: ())]

    def propose(point: Point) -> Iterator[Proposal]:
        yield certificates.lower_value(problem, point, better, BITS)

    def conclude(result: Result) -> Result:
        if isinstance(result, Unknown) and isinstance(subject.point, Point):
            swapped = checked(problem, certificates.lower_value(problem, better, subject.point, BITS))
            if isinstance(swapped, Evidence):
                assert subject.case.better is not None
                words = "L is higher at the better point than at the point"
                return Fault(subject.case.better.place, words, swapped)
        return result

    return [Question(name, subject.point, propose, conclude)]


def local_minimum(subject: Subject) -> Question:
    """Whether the point is a local minimum of L, by the method that the file names, or by the first that works."""
    declared = _declared(subject.case)
    methods = (declared,) if declared else METHODS

    def propose(point: Point) -> Iterator[Proposal]:
        return (_minimum(subject, method, point) for method in methods)

    name = f"local minimum ({declared or 'any method'})"
    return Question(name, subject.point, propose, partial(_no_minimum, subject))


def stationary(subject: Subject) -> Question:
    """Whether the gradient of L vanishes at the point."""
    return Question(
        "critical point", subject.point, lambda point: [certificates.plain(subject.problem, "stationary", point)]
    )


def nondegenerate(subject: Subject) -> Question:
    """Whether the point is a nondegenerate critical point of L, of whatever index."""
    return Question("nondegenerate critical point", subject.point, lambda point: [_minimum(subject, "strict", point)])


def _declared(case: Case) -> str | None:
    """The method by which the file says that the point is a local minimum."""
    return None if case.expect.method is None else case.expect.method.text


def _minimum(subject: Subject, method: str, point: Point) -> Proposal:
    problem, case = subject.problem, subject.case
    scape = theta_point.landscape(problem)
    if method == "strict":
        return certificates.critical_point(problem, scape, point, BITS)
    if method in DEGENERATE:
        return subject.minimum or Unknown("method", f"{method} needs the decimals of [point]")
    if method == "data-optimal":
        if problem.regularizer is not ZERO:
            return Unknown("method", "L has a term in theta alone: data-optimal says nothing about it")
        return certificates.plain(problem, method, point)
    if method == "supporting-hyperplane":
        return certificates.supporting_hyperplane(problem, point, case.subgradients)
    if case.family is None:
        return Unknown("method", "the table [family] is missing: theta as formulas in k parameters")
    return certificates.morse_bott(problem, scape, point, case.family, BITS)


def _no_minimum(subject: Subject, result: Result) -> Result:
    """A fault instead of ``result`` if the point is certainly no local minimum of L."""
    problem, point, place = subject.problem, subject.point, subject.case.point.place
    if isinstance(result, Evidence) and result.kind == "critical-point" and result.facts["index"] != "0":
        return Fault(place, f"theta is no local minimum of L: {result.statement}", result)
    if isinstance(result, Unknown) and isinstance(point, Exact):
        with ball.precision(BITS):
            slopes = theta_point.landscape(problem).gradient(point.enclosure(BITS))
            for name, slope in zip(problem.names, slopes, strict=True):
                if ball.sign(slope) in (1, -1):
                    words = f"theta is no critical point of L: dL/d{name} = {ball.decimal(slope, 15)}"
                    return Fault(place, f"{words}{_rounded(slope)}")
    return result


def _rounded(slope: ball.Ball) -> str:
    """What to do about a slope that is 0 but for a few digits."""
    near = ball.magnitude(slope) < NEARLY
    return "; are these decimals rounded? Then write refine = true in [point]" if near else ""


# Whether theta is data-optimal.


def optimality(subject: Subject) -> Question:
    """Whether theta is data-optimal: what a file of the kind ``data-optimal`` states."""
    case = subject.case
    stated = case.kind == "data-optimal"
    if subject.problem.regularizer is ZERO and _declared(case) == "data-optimal":
        return replace(local_minimum(subject), optional=not stated)
    return Question(
        "data-optimal",
        subject.point,
        lambda point: [certificates.plain(subject.problem, "data-optimal", point)],
        optional=not stated,
    )


def if_optimal(subject: Subject, questions: Sequence[Question] = ()) -> list[Question]:
    """Whether theta is data-optimal, as far as that is open; and these questions if it is."""
    if not _may_be_optimal(subject):
        return []
    first = optimality(subject)
    return [first, *(only_if([first], questions) if first.optional else questions)]


def unless_optimal(subject: Subject, questions: Sequence[Question]) -> list[Question]:
    """These questions unless theta is data-optimal, as the file says or as is proved."""
    if not _may_be_optimal(subject):
        return list(questions)
    first = optimality(subject)
    return unless([first], questions) if first.optional else []


def _may_be_optimal(subject: Subject) -> bool:
    """Whether the file says that theta is data-optimal, or it is about something else and theta may be so as well."""
    if subject.case.kind in ("data-optimal", "bad-minimum"):
        return subject.case.kind == "data-optimal"
    return isinstance(subject.point, Exact)


def better_optimality(subject: Subject) -> list[Question]:
    """Whether the better point is data-optimal, if its coordinates are exact."""
    better = subject.better
    if not isinstance(better, Exact):
        return []
    return [
        Question(
            "better point data-optimal",
            better,
            lambda point: [certificates.plain(subject.problem, "data-optimal", point)],
            optional=True,
        )
    ]


def sample_lower(subject: Subject) -> Question:
    """Whether the loss of some sample is lower at another output than the network's."""
    return Question(
        "a sample with a lower loss elsewhere",
        subject.point,
        lambda point: [certificates.sample_lower(subject.problem, point, BITS)],
    )


def input_lower(subject: Subject) -> Question:
    """Whether the summed loss at some input is lower at another output: then theta is not data-optimal."""
    return Question(
        "an input with a lower loss elsewhere",
        subject.point,
        lambda point: [certificates.input_lower(subject.problem, point, BITS)],
    )


def residual_gradient(subject: Subject) -> Question:
    """Whether some residual gradient is not zero: then the point is not data-optimal."""
    return Question("residual gradient not 0", subject.point, lambda point: [_largest_residual(subject, point)])


def _largest_residual(subject: Subject, point: Point) -> Proposal:
    with ball.precision(BITS):
        theta = point.enclosure(BITS)
        rows = [program.run(ball.BALLS, theta) for program in subject.fibre.residuals]
    sizes = {(x, k): ball.magnitude(v) for x, row in enumerate(rows) for k, v in enumerate(row) if ball.finite(v)}
    if not sizes:
        return Unknown("method", "the loss is not differentiable at the outputs")
    x, k = max(sizes, key=lambda key: sizes[key])
    return certificates.residual_gradient(subject.problem, point, x, k, BITS)
