"""The facts that a file declares of its loss, held against every output that the file meets."""

from __future__ import annotations

from ..errors import CertificateError
from ..kernel import checker
from ..kernel.evidence import Evidence
from ..kernel.kinds.loss_shape import augmented_outputs
from ..numerics import ball
from ..problem.case import Case
from ..problem.expression import Expr, num, substitute
from ..propose.declared_facts import doubts
from .located import LocatedPoint
from .outcome import Fault


def false_facts(case: Case, points: list[LocatedPoint]) -> list[tuple[Fault, Evidence]]:
    """The declared facts that are false, each with the kernel's evidence; those not listed here may be false, too.

    Looked at are the outputs at the points that the file names, and others around and between them.
    """
    problem, found = case.problem, {}
    if not problem.loss.assumed:
        return []
    for fact, certificate in doubts(problem, _met(case, points)):
        if fact in found:
            continue
        try:
            evidence = checker.check(problem, certificate)
        except CertificateError:
            continue
        i = certificate.data["sample"] + 1
        words = f"the file declares that the loss is {fact}, and it is not (sample {i}): {evidence.statement}"
        found[fact] = (Fault(case.place, words), evidence)
    return list(found.values())


def _met(case: Case, points: list[LocatedPoint]) -> list[list[tuple[Expr, ...]]]:
    problem = case.problem
    met: list[list[tuple[Expr, ...]]] = [[] for _ in range(problem.samples)]
    for point in points:
        _add(met, problem.outputs, dict(zip(problem.names, _values(point), strict=True)))
    if case.witness is not None:
        at = dict(zip(problem.augmented_names, (*case.point.values, *case.witness.values), strict=True))
        _add(met, augmented_outputs(problem), at)
    return met


def _add(met: list[list[tuple[Expr, ...]]], outputs: list[list[Expr]], at: dict[str, Expr]) -> None:
    for row, found in zip(outputs, met, strict=True):
        found.append(tuple(substitute(row, at)))


def _values(point: LocatedPoint) -> tuple[Expr, ...]:
    """The coordinates of the point, or of the middle of its box."""
    if point.exact:
        return point.values
    with ball.precision(64):
        return tuple(num(v) for v in point.center())
