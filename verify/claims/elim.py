"""ELIM: at every local minimum of the augmented objective, theta is data-optimal (convex losses, any data)."""

from __future__ import annotations

from ..prove import rules
from ..prove.augmented_questions import elimination
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question
from ..prove.subject import Subject
from .vanish import objective


def slope_at_zero_amplitude() -> Terms:
    """dL~/da at a = 0 is the mean of (dl_i/dq)(f_i) e^(u_i + b); the penalty contributes 2 lam a = 0."""
    import sympy

    i, m = sympy.symbols("i m", integer=True, positive=True)
    a, b, lam = sympy.symbols("a b lambda", real=True)
    f, u, p = (sympy.IndexedBase(name, real=True) for name in "fup")
    loss = sympy.Function("l", real=True)
    slope = sympy.diff(objective(a, b, lam), a).subs(a, 0).doit()
    return slope, sympy.Sum(sympy.diff(loss(i, f[i], p[i]), f[i]) * sympy.exp(u[i] + b), (i, 1, m)) / m


def equal_inputs_share_an_exponential() -> Terms:
    """The N samples with the same input carry the same exponential: it comes out, times the sum of their slopes."""
    import sympy

    i, count = sympy.symbols("i N", integer=True, positive=True)
    b, u = sympy.symbols("b u", real=True)
    slope = sympy.IndexedBase("g", real=True)
    grouped = sympy.factor_terms(sympy.Sum(slope[i] * sympy.exp(u + b), (i, 1, count)))
    return grouped, sympy.exp(u + b) * sympy.Sum(slope[i], (i, 1, count))


def slope_along_a_line() -> Terms:
    """(w + t v).x_i = w.x_i + t v.x_i: the exponential of sample i is multiplied by e^(r_i t), r_i = v.x_i."""
    import sympy

    i, e, dim = sympy.symbols("i e d_x", integer=True, positive=True)
    b, t = sympy.symbols("b t", real=True)
    w, v, x = (sympy.IndexedBase(name, real=True) for name in "wvx")
    moved = sympy.exp(sympy.Sum((w[e] + t * v[e]) * x[i, e], (e, 1, dim)) + b)
    start = sympy.exp(sympy.Sum(w[e] * x[i, e], (e, 1, dim)) + b)
    return moved, start * sympy.exp(t * sympy.Sum(v[e] * x[i, e], (e, 1, dim)))


def remove_one_exponential() -> Terms:
    """(d/dt - r_j) sum_i c_i e^(r_i t) = sum_i c_i (r_i - r_j) e^(r_i t)."""
    import sympy

    i, j, n = sympy.symbols("i j n", integer=True, positive=True)
    t = sympy.Symbol("t", real=True)
    c, r = (sympy.IndexedBase(name, real=True) for name in "cr")
    total = sympy.Sum(c[i] * sympy.exp(r[i] * t), (i, 1, n))
    left = sympy.Sum(c[i] * (r[i] - r[j]) * sympy.exp(r[i] * t), (i, 1, n))
    return sympy.diff(total, t) - r[j] * total, left


def removed_exponential_is_gone() -> Terms:
    """(d/dt - r_j) c_j e^(r_j t) = 0."""
    import sympy

    j = sympy.Symbol("j", integer=True, positive=True)
    t = sympy.Symbol("t", real=True)
    c, r = (sympy.IndexedBase(name, real=True) for name in "cr")
    term = c[j] * sympy.exp(r[j] * t)
    return sympy.diff(term, t) - r[j] * term, sympy.Integer(0)


def other_exponentials_stay() -> Terms:
    """If r_i = r_j + d with d not 0, the factor of the term i, squared, is (r_i - r_j)^2 e^(2 r_i t) > 0."""
    import sympy

    t, rate = sympy.symbols("t r_j", real=True)
    d = sympy.Symbol("d", real=True, nonzero=True)
    term = sympy.exp((rate + d) * t)
    return (sympy.diff(term, t) - rate * term) ** 2, sympy.Integer(0)


def chord_bounds_the_quotient() -> Terms:
    """phi(p + s h) = (1 - s) phi(p) + s phi(p + h) - G, G >= 0: (phi(p + s h) - phi(p))/s <= phi(p + h) - phi(p)."""
    import sympy

    p, h = sympy.symbols("p h", real=True)
    s = sympy.Symbol("s", positive=True)
    gap = sympy.Symbol("G", nonnegative=True)
    phi = sympy.Function("phi", real=True)
    inside = (1 - s) * phi(p) + s * phi(p + h) - gap
    return phi(p + h) - phi(p), ((phi(p + s * h) - phi(p)) / s).subs(phi(p + s * h), inside)


