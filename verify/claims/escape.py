"""ESCAPE: what the augmented objective can be lowered to, and the path to infinity on which it gets there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..kernel.assumptions import met
from ..kernel.claim_statement import Have, Rule
from ..prove.augmented_questions import escape
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question
from ..prove.risk_questions import unless_optimal
from ..prove.subject import Subject
from ..truth import Truth
from ..verdict import Verdict
from .vanish import objective

if TYPE_CHECKING:
    import sympy


def _data_term(effective: sympy.Expr) -> sympy.Expr:
    """Mean of the losses of f_i + c e^(u_i), with the effective amplitude c: neither b nor the penalty appears."""
    import sympy

    i, m = sympy.symbols("i m", integer=True, positive=True)
    f, u, p = (sympy.IndexedBase(name, real=True) for name in "fup")
    loss = sympy.Function("l", real=True)
    return sympy.Sum(loss(i, f[i] + effective * sympy.exp(u[i]), p[i]), (i, 1, m)) / m


def _on_the_path(c: sympy.Expr, t: sympy.Expr) -> sympy.Expr:
    """``L~`` at a = c e^(-t), b = t."""
    import sympy

    return objective(c * sympy.exp(-t), t, sympy.Symbol("lambda", positive=True))


def value_by_effective_amplitude() -> Terms:
    """With a = c e^(-b), L~ is the data term at c plus lam c^2 e^(-2b)."""
    import sympy

    b, c, lam = sympy.symbols("b c lambda", real=True)
    return objective(c * sympy.exp(-b), b, lam), _data_term(c) + lam * c**2 * sympy.exp(-2 * b)


def never_below_the_data_term() -> Terms:
    """L~(a, b) >= data term at c = a e^b; the difference is lam a^2."""
    import sympy

    a, b = sympy.symbols("a b", real=True)
    return objective(a, b, sympy.Symbol("lambda", positive=True)), _data_term(a * sympy.exp(b))


def speed_on_the_path() -> Terms:
    """d/dt L~(c e^(-t), t) = -2 lam c^2 e^(-2t), whatever the loss."""
    import sympy

    c, t = sympy.symbols("c t", real=True)
    lam = sympy.Symbol("lambda", positive=True)
    return sympy.diff(sympy.powsimp(_on_the_path(c, t), deep=True), t), -2 * lam * c**2 * sympy.exp(-2 * t)


def path_descends() -> Terms:
    """That is negative for c not 0."""
    import sympy

    t = sympy.Symbol("t", real=True)
    c = sympy.Symbol("c", real=True, nonzero=True)
    return sympy.Integer(0), sympy.diff(sympy.powsimp(_on_the_path(c, t), deep=True), t)


def end_of_the_path() -> Terms:
    """L~ minus the data term at c tends to 0 as t grows: the penalty fades out."""
    import sympy

    c, t = sympy.symbols("c t", real=True)
    above = sympy.powsimp(_on_the_path(c, t), deep=True) - _data_term(c)
    return sympy.limit(above, t, sympy.oo), sympy.Integer(0)


def bias_runs_off() -> Terms:
    """The distance from the start is at least |b(t) - b(0)| = t; its reciprocal tends to 0."""
    import sympy

    t = sympy.Symbol("t", positive=True)
    c = sympy.Symbol("c", real=True)
    distance = sympy.sqrt(t**2 + (c * sympy.exp(-t) - c) ** 2)
    return sympy.limit(1 / distance, t, sympy.oo), sympy.Integer(0)


STEPS = (
    Step(
        "value-by-effective-amplitude",
        "In terms of c = a e^b only the penalty depends on b, and it fades as b grows.",
        value_by_effective_amplitude,
    ),
    Step(
        "never-below-the-data-term",
        "No point is lower than its own data term, which depends on c and w only.",
        never_below_the_data_term,
        ">=",
    ),
    Step(
        "speed-on-the-path",
        "On the path a = c e^(-t), b = t the data term stands still and the penalty decays.",
        speed_on_the_path,
    ),
    Step("path-descends", "So the value is strictly decreasing on the whole path,", path_descends, ">"),
    Step("end-of-the-path", "it tends to the data term,", end_of_the_path),
    Step("bias-runs-off", "and the path leaves every bounded set.", bias_runs_off),
)


def questions(subject: Subject) -> list[Question]:
    """Whether there is a path to infinity along which L~ falls strictly, to below L(theta).

    Where no theorem says that there is one, nothing is said if none is found.
    """
    promised = met(subject.problem, ("eliminable", "differentiable")) is Truth.YES
    return unless_optimal(subject, [replace(escape(subject), optional=not promised)])


RULES = (
    Rule(
        "path",
        Verdict.HOLDS,
        None,
        ((Have("escape"),),),
        "L~ falls along a path to infinity from {escape_L} towards {escape_limit}",
    ),
)


CLAIM = Claim(
    name="ESCAPE",
    title="The penalty does not change the infimum, it only moves the minimiser to infinity",
    statement=(
        r"\lambda > 0 \ \Longrightarrow\ \inf_{a, b, W} \tilde L(\theta, a, b, W) = \inf_{c, W} \tfrac1m \sum_i "
        r"\ell_i\!\left(f(x_i;\theta) + (c_k e^{w_k \cdot x_i})_k\right) \text{ for every } \theta;\quad "
        r"t \mapsto \tilde L(\theta, c\,e^{-t}, t, W) \text{ falls strictly to the data term of } c \neq 0"
    ),
    words=(
        "For every theta the infimum over the added parameters is that of the data term alone, with the effective "
        "amplitudes c = a exp(b): it does not depend on lam, and neither does the infimum over all parameters. From a "
        "suitable c an explicit, strictly descending path that runs off to infinity ends below L(theta), whenever "
        "some exponential improves on theta at all. Nothing is assumed about the network and the loss."
    ),
    assumptions=("paper-augmentation", "lam-positive"),
    source="ours",
    uses=(),
    steps=STEPS,
    glue=(
        "All outputs move together: b_k = t and a_k = c_k e^(-t) for every k, and the penalty is the sum of the "
        "penalties. 'At least': every value of L~ is at least the data term of some (c, W). 'At most': every data term "
        "of a (c, W) is the limit of values of L~ along its path. The infimum over theta as well is the infimum over "
        "theta of both sides, so it is free of lam too. If the data term of (c, W) is below L(theta), the path is from "
        "some t on below L(theta). If theta is not data-optimal and ELIM's or REAL's assumptions hold, such (c, W) "
        "exist: otherwise (0, b, W) would be a minimum over (a, b, W), against FAIL."
    ),
    rules=RULES,
    questions=questions,
    unsearched="about an infimum, not about points of L~",
)
