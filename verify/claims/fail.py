"""FAIL: at a theta that is not data-optimal the added neurons find no local minimum, only a way out to infinity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..kernel.claim_statement import Rule
from ..prove import rules
from ..prove.augmented_questions import descents, orbits
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question
from ..prove.risk_questions import residual_gradient, unless_optimal
from ..prove.subject import Subject
from ..verdict import Sense, Verdict
from .vanish import objective

if TYPE_CHECKING:
    import sympy


def _initial_slope(s: sympy.Expr) -> sympy.Expr:
    """d/dtau of ``L~`` at tau = 0 on the path a = -tau*s that leaves zero amplitude."""
    import sympy

    tau, b, lam = sympy.symbols("tau b lambda", real=True)
    return sympy.diff(objective(-tau * s, b, lam), tau).subs(tau, 0).doit()


def _mean_slope() -> sympy.Expr:
    """s = mean of (dl_i/dq)(f_i) e^(u_i + b): dL~/da at a = 0, by ELIM."""
    import sympy

    i, m = sympy.symbols("i m", integer=True, positive=True)
    b = sympy.Symbol("b", real=True)
    f, u, p = (sympy.IndexedBase(name, real=True) for name in "fup")
    loss = sympy.Function("l", real=True)
    return sympy.Sum(sympy.diff(loss(i, f[i], p[i]), f[i]) * sympy.exp(u[i] + b), (i, 1, m)) / m


def slope_against_the_residual() -> Terms:
    """On a = -tau s the value starts with the slope -s dL~/da; the penalty lam tau^2 s^2 does not contribute."""
    import sympy

    s = sympy.Symbol("s", real=True)
    return _initial_slope(s), -s * _mean_slope()


def value_falls_at_once() -> Terms:
    """With s = dL~/da, not 0, that slope is -s^2 < 0."""
    import sympy

    s = sympy.Symbol("s", real=True, nonzero=True)
    m = sympy.Symbol("m", integer=True, positive=True)
    (losses,) = _mean_slope().atoms(sympy.Sum)
    slope = sympy.factor_terms(_initial_slope(s))
    return -slope.subs(losses, m * s), sympy.Integer(0)


STEPS = (
    Step(
        "slope-against-the-residual",
        "From a = 0, moving the amplitude against the slope s changes the value at first by -s per unit of s.",
        slope_against_the_residual,
    ),
    Step(
        "value-falls-at-once",
        "So the value falls strictly below L(theta), for any strength of the penalty.",
        value_falls_at_once,
        ">",
    ),
)


def questions(subject: Subject) -> list[Question]:
    """Over a theta that is not data-optimal: no local minimum in (a, b, W), with a = 0 or without."""
    return unless_optimal(subject, [residual_gradient(subject), *descents(subject), *orbits(subject)])


RULES = (
    Rule(
        "not-optimal",
        Verdict.HOLDS,
        Sense.CONTRAPOSITIVE,
        (rules.NOT_OPTIMAL, rules.DESCENTS, rules.ORBITS),
        "no local minimum in (a, b, W): {descent} points with a = 0, {orbit} with a != 0",
    ),
)


CLAIM = Claim(
    name="FAIL",
    title="Where the theorem cannot help: no local minimum over a theta that is not data-optimal",
    statement=(
        r"\ell_i \text{ convex and differentiable},\ \lambda \neq 0,\ \theta \text{ not data-optimal} "
        r"\ \Longrightarrow\ (a, b, W) \mapsto \tilde L(\theta, a, b, W) \text{ has no local minimum}"
    ),
    words=(
        "If the original parameters are not data-optimal, for instance at a bad local minimum, then the augmented "
        "objective as a function of the added parameters alone has no local minimum: next to every point there is a "
        "strictly lower one, and every minimising sequence runs off to infinity. The same holds under the assumptions "
        "of REAL."
    ),
    assumptions=("paper-augmentation", "lam-nonzero", "eliminable", "differentiable"),
    source="paper",
    uses=("VANISH", "ELIM", "REAL"),
    steps=STEPS,
    glue=(
        "Fix theta, not data-optimal, and any (a, b, W). If a is not 0 the orbit of VANISH has strictly lower points "
        "as near as one likes, and it leaves theta and W alone. If a = 0, then some residual rho_k(x) is not 0 (if all "
        "were 0, theta would be data-optimal by the last part of ELIM, or of REAL). By the exponential-sum lemma of "
        "ELIM the slope s_k is then not identically 0 near (b, W): there are (b', W') as near as one likes with s not "
        "0. There the value at a = 0 is still L(theta), and it falls at once along a = -tau s. So no point is a local "
        "minimum. A minimising sequence (for lam > 0) with a bounded subsequence would have a limit point at which "
        "the infimum is attained, since L~ is continuous in (a, b, W): a minimum, which does not exist. Hence every "
        "minimising sequence leaves every bounded set."
    ),
    rules=RULES,
    questions=questions,
)
