"""Whether a problem at a point is an instance of a statement: one of those that the statement speaks of.

**Definition.** A statement file says that its conclusion holds for every instance of it. A problem P and a point theta
are one if and only if

1. P has the neuron, the penalty, what is frozen, shared and covered, and the bounds of the file's ``[augment]``, and a
   lam of its class, or its lam;
2. the loss of P is that of the file, or any loss if the file names none;
3. P has as many inputs and outputs as the file says, and at most ``distinct`` different inputs;
4. the data are of the class ``data``: ``distinct``, no input stands twice; ``repeated``, one does; ``realizable``,
   equal inputs carry equal targets; ``conflicting``, two equal inputs carry different ones;
5. the network is of the class ``networks`` at theta: ``dead``, on a neighbourhood of theta no output at an input of the
   data changes; ``trained``, on every neighbourhood one of them does;
6. P meets each assumption of the claim that the file keeps. One that it drops is not assumed.

So one instance on which the conclusion fails refutes the statement. 6. is for ``refutation.py``; 1. to 5. are decided
here, and each of them is proved: what is not known of P is not granted.

On 1.: a bound on a or b that the file does not have may be written down where it is the domain of L~. **Lemma.** If N
has no value at any a < c, b and u, or the penalty none at any a < c, b and w2 >= 0, then L~ has no value where an
amplitude is less than c, and is the same function with the bound a >= c as without; likewise for a <= c, and for b.
*Proof.* Every amplitude, and every bias, is an argument of N at each sample, and of the penalty; what has an argument
without a value has none. QED So it has the same local minima. Critical points it may have more with the bound: on it
only slopes to one side are asked to be 0 then, and without the bound L~ is not differentiable there. So this is for
statements about local minima.

On 2.: facts that a file declares of its loss are assumed. A statement that names a loss with its facts assumes them
itself; one that names no loss assumes nothing, so of the loss of an instance no facts may be declared.

On 5., theta with enclosures of its coordinates: an output that is continuously differentiable on a box around them, on
one side of each of its kinks, and has the gradient 0 there by an identity, is constant on the box. An output that is
analytic near theta, and of which a derivative of order 1 to ``ORDERS`` along the line theta + s (1, 2, 3, ...) is not 0
at s = 0, is not constant on any neighbourhood. It may be that neither is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from ..errors import CertificateError
from ..files.statement_file import StatementFile
from ..numerics import ball
from ..numerics.identity import vanish
from ..numerics.point import Point
from ..numerics.program import Program
from ..problem.augmentation import Constraint
from ..problem.case import POINTS
from ..problem.derivatives import gradient
from ..problem.expression import Expr, num, substitute, var
from ..problem.objective import Problem
from ..truth import Truth
from . import gate
from .gate import Regularity
from .region import BITS, NONNEGATIVE, Range, Region
from .sides import one_case

LAM: dict[str, Callable[[Fraction], bool]] = {
    "positive": lambda lam: lam > 0,
    "negative": lambda lam: lam < 0,
    "nonzero": lambda lam: lam != 0,
    "zero": lambda lam: lam == 0,
    "free": lambda lam: True,
}
"""The numbers of each class of lam."""

DATA: dict[str, Callable[[Problem], bool]] = {
    "any": lambda p: True,
    "distinct": lambda p: len(p.distinct) == p.samples,
    "repeated": lambda p: len(p.distinct) < p.samples,
    "realizable": lambda p: p.realizable is True,
    "conflicting": lambda p: p.realizable is False,
}
"""Whether the data of a problem were proved to be of a class."""

ORDERS = 4
TIME = "~s"


def require_instance(statement: StatementFile, tables: Mapping[str, Any], problem: Problem, at: Point) -> None:
    """The problem at the point is an instance of the statement, as far as its file restricts them.

    Args:
        statement: its claim, assumptions, conclusion and points are not looked at.
        tables: the problem as it is written.
        problem: the same as it is read.
        at: theta.

    Raises:
        CertificateError: with the restriction that the instance was not proved to meet.
    """
    for fault in (
        augmentation_fault(statement, tables, problem),
        loss_fault(statement, tables),
        data_fault(statement, problem),
        network_fault(statement, problem, at),
    ):
        if fault is not None:
            raise CertificateError(f"it is no instance of the statement: {fault}")


def augmentation_fault(statement: StatementFile, tables: Mapping[str, Any], problem: Problem) -> str | None:
    """None if neuron, penalty, training, bounds and lam are the statement's; else what is not."""
    if _but_bounds(tables.get("augment", {})) != _but_bounds(statement.augment):
        return "it has another [augment]"
    mine, stated = problem.augmentation, statement.augmentation
    if not set(stated.constraints) <= set(mine.constraints):
        return "it lacks a bound"
    more = [bound for bound in mine.constraints if bound not in stated.constraints]
    if more and statement.points != POINTS[0]:
        return "it has a bound more: a critical point on a bound may be none without it"
    if not all(_is_domain(problem, bound) for bound in more):
        return "it has a bound that was not proved to be the domain of L~"
    fits = LAM[statement.lam](mine.lam) if statement.lam in LAM else mine.lam == stated.lam
    return None if fits else f"its lam is not {statement.lam}"


