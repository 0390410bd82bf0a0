"""CHAR: the local minima of the augmented objective, all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..kernel.claim_statement import Rule
from ..prove import rules
from ..prove.augmented_questions import descents, no_minimum
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question
from ..prove.risk_questions import if_optimal, residual_gradient, unless_optimal
from ..prove.subject import Subject
from ..verdict import Sense, Verdict
from .vanish import objective

if TYPE_CHECKING:
    import sympy


def _data_term_at(value: sympy.Expr, risk: sympy.Expr) -> sympy.Expr:
    """``value`` with its mean of losses replaced by ``risk``."""
    import sympy

    m = sympy.Symbol("m", integer=True, positive=True)
    (losses,) = value.atoms(sympy.Sum)
    return value.subs(losses, m * risk)


def _height(a: sympy.Expr, excess: sympy.Expr) -> sympy.Expr:
    """``L~`` at (theta', a, b, w), with data term floor + excess, minus ``L~`` at a data-optimal (theta, 0, ., .)."""
    import sympy

    b, floor = sympy.symbols("b D", real=True)
    lam = sympy.Symbol("lambda", positive=True)
    here = _data_term_at(objective(a, b, lam), floor + excess)
    return here - _data_term_at(objective(sympy.Integer(0), b, lam), floor)


def excess_of_a_risk() -> Terms:
    """Risk - floor = mean of the excesses at the distinct inputs: it is 0 only if every one of them is 0."""
    import sympy

    x, n, m = sympy.symbols("x n m", integer=True, positive=True)
    low, excess = (sympy.IndexedBase(name, real=True) for name in ("low", "E"))
    above = sympy.Sum(low[x] + excess[x], (x, 1, n)) / m - sympy.Sum(low[x], (x, 1, n)) / m
    return above, sympy.Sum(excess[x], (x, 1, n)) / m


def height_above_a_data_optimal_point() -> Terms:
    """L~(theta', a, b, w) - L~(theta, 0, b', w') = excess + lam a^2, whatever b, w, b', w'."""
    import sympy

    a, excess = sympy.symbols("a E", real=True)
    return _height(a, excess), excess + sympy.Symbol("lambda", positive=True) * a**2


def no_point_is_lower() -> Terms:
    """Excess + lam a^2 >= 0."""
    import sympy

    return _height(sympy.Symbol("a", real=True), sympy.Symbol("E", nonnegative=True)), sympy.Integer(0)


def higher_where_a_neuron_is_left() -> Terms:
    """Excess + lam a^2 > 0 if a is not 0."""
    import sympy

    return _height(sympy.Symbol("a", real=True, nonzero=True), sympy.Symbol("E", nonnegative=True)), sympy.Integer(0)


def higher_where_theta_is_not_data_optimal() -> Terms:
    """Excess + lam a^2 > 0 at a = 0 if the excess is positive."""
    import sympy

    return _height(sympy.Integer(0), sympy.Symbol("E", positive=True)), sympy.Integer(0)


STEPS = (
    Step(
        "excess-of-a-risk",
        "A risk exceeds the least risk of any function (the floor) by the mean of its excesses at the distinct inputs.",
        excess_of_a_risk,
    ),
    Step(
        "height-above-a-data-optimal-point",
        "Any point lies above a data-optimal one by its excess plus its penalty.",
        height_above_a_data_optimal_point,
    ),
    Step("no-point-is-lower", "So data-optimal points are global minima.", no_point_is_lower, ">="),
    Step(
        "higher-where-a-neuron-is-left",
        "A point with an amplitude that is not 0 is strictly higher,",
        higher_where_a_neuron_is_left,
        ">",
    ),
    Step(
        "higher-where-theta-is-not-data-optimal",
        "and so is a point whose amplitudes are 0 but whose theta is not data-optimal.",
        higher_where_theta_is_not_data_optimal,
        ">",
    ),
)


def questions(subject: Subject) -> list[Question]:
    """One direction at a data-optimal point, the other at any other point."""
    others = [residual_gradient(subject), *descents(subject), *no_minimum(subject)]
    return [*if_optimal(subject), *unless_optimal(subject, others)]


NOT_OPTIMAL = "theta is not data-optimal, and (theta, 0, b, W) is no local minimum at {descent} (b, W)"

RULES = (
    Rule(
        "optimal",
        Verdict.HOLDS,
        Sense.ATTAINED,
        (rules.OPTIMAL,),
        "(theta, 0, b, W) is a global minimum of L~ for all b and W",
    ),
    Rule(
        "none-exists",
        Verdict.HOLDS,
        Sense.NONE_EXISTS,
        (rules.NONE, rules.NOT_OPTIMAL, rules.DESCENTS),
        f"both sides are empty: no theta is data-optimal, L~ has no local minimum at all; {NOT_OPTIMAL}",
    ),
    Rule("not-optimal", Verdict.HOLDS, Sense.CONTRAPOSITIVE, (rules.NOT_OPTIMAL, rules.DESCENTS), NOT_OPTIMAL),
)


CLAIM = Claim(
    name="CHAR",
    title="The local minima of the augmented objective are exactly its data-optimal points",
    statement=(
        r"\ell_i \text{ convex and differentiable},\ \lambda > 0 \ \Longrightarrow\ "
        r"\{\text{local minima of } \tilde L\} = \{\text{global minima of } \tilde L\} = "
        r"\{(\theta, 0, b, W) : \theta \text{ data-optimal},\ b \in \mathbb{R}^K,\ W \in \mathbb{R}^{d_x \times K}\}"
    ),
    words=(
        "A point is a local minimum of the augmented objective if and only if the amplitudes are zero and the "
        "original parameters are data-optimal; biases and weights of the added neurons are then arbitrary. Each such "
        "point is a global minimum of the augmented objective, and all have the same value. The same holds under the "
        "assumptions of REAL, and the same points are found with theta frozen."
    ),
    assumptions=("paper-augmentation", "lam-positive", "eliminable", "differentiable", "data-only"),
    source="ours",
    uses=("VANISH", "ELIM", "REAL"),
    steps=STEPS,
    glue=(
        "A local minimum has a = 0 by VANISH and theta data-optimal by ELIM (under REAL's assumptions: by REAL, since "
        "there data-optimal says that every f(x_i; theta) minimises l_i). Conversely the data term of L~ is the risk "
        "of some function, namely of the augmented network, so it is at least the floor; the penalty is at least 0; "
        "and at (theta, 0, b, W) with theta data-optimal the floor is attained. So these points are global minima, "
        "and by the strict steps no other point is one. Since VANISH and ELIM need a local minimum in (a, b, W) only, "
        "freezing theta gives the same points. lam > 0 is needed here, lam != 0 is not enough: for one sample x = 0 "
        "with l(q) = q^2, f = 0 and lam = -1 the value a^2 (e^(2b) - 1) is lower than 0 next to every point with "
        "a = 0 and b < 0."
    ),
    rules=RULES,
    implies=("vanish", "value", "elimination", "data-optimal"),
    questions=questions,
)
