"""MASK: how small the descent can be that the claims promise; why floating point cannot decide."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING

from ..families.synthetic import made_case
from ..kernel.claim_statement import Have, Rule
from ..problem.case import Case, Center
from ..prove.augmented_questions import descents
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question
from ..prove.risk_questions import unless_optimal
from ..prove.subject import Subject
from ..verdict import Sense, Verdict
from .vanish import objective

if TYPE_CHECKING:
    import sympy


def moments_are_derivatives() -> Terms:
    """d/dt sum_i c_i r_i^j e^(r_i t) = sum_i c_i r_i^(j+1) e^(r_i t): at t = 0 the derivatives of s are the moments."""
    import sympy

    i, n = sympy.symbols("i n", integer=True, positive=True)
    j = sympy.Symbol("j", integer=True, nonnegative=True)
    t = sympy.Symbol("t", real=True)
    c, r = (sympy.IndexedBase(name, real=True) for name in "cr")
    moment = sympy.Sum(c[i] * r[i] ** j * sympy.exp(r[i] * t), (i, 1, n))
    return sympy.diff(moment, t), sympy.Sum(c[i] * r[i] ** (j + 1) * sympy.exp(r[i] * t), (i, 1, n))


def moments_eliminate_a_rate() -> Terms:
    """kappa_(j+1) - r_q kappa_j = sum_i c_i (r_i - r_q) r_i^j: Vandermonde elimination for any number of rates."""
    import sympy

    i, q, n = sympy.symbols("i q n", integer=True, positive=True)
    j = sympy.Symbol("j", integer=True, nonnegative=True)
    c, r = (sympy.IndexedBase(name, real=True) for name in "cr")

    def moment(order: sympy.Expr) -> sympy.Expr:
        return sympy.Sum(c[i] * r[i] ** order, (i, 1, n))

    return moment(j + 1) - r[q] * moment(j), sympy.Sum(c[i] * (r[i] - r[q]) * r[i] ** j, (i, 1, n))


def penalty_limits_the_descent() -> Terms:
    """a s + lam a^2 >= -s^2/(4 lam), by completing the square."""
    import sympy

    a, s = sympy.symbols("a s", real=True)
    lam = sympy.Symbol("lambda", positive=True)
    return a * s + lam * a**2, -(s**2) / (4 * lam)


def best_amplitude() -> Terms:
    """The least value over a of a s + (lam + B) a^2 is -s^2/(4 (lam + B))."""
    import sympy

    a, s = sympy.symbols("a s", real=True)
    lam, bound = sympy.symbols("lambda B", positive=True)
    upper = a * s + (lam + bound) * a**2
    (best,) = sympy.solve(sympy.diff(upper, a), a)
    return upper.subs(a, best), -(s**2) / (4 * (lam + bound))


def order_of_the_descent() -> Terms:
    """With s = kappa t^j/j! + R t^(j+1): s^2/(4 (lam + B)) over t^(2j) tends to kappa^2/(4 (lam + B) (j!)^2)."""
    import sympy

    j = sympy.Symbol("j", integer=True, positive=True)
    t, lam, bound = sympy.symbols("t lambda B", positive=True)
    kappa, rest = sympy.symbols("kappa R", real=True)
    s = kappa * t**j / sympy.factorial(j) + rest * t ** (j + 1)
    descent = sympy.simplify(s**2 / (4 * (lam + bound)) / t ** (2 * j))
    return sympy.limit(descent, t, 0), kappa**2 / (4 * (lam + bound) * sympy.factorial(j) ** 2)


def pascal() -> Terms:
    """The coefficient of z^x in (1 - z) sum_x (-1)^x C(N, x) z^x is (-1)^x C(N+1, x)."""
    import sympy

    order, x = sympy.symbols("N x", integer=True, positive=True)
    coefficient = (-1) ** x * sympy.binomial(order, x)
    return sympy.combsimp(coefficient - coefficient.subs(x, x - 1)), (-1) ** x * sympy.binomial(order + 1, x)


def powers_of_one_minus_z() -> Terms:
    """(1 - z)^N - z (1 - z)^N = (1 - z)^(N+1), written in y = 1 - z."""
    import sympy

    order = sympy.Symbol("N", integer=True, positive=True)
    z, y = sympy.symbols("z y", real=True)
    return ((1 - z) ** order - z * (1 - z) ** order).subs(z, 1 - y), y ** (order + 1)


def planted_residuals() -> Terms:
    """rho_x = R (-1)^x C(N, x) e^(-w x) at x = 0..N: at w + t the term of x is R e^b C(N, x) (-e^t)^x."""
    import sympy

    order = sympy.Symbol("N", integer=True, positive=True)
    x = sympy.Symbol("x", integer=True, nonnegative=True)
    w, t, b, scale = sympy.symbols("w t b R", real=True)
    residual = scale * (-1) ** x * sympy.binomial(order, x) * sympy.exp(-w * x)
    term = scale * sympy.exp(b) * sympy.binomial(order, x) * (-sympy.exp(t)) ** x
    return residual * sympy.exp((w + t) * x + b), term


def planted_order() -> Terms:
    """Their sum R e^b (1 - e^t)^N, divided by t^N, tends to (-1)^N R e^b, not 0: the order is N = n - 1."""
    import sympy

    order = sympy.Symbol("N", integer=True, positive=True)
    t = sympy.Symbol("t", positive=True)
    b, scale = sympy.symbols("b R", real=True)
    return sympy.limit(scale * sympy.exp(b) * ((1 - sympy.exp(t)) / t) ** order, t, 0), (
        -1
    ) ** order * scale * sympy.exp(b)


def mixed_second_derivative() -> Terms:
    """At a = 0, along w + t v: d^2 L~/(da dt) = mean of r_i (dl_i/dq)(f_i) e^(u_i + b) = kappa_1."""
    import sympy

    i, m = sympy.symbols("i m", integer=True, positive=True)
    a, b, t, lam = sympy.symbols("a b t lambda", real=True)
    f, u, p, r = (sympy.IndexedBase(name, real=True) for name in "fupr")
    loss = sympy.Function("l", real=True)
    # In the exponent u_i + b the move of w is an addition of t*r_i, as good as a bias of its own for each sample.
    mixed = sympy.diff(objective(a, b + t * r[i], lam), a, t).subs(a, 0).doit().subs(t, 0)
    slope = sympy.diff(loss(i, f[i], p[i]), f[i])
    return mixed, sympy.Sum(r[i] * slope * sympy.exp(u[i] + b), (i, 1, m)) / m


def mixed_entry_decides() -> Terms:
    """A x^2 + 2 kappa_1 x, the second-order form at (a, t) = (x, 1) with A = d^2 L~/da^2 > 0, reaches -kappa_1^2/A."""
    import sympy

    curvature = sympy.Symbol("A", positive=True)
    kappa = sympy.Symbol("kappa_1", real=True, nonzero=True)
    x = sympy.Symbol("x", real=True)
    form = curvature * x**2 + 2 * kappa * x
    (best,) = sympy.solve(sympy.diff(form, x), x)
    return sympy.Integer(0), form.subs(x, best)


STEPS = (
    Step(
        "moments-are-derivatives",
        "The moments kappa_j are the derivatives of the slope s(w + t v) at t = 0.",
        moments_are_derivatives,
    ),
    Step(
        "moments-eliminate-a-rate",
        "One step of elimination multiplies the coefficient of the rate r_i by r_i - r_q.",
        moments_eliminate_a_rate,
    ),
    Step(
        "penalty-limits-the-descent",
        "For a convex loss no amplitude gains more than s^2/(4 lam).",
        penalty_limits_the_descent,
        ">=",
    ),
    Step(
        "best-amplitude",
        "Under a quadratic upper bound the amplitude -s/(2 (lam + B)) gains s^2/(4 (lam + B)).",
        best_amplitude,
    ),
    Step("order-of-the-descent", "So with s of order t^j the gain is of order t^(2j).", order_of_the_descent),
    Step("pascal", "The alternating binomial sum is (1 - z)^N, by induction on N: the coefficients", pascal),
    Step("powers-of-one-minus-z", "and the function.", powers_of_one_minus_z),
    Step(
        "planted-residuals",
        "Alternating binomial residuals at x = 0..N make the slope at w + t such a sum, z = e^t,",
        planted_residuals,
    ),
    Step("planted-order", "which vanishes at t = 0 to the order N exactly.", planted_order),
    Step(
        "mixed-second-derivative",
        "Of the second derivatives at a = 0 in (b, w) directions only the mixed one with a "
        "can be other than 0; it is kappa_1.",
        mixed_second_derivative,
    ),
    Step(
        "mixed-entry-decides",
        "If it is not 0 the Hessian has a negative direction; if j >= 2 it has none in (a, b, w).",
        mixed_entry_decides,
        ">",
    ),
)


def questions(subject: Subject) -> list[Question]:
    """At each (b, W) one output descends along one direction, of order up to n - 1; a file's order is the least.

    A certified order above n - 1 along some direction refutes nothing: a lower one is then still to be found.
    """
    return unless_optimal(subject, descents(subject))


RULES = (
    Rule(
        "orders",
        Verdict.HOLDS,
        Sense.CONTRAPOSITIVE,
        ((Have("descent", below_inputs="order"),),),
        "orders of descent along one direction each: {descent_order}, all less than the number of distinct inputs",
    ),
)


def family(seed: int) -> list[Subject]:
    """The deepest masks: n inputs 0..n-1, residual gradients (-1)^i C(n-1, i), order of descent n - 1, n = 2..30."""
    return [Subject.of(deepest_mask(n), seed, all_centers=False) for n in range(2, 31)]


def deepest_mask(n: int) -> Case:
    """f = 0 without parameters, loss (q - y)^2 / 2, targets minus the residual gradients; centre b = 0, w = 0."""
    residuals = [(-1) ** i * comb(n - 1, i) for i in range(n)]
    tables = {
        "problem": {
            "network": {"formula": ["0"], "parameters": []},
            "loss": {"formula": "(q - y)**2/2"},
            "reduction": "sum",
            "inputs": [[str(i)] for i in range(n)],
            "targets": [[str(-r)] for r in residuals],
        },
        "augment": {},
    }
    name = f"mask-{n}"
    zero = (Fraction(0),)
    center = Center(zero, (zero,), name)
    title = f"The deepest mask on {n} inputs"
    return made_case(name, title, "failure-mode", tables, centers=(center,), order=str(n - 1))


CLAIM = Claim(
    name="MASK",
    title="How well the descent can hide: its order reaches 2(n - 1)",
    statement=(
        r"\ell_i \text{ convex and differentiable},\ \lambda > 0,\ \rho_k \not\equiv 0,\ v \cdot x \text{ distinct over"
        r" the } n \text{ distinct inputs},\ \kappa_j = \tfrac1m \sum_x \rho_k(x) e^{w_k \cdot x + b_k} (v \cdot x)^j "
        r"\ \Longrightarrow\ j_* = \min\{j : \kappa_j \neq 0\} \le n - 1 \text{, and along } w_k + t v \text{ the best "
        r"amplitude } a_k \text{ lowers } \tilde L \text{ by at most } "
        r"\frac{t^{2 j_*}}{4 \lambda} \left(\frac{\kappa_{j_*}}{j_*!}\right)^2 (1 + o(1)); \quad "
        r"j_* = n - 1 \text{ occurs for every } n"
    ),
    words=(
        "Next to a point with zero amplitudes over a theta that is not data-optimal there is always something lower, "
        "but it may be lower by no more than the order t^(2(n - 1)) at distance t, n being the number of distinct "
        "inputs: far below any rounding error. Floating point sees a local minimum where there is none."
    ),
    assumptions=("paper-augmentation", "lam-positive", "convex", "differentiable"),
    source="ours",
    uses=("ELIM", "FAIL"),
    steps=STEPS,
    glue=(
        "Write s(t) for dL~/da_k at a = 0 and w = w_k + t v. By ELIM it is the sum of c_i e^(r_i t) with c_i = "
        "rho_k(x) e^(w_k.x + b_k)/m and distinct rates r_i = v.x, so its j-th derivative at 0 is kappa_j. If kappa_0, "
        "..., kappa_(n-1) were all 0, eliminate all rates but one, n - 1 times: c_i times a product of differences, "
        "not 0, would be 0; for every i, against rho_k not identically 0. By convexity (the tangent inequality of "
        "ELIM) L~(theta, a, b, W') >= L(theta) + sum of a_k s_k + lam |a|^2 >= L(theta) - sum of s_k^2/(4 lam). If "
        "moreover l_i(q + h e_k) <= l_i(q) + h dl_i/dq_k(q) + (C/2) h^2 near q = f(x_i; theta) (a gradient that is "
        "locally Lipschitz), put B = (C/2) times the mean of e^(2 (w'.x_i + b)): the amplitude -s/(2 (lam + B)), "
        "which is small with s, gains s^2/(4 (lam + B)), so for j >= 1 the order t^(2j) is attained, at a distance t "
        "+ O(t^j). (For j = 0 the gain within distance t is of order t, for then the amplitude itself is what has to "
        "stay small.) Residuals of the planted form occur: for squared loss choose the targets. The slope along w + t "
        "is R e^b (1 - e^t)^N over m, N = n - 1, so kappa_j = 0 for j < N and kappa_N is not 0. To refute a local "
        "minimum one nonzero kappa_j, of any order, is enough: it says that s does not vanish identically."
    ),
    rules=RULES,
    questions=questions,
    family=family,
    unsearched="about rates of descent, not about points of L~",
)
