"""What a theorem asks of L, the outputs and the losses on a neighbourhood of the point, proved by the gate or refused.

A value at the point itself is not enough: ``sqrt(t1)**2 - t1`` is 0 at t1 = 0 and has no value for t1 < 0, so that no
statement about a neighbourhood of 0 is one about this function.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..numerics import ball
from ..numerics.point import Point
from ..numerics.program import Program
from ..problem.expression import Expr, var
from ..problem.objective import Problem
from .finding import require
from .gate import Regularity, look
from .region import Region

BITS = 256

WORDS = {
    Regularity.DEFINED: "defined",
    Regularity.CONTINUOUS: "continuous",
    Regularity.C1: "continuously differentiable",
    Regularity.C2: "twice continuously differentiable",
}


def regular_near(expressions: Sequence[Expr], at: Mapping[str, Expr], wanted: Regularity) -> bool:
    """Whether the expressions are ``wanted`` on a neighbourhood of the point with the constants ``at``."""
    with ball.precision(BITS):
        region = Region.near(list(at), Program(list(at.values()), []).run(ball.BALLS, []))
    return all(known.regularity >= wanted for known in look(expressions, region))


def require_near(expressions: Sequence[Expr], problem: Problem, at: Point, wanted: Regularity, name: str) -> None:
    """``name``, which is made of the expressions in theta, is ``wanted`` on a neighbourhood of the point."""
    with ball.precision(BITS):
        region = Region.near(problem.names, at.enclosure(BITS))
    found = all(known.regularity >= wanted for known in look(expressions, region))
    require(found, f"{name} was not proved {WORDS[wanted]} on a neighbourhood of the point")


def require_risk(problem: Problem, at: Point, wanted: Regularity = Regularity.DEFINED) -> None:
    """The outputs, the losses at them and the term in theta alone are ``wanted`` near the point, and so is L."""
    outputs = [f for group in problem.distinct for f in problem.outputs[group[0]]]
    require_near(outputs, problem, at, wanted, "an output")
    require_near([problem.regularizer], problem, at, wanted, "the term in theta alone")
    require_near([problem.risk], problem, at, wanted, "L")


def require_losses(problem: Problem, at: Point, wanted: Regularity = Regularity.C1) -> None:
    """Each loss, as a function of the outputs, is ``wanted`` near the outputs at the point."""
    names = [f"q{k + 1}" for k in range(problem.network.outputs)]
    q = [var(name) for name in names]
    for group in problem.distinct:
        with ball.precision(BITS):
            values = Program(problem.outputs[group[0]], problem.names).run(ball.BALLS, at.enclosure(BITS))
            require(all(map(ball.finite, values)), "an output has no value at the point")
            region = Region.near(names, values)
        found = all(known.regularity >= wanted for known in look([problem.sample_loss(i, q) for i in group], region))
        require(found, f"a loss was not proved {WORDS[wanted]} near the outputs at the point")
