"""REAL: on realizable data stationary points of the loss need only be global minima; convexity is not needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..prove import rules
from ..prove.augmented_questions import elimination
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question
from ..prove.subject import Subject

if TYPE_CHECKING:
    import sympy


def equal_targets_multiply() -> Terms:
    """N samples with equal input and equal target: the sum of their equal terms is N times one of them."""
    import sympy

    i, count = sympy.symbols("i N", integer=True, positive=True)
    b, u, f, rest = sympy.symbols("b u f p", real=True)
    loss = sympy.Function("l", real=True)
    slope = sympy.diff(loss(f, rest), f)
    return sympy.summation(slope * sympy.exp(u + b), (i, 1, count)), count * slope * sympy.exp(u + b)


def zero_residual_is_a_stationary_loss() -> Terms:
    """rho = N dl/dq e^(u + b) = 0 has dl/dq = 0 as its only solution."""
    import sympy

    count = sympy.Symbol("N", integer=True, positive=True)
    b, u, slope = sympy.symbols("b u g", real=True)
    (only,) = sympy.solve(count * slope * sympy.exp(u + b), slope)
    return only, sympy.Integer(0)


def _geman_mcclure() -> tuple[sympy.Expr, sympy.Symbol, sympy.Symbol]:
    import sympy

    e = sympy.Symbol("e", real=True)
    scale = sympy.Symbol("sigma", positive=True)
    return e**2 / (scale**2 + e**2), e, scale


def geman_mcclure_slope() -> Terms:
    """d/de e^2/(sigma^2 + e^2) = 2 e sigma^2/(sigma^2 + e^2)^2: zero only at e = 0."""
    import sympy

    value, e, scale = _geman_mcclure()
    return sympy.diff(value, e), 2 * e * scale**2 / (scale**2 + e**2) ** 2


def geman_mcclure_is_least_at_zero() -> Terms:
    """e^2/(sigma^2 + e^2) >= 0, its value at e = 0."""
    value, e, _ = _geman_mcclure()
    return value, value.subs(e, 0)


def geman_mcclure_is_not_convex() -> Terms:
    """Its second derivative at e = sigma is -1/(2 sigma^2) < 0."""
    import sympy

    value, e, scale = _geman_mcclure()
    return sympy.Integer(0), sympy.diff(value, e, 2).subs(e, scale)


STEPS = (
    Step(
        "equal-targets-multiply",
        "The residual at an input is the number of samples there times the slope of their common loss.",
        equal_targets_multiply,
    ),
    Step(
        "zero-residual-is-a-stationary-loss",
        "So a zero residual says that the output is a stationary point of the loss itself.",
        zero_residual_is_a_stationary_loss,
    ),
    Step(
        "geman-mcclure-slope",
        "The assumption is weaker than convexity: the Geman-McClure loss has no stationary point but e = 0,",
        geman_mcclure_slope,
    ),
    Step("geman-mcclure-is-least-at-zero", "where it is least,", geman_mcclure_is_least_at_zero, ">="),
    Step("geman-mcclure-is-not-convex", "and it is not convex.", geman_mcclure_is_not_convex, ">"),
)


def questions(subject: Subject) -> list[Question]:
    """As ELIM: over a point where some sample does not have its least loss, L~ has no local minimum."""
    return elimination(subject)


CLAIM = Claim(
    name="REAL",
    title="Every local minimum gives a global minimum of the original network (realizable data)",
    statement=(
        r"\left(x_i = x_j \Rightarrow \ell_i = \ell_j\right),\ \left(\nabla \ell_i(q) = 0 \Rightarrow q \in "
        r"\arg\min \ell_i\right),\ \lambda \neq 0,\ (\theta, a, b, W) \text{ a local minimum of } \tilde L "
        r"\ \Longrightarrow\ f(x_i;\theta) \in \arg\min \ell_i \text{ for every } i"
    ),
    words=(
        "If equal inputs carry equal targets, and every stationary point of each differentiable loss is a global "
        "minimum of that loss (convex or not), then at every local minimum of the augmented objective every sample "
        "has its least possible loss. In particular theta is a global minimum of the original objective."
    ),
    assumptions=(
        "paper-augmentation",
        "lam-nonzero",
        "realizable",
        "differentiable",
        "stationary-is-global",
        "data-only",
    ),
    source="paper",
    uses=("VANISH", "ELIM"),
    steps=STEPS,
    glue=(
        "The proof of ELIM uses convexity only after it has shown rho_k(x) = 0 for all inputs x and outputs k; up to "
        "there it holds here word for word. Equal inputs have equal losses, so rho_k(x) is the number of samples at x "
        "times dl_i/dq_k(f(x; theta)). Hence all partial derivatives of l_i vanish at f(x_i; theta), which is then a "
        "global minimum of l_i, for each i. Every term of L(theta) is as small as it can be. The Geman-McClure steps "
        "are no part of the proof: they show that REAL covers losses that ELIM does not."
    ),
    rules=rules.eliminating(),
    implies=("vanish", "value", "elimination", "data-optimal", "realizable"),
    questions=questions,
)