def quotient_tends_to_the_slope() -> Terms:
    """d/ds phi(p + s h) at s = 0 is the sum over the outputs of h_k dphi/dq_k(p): 0 where all partials vanish."""
    import sympy

    s, h, rest = sympy.symbols("s h h_rest", real=True)
    p, p_rest = sympy.symbols("p p_rest", real=True)
    phi = sympy.Function("phi", real=True)
    along = sympy.diff(phi(p + s * h, p_rest + s * rest), s).subs(s, 0).doit()
    return along, h * sympy.diff(phi(p, p_rest), p) + rest * sympy.diff(phi(p, p_rest), p_rest)


STEPS = (
    Step(
        "slope-at-zero-amplitude",
        "At a = 0 the slope in the amplitude is the mean of the slopes of the losses, weighted by the exponentials.",
        slope_at_zero_amplitude,
    ),
    Step(
        "equal-inputs-share-an-exponential",
        "Samples with equal inputs are grouped: one exponential for each distinct input, times its residual.",
        equal_inputs_share_an_exponential,
    ),
    Step(
        "slope-along-a-line",
        "Along a line in w the slope is a sum of exponentials c_i e^(r_i t) with rates r_i = v.x_i.",
        slope_along_a_line,
    ),
    Step(
        "remove-one-exponential",
        "The operator d/dt - r_j multiplies the coefficient of e^(r_i t) by r_i - r_j, for any number of terms.",
        remove_one_exponential,
    ),
    Step("removed-exponential-is-gone", "So it removes the term with the rate r_j.", removed_exponential_is_gone),
    Step(
        "other-exponentials-stay",
        "And it multiplies every term with another rate by something that is not 0.",
        other_exponentials_stay,
        ">",
    ),
    Step(
        "chord-bounds-the-quotient",
        "For a convex function the difference quotient from p towards p + h is at most phi(p + h) - phi(p).",
        chord_bounds_the_quotient,
        ">=",
    ),
    Step(
        "quotient-tends-to-the-slope",
        "As s tends to 0 the quotient tends to the slope, which is 0 where every partial derivative is 0.",
        quotient_tends_to_the_slope,
    ),
)


def questions(subject: Subject) -> list[Question]:
    """At a data-optimal point, whether it is one, a global minimum of L; over any other, whether L~ has no minimum."""
    return elimination(subject)


CLAIM = Claim(
    name="ELIM",
    title="Every local minimum gives a global minimum of the original network (convex losses)",
    statement=(
        r"\ell_i \text{ convex and differentiable},\ \lambda \neq 0,\ (\theta, a, b, W) \text{ a local minimum of } "
        r"\tilde L \ \Longrightarrow\ L(\theta) = \inf_{F : \mathbb{R}^{d_x} \to \mathbb{R}^K} "
        r"\tfrac1m \sum_i \ell_i(F(x_i)), \text{ so } \theta \text{ is a global minimum of } L"
    ),
    words=(
        "At every local minimum of the augmented objective the original parameters are data-optimal: no function of "
        "the input whatsoever fits the data better. In particular they are a global minimum of the original "
        "objective. The data are arbitrary (equal inputs may carry different targets), and so is the network."
    ),
    assumptions=("paper-augmentation", "lam-nonzero", "convex", "differentiable", "data-only"),
    source="paper",
    uses=("VANISH",),
    steps=STEPS,
    glue=(
        "Let (theta, a, b, W) be a local minimum, least in a ball of radius r. By VANISH a = 0. For (b', W') within "
        "r/2 of (b, W) the point (theta, 0, b', W') has the same value and a ball of radius r/2 inside the first one: "
        "it is a local minimum too. So dL~/da_k = 0 there, that is s_k(w') = sum over the distinct inputs x of "
        "rho_k(x) e^(w'.x + b_k) = 0 for all w' near w_k, where rho_k(x) sums dl_i/dq_k(f(x; theta)) over the samples "
        "with input x. Choose v with v.x different for all distinct x: the v to avoid lie on finitely many "
        "hyperplanes, and these do not cover the space. Then t -> s_k(w_k + t v) is a sum of n exponentials with "
        "distinct rates that vanishes on an interval; so does everything that the operators d/dt - r_j make of it. "
        "Apply them for all j but one, i: what is left is c_i times the product of the r_i - r_j times e^(r_i t), so "
        "c_i = 0, and rho_k(x) = 0 for every x and every k. Now phi = sum of l_i over the samples with input x is "
        "convex with all partial derivatives 0 at p = f(x; theta). A convex function with partial derivatives at a "
        "point is differentiable there, so the quotient tends to 0 as s falls to 0, and phi(p + h) >= phi(p) for "
        "every h. Summing over x: L(theta) is at most the risk of any function, hence at most L at any other theta. "
        "Nothing moved theta: it is enough that the point is a local minimum in (a, b, W). For a shared neuron every "
        "s_k has the same w and b, and nothing else changes."
    ),
    rules=rules.eliminating(),
    implies=("vanish", "value", "elimination", "data-optimal"),
    questions=questions,
)
