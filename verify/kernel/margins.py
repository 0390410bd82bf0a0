"""L with a class taken out of softmax cross-entropy: as its output grows, no terms run off and cancel."""

from __future__ import annotations

from ..problem.expression import ZERO, Expr, rational
from ..problem.objective import Problem


def risk_in_margins(problem: Problem) -> Expr:
    """L, identically; softmax cross-entropy is written in the outputs less that of the class with the greatest target.

    That loss does not change as outputs and targets are permuted together, so that any class may come first, if the
    targets of a sample have the sum 1.
    """
    record = problem.loss.record
    if record is None or record.name != "softmax-cross-entropy":
        return problem.risk
    total: Expr = ZERO
    for i, (q, y) in enumerate(zip(problem.outputs, problem.targets, strict=True)):
        known = [rational(v) for v in y]
        numbers = [v for v in known if v is not None]
        first = numbers.index(max(numbers)) if len(numbers) == len(y) and sum(numbers) == 1 else 0
        order = [first, *(k for k in range(len(y)) if k != first)]
        total = total + problem.weights[i] * problem.loss.build([q[k] for k in order], [y[k] for k in order])
    return problem.scale * total + problem.regularizer
