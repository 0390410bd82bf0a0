"""The kernel's check that no theta whatsoever is data-optimal, by one linear relation among the outputs.

**Theorem.** Let lam be not 0, and the losses convex and differentiable. Let ``sum y_xk f_k(x; theta) = c`` (or
``>= c``) for every theta at which the outputs have values, over some distinct inputs x and outputs k, with real numbers
y_xk. For each of these let the partial derivative of the summed loss at x in q_k depend on q_k alone, be negative at
``low_xk`` and positive at ``high_xk``. If ``sum y_xk q_xk`` differs from c (is less than c) for ``low < q < high``,
then over every theta some residual gradient is not 0: no theta is data-optimal, and L~ has no local minimum at all.

*Proof.* A partial derivative of a convex function in its own variable does not decrease: all its zeros lie between low
and high. If all residual gradients at theta were 0, the outputs would lie there too, and ``sum y_xk f_k(x; theta)``
would not be what the relation says. The last conclusion is that of EXIST. QED

For softmax cross-entropy, which couples the outputs, a term may be ``y (f_k - f_j)``: with ``N_c`` the summed weights
of class c at x, the slopes are ``N p_c - N_c``, so where all vanish ``q_k - q_j = log(N_k/N_j)``; low and high enclose
this number.

Where the outputs are affine in the parameters, ``f = A theta + d``, the relations are the y with ``y' A = 0``, and by
Farkas' lemma (for equations) there is one with ``y' d != y' q`` exactly if ``A theta + d = q`` has no solution.
"""

from __future__ import annotations

from fractions import Fraction

from ...exact import write
from ...numerics import ball
from ...numerics.identity import vanish
from ...numerics.program import Program
from ...problem.derivatives import gradient
from ...problem.expression import ZERO, Expr, rational, var, variables
from ...problem.objective import Problem
from ..augmented_point import nonnegative
from ..certificate import Fields
from ..evidence import Grade
from ..finding import Finding, require
from ..gate import sign
from ..kind import Kind
from ..paper_augmentation import require_papers
from ..region import EVERYWHERE
from ..sides import opened
from ..theta_point import read_constant
from .risk import assuming


def _unreachable(problem: Problem, fields: Fields) -> Finding:
    """A linear relation holds for the outputs over all theta, and fails for all outputs that minimise the losses."""
    require_papers(problem)
    require(problem.augmentation.lam != 0, "lam is 0")
    require(problem.loss.convex is True, f"the loss {problem.loss.name} is not known to be convex")
    require(problem.loss.differentiable is True, f"the loss {problem.loss.name} is not known to be differentiable")
    relation, text, bits = fields.text("relation"), fields.text("constant"), fields.bits()
    require(relation in ("=", ">="), "'relation' is = or >=")
    constant = read_constant(text, fields)
    total, words = ZERO, []
    seen: set[tuple[int, int, int | None]] = set()
    with ball.precision(bits):
        wanted = ball.ball(0)
        for group in fields.groups("terms"):
            x, k = group.index("input", len(problem.distinct)), group.index("output", problem.network.outputs)
            j = group.index("minus", problem.network.outputs) if group.has("minus") else None
            y, low, high = group.number("y"), group.number("low"), group.number("high")
            group.finish()
            require((x, k, j) not in seen and y != 0, "an output is named twice, or with the number 0")
            seen.add((x, k, j))
            if j is None:
                _require_between(problem, x, k, low, high)
            else:
                _require_ratio(problem, x, k, j, low, high)
            total = total + y * quantity(problem, x, k, j)
            wanted += ball.ball(y) * ball.between(low, high)
            name = f"f_{k + 1}" if j is None else f"(f_{k + 1} - f_{j + 1})"
            words.append(f"{write(y)} {name}(x_{x + 1})")
        value = Program([constant], []).run(ball.BALLS, [])[0]
        require(len(words) > 0, "no output is named")
        below = ball.less(wanted, value)
        differs = below or (relation == "=" and ball.less(value, wanted))
        require(differs, "the outputs that minimise the losses were not proved to violate the relation")
        facts = {"relation": ball.decimal(value, 15), "wanted": ball.decimal(wanted, 15)}
    require(holds(relation, total - constant), f"the sum was not proved to be {relation} {text} for every theta")
    said = f"{' + '.join(words)} {relation} {text} for every theta, and the losses are least only where it is not"
    conclusion = f"{said}: no theta is data-optimal, L~ has no local minimum at all"
    return Finding(conclusion + assuming(problem), Grade.CERTIFIED, facts)


