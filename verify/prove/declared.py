"""The facts that a file declares of its loss, held against every output that the file meets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from ..kernel.evidence import Evidence
from ..kernel.kinds.loss_shape import augmented_outputs
from ..numerics import ball
from ..numerics.point import Exact, Point
from ..problem.expression import Expr, num, substitute
from ..propose.declared_facts import doubts
from .inquiry import Proposal, Question
from .outcome import Fault, Result
from .subject import Subject


def declared_facts(subject: Subject) -> list[Question]:
    """For each declared fact, whether it is false; one of which that is not shown may be false, too.

    Looked at are the outputs at the points that the file names, and others around and between them.
    """
    return [
        Question(
            f"the loss is {fact}", subject.point, partial(_doubts, subject, fact), partial(_false, subject, fact), True
        )
        for fact in subject.problem.loss.assumed
    ]


def _doubts(subject: Subject, fact: str, _: Point) -> Iterator[Proposal]:
    return doubts(subject.problem, fact, _met(subject))


def _false(subject: Subject, fact: str, result: Result) -> Result:
    if not isinstance(result, Evidence):
        return result
    i = result.certificate.data["sample"] + 1
    words = f"the file declares that the loss is {fact}, and it is not (sample {i}): {result.statement}"
    return Fault(subject.case.place, words, result)


def _met(subject: Subject) -> list[list[tuple[Expr, ...]]]:
    """For each sample, the outputs at the points that the file names."""
    problem, case = subject.problem, subject.case
    met: list[list[tuple[Expr, ...]]] = [[] for _ in range(problem.samples)]

    def add(outputs: Sequence[Sequence[Expr]], at: Mapping[str, Expr]) -> None:
        for row, found in zip(outputs, met, strict=True):
            found.append(tuple(substitute(row, at)))

    for point in (subject.point, subject.better):
        if isinstance(point, Point):
            add(problem.outputs, dict(zip(problem.names, _values(point), strict=True)))
    if case.witness is not None:
        at = dict(zip(problem.augmented_names, (*case.point.values, *case.witness.values), strict=True))
        add(augmented_outputs(problem), at)
    return met


def _values(point: Point) -> tuple[Expr, ...]:
    """The coordinates of the point, or of the middle of its box."""
    if isinstance(point, Exact):
        return point.values
    with ball.precision(64):
        return tuple(num(v) for v in point.center)