def _but_bounds(augment: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in augment.items() if key not in ("lam", "constraints")}


def _is_domain(problem: Problem, bound: Constraint) -> bool:
    """True proves that L~ has no value where an amplitude, or a bias, is beyond the bound."""
    if bound.name not in ("a", "b"):
        return False
    beyond = Region({"w2": NONNEGATIVE, bound.name: outside(bound.relation, bound.bound)})
    added = problem.augmentation
    penalty = substitute([added.penalty], {"lam": num(added.lam)})[0]
    return any(known.nowhere for known in gate.look([added.neuron, penalty], beyond))


def outside(relation: str, end: Fraction) -> Range:
    """The numbers that a bound excludes."""
    return Range(high=end, high_open=True) if relation == ">=" else Range(end, low_open=True)


def loss_fault(statement: StatementFile, tables: Mapping[str, Any]) -> str | None:
    """None if the loss is the statement's, or if that names none and none of the facts about it is assumed."""
    loss = _loss_table(tables["problem"]["loss"])
    if statement.loss is not None:
        return None if loss == _loss_table(statement.loss) else "it has another loss"
    return "facts are declared of its loss, and not by the statement" if "facts" in loss else None


def _loss_table(written: Any) -> Mapping[str, Any]:
    return {"name": written} if isinstance(written, str) else written


def data_fault(statement: StatementFile, problem: Problem) -> str | None:
    """None if the dimensions, the number of different inputs and the class of the data are the statement's."""
    if problem.network.inputs != statement.inputs or problem.network.outputs != statement.outputs:
        return f"it has not {statement.inputs} inputs and {statement.outputs} outputs"
    if statement.distinct is not None and len(problem.distinct) > statement.distinct:
        return f"it has more than {statement.distinct} different inputs"
    return None if DATA[statement.data](problem) else f"its data were not proved to be {statement.data}"


def network_fault(statement: StatementFile, problem: Problem, at: Point) -> str | None:
    """None if the network at this point was proved to be of the statement's class; else that it was not."""
    match statement.networks:
        case "any":
            proved = True
        case "dead":
            proved = _rests(problem, at)
        case _:
            proved = _moves(problem, at)
    return None if proved else f"its network was not proved to be {statement.networks} at the point"


def _outputs(problem: Problem) -> list[Expr]:
    return [f for group in problem.distinct for f in problem.outputs[group[0]]]


def _near(problem: Problem, at: Point) -> Region:
    with ball.precision(BITS):
        return Region.near(problem.names, at.enclosure(BITS))


def _rests(problem: Problem, at: Point) -> bool:
    """True proves that near the point no output at an input of the data changes with theta."""
    region = _near(problem, at)
    found = [one_case(f, region) for f in _outputs(problem)]
    smooth = [f for f in found if f is not None and gate.regularity(f, region) >= Regularity.C1]
    return len(smooth) == len(found) and vanish([d for f in smooth for d in gradient(f, problem.names)])


def _moves(problem: Problem, at: Point) -> bool:
    """True proves that an output at an input of the data changes on every neighbourhood of the point."""
    line = {name: var(name) + i * var(TIME) for i, name in enumerate(problem.names, start=1)}
    along = substitute([f for f in _outputs(problem) if gate.analytic(f, _near(problem, at)) is Truth.YES], line)
    with ball.precision(BITS):
        here = [*at.enclosure(BITS), ball.ball(0)]
        for _ in range(ORDERS):
            along = [gradient(f, [TIME])[0] for f in along]
            slopes = Program(along, [*problem.names, TIME]).run(ball.BALLS, here)
            if any(ball.sign(v) in (1, -1) for v in slopes):
                return True
    return False