def holds(relation: str, difference: Expr) -> bool:
    """True proves: ``difference`` is 0 (``=``) or is nowhere negative (``>=``), wherever it has a value."""
    if relation == "=":
        return vanish([opened(difference)])
    found = sign(difference, EVERYWHERE)
    return nonnegative(difference) or (found is not None and found.at_least_zero)


def _require_between(problem: Problem, x: int, k: int, low: Fraction, high: Fraction) -> None:
    """The stationary points of the summed loss at distinct input x, in output k, lie between two numbers."""
    slope, name = slope_of_loss(problem, x, k)
    require(variables([slope]) <= {name}, "the loss is not a sum over the outputs")
    program = Program([slope], [name])
    left, right = program.run(ball.BALLS, [ball.ball(low)])[0], program.run(ball.BALLS, [ball.ball(high)])[0]
    found = ball.positive(-left) and ball.positive(right)
    require(found, f"output {k + 1} at distinct input {x + 1}: the slope of the loss was not proved to change its sign")


def _require_ratio(problem: Problem, x: int, k: int, j: int, low: Fraction, high: Fraction) -> None:
    """Where the summed softmax cross-entropy at distinct input x is stationary, ``low < q_k - q_j < high``."""
    weights = class_weights(problem, x)
    require(weights is not None, "a difference of outputs is for softmax cross-entropy with rational targets")
    assert weights is not None
    require(weights[k] > 0 and weights[j] > 0, f"a class has no weight at distinct input {x + 1}")
    logarithm = ball.logarithm(weights[k] / weights[j])
    inside = ball.less(ball.ball(low), logarithm) and ball.less(logarithm, ball.ball(high))
    require(inside, f"distinct input {x + 1}: low and high were not proved to enclose the logarithm of the ratio")


def class_weights(problem: Problem, x: int) -> list[Fraction] | None:
    """The summed weights of each class at a distinct input; None if the loss is another or a target is not rational."""
    record, samples = problem.loss.record, problem.distinct[x]
    if record is None or record.name != "softmax-cross-entropy":
        return None
    rows = [[rational(y) for y in problem.targets[i]] for i in samples]
    known = [[problem.weights[i] * y for y in row if y is not None] for i, row in zip(samples, rows, strict=True)]
    if any(len(row) != problem.network.outputs for row in known):
        return None
    return [sum(column, Fraction(0)) for column in zip(*known, strict=True)]


def quantity(problem: Problem, x: int, k: int, j: int | None) -> Expr:
    """f_k at distinct input x, or its difference from f_j."""
    outputs = problem.outputs[problem.distinct[x][0]]
    return outputs[k] if j is None else outputs[k] - outputs[j]


def slope_of_loss(problem: Problem, x: int, k: int) -> tuple[Expr, str]:
    """The derivative of the summed loss at a distinct input in output k, and the name of that output in it."""
    names = [f"q{j + 1}" for j in range(problem.network.outputs)]
    loss = ZERO
    for i in problem.distinct[x]:
        loss = loss + problem.sample_loss(i, [var(name) for name in names])
    return gradient(loss, [names[k]])[0], names[k]


CHECKS: dict[str, Kind] = {"unreachable": Kind(_unreachable)}
