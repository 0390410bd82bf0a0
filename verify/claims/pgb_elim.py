"""PGB-ELIM: the elimination theorem once more, as a corollary of the perturbable gradient basis condition."""

from __future__ import annotations

from ..kernel.claim_statement import Have, Rule
from ..propose import models
from ..prove import rules
from ..prove.augmented_questions import no_minimum
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question
from ..prove.risk_questions import if_optimal, residual_gradient, unless_optimal
from ..prove.subject import Subject
from ..verdict import Sense, Verdict
from .elim import other_exponentials_stay, remove_one_exponential, removed_exponential_is_gone


def neuron_is_linear_in_its_amplitude() -> Terms:
    """With h = (a, 0, 0): a dg/da = g at every input."""
    import sympy

    a, b, u = sympy.symbols("a b u", real=True)
    neuron = a * sympy.exp(u + b)
    return a * sympy.diff(neuron, a), neuron


def the_factor_r_is_one() -> Terms:
    """psi = a has a dpsi/da = r psi with r = 1, so that the term (1 - r) R'.psi of the bound is absent."""
    import sympy

    a = sympy.Symbol("a", real=True, nonzero=True)
    r = sympy.Symbol("r", real=True)
    (only,) = sympy.solve(a * sympy.diff(a, a) - r * a, r)
    return only, sympy.Integer(1)


def perturbed_derivative() -> Terms:
    """dg/da at (0, b + eps beta, w + eps v) is e^(w.x + b) e^(eps (v.x + beta)), with w.x = u and v.x = s."""
    import sympy

    a, b, u, s, beta, eps = sympy.symbols("a b u s beta epsilon", real=True)
    neuron = a * sympy.exp(u + b)
    moved = sympy.diff(neuron, a).subs({b: b + eps * beta, u: u + eps * s}, simultaneous=True)
    return moved, sympy.exp(u + b) * sympy.exp(eps * (s + beta))


def neuron_stays_zero() -> Terms:
    """At a = 0 moving b and w by eps beta and eps v leaves g = 0: every such move is admitted."""
    import sympy

    a, b, u, s, beta, eps = sympy.symbols("a b u s beta epsilon", real=True)
    neuron = a * sympy.exp(u + b)
    return neuron.subs({a: 0, b: b + eps * beta, u: u + eps * s}, simultaneous=True), sympy.Integer(0)


def at_the_input_zero_only_the_bias_moves() -> Terms:
    """At x = 0 the derivative in t of e^((w + t v).x + b + t beta) is beta e^b: without beta it is a constant."""
    import sympy

    b, t, beta, w, v, x = sympy.symbols("b t beta w v x", real=True)
    moved = sympy.exp((w + t * v) * x + b + t * beta)
    return sympy.diff(moved, t).subs(t, 0).subs(x, 0), beta * sympy.exp(b)


def bound_is_the_risk_of_any_function() -> Terms:
    """With sum alpha = 0 and the values T_i at the samples the bound is the mean of l_i(f_i + T_i)."""
    import sympy

    i, m = sympy.symbols("i m", integer=True, positive=True)
    lam, total = sympy.symbols("lambda A", real=True)
    f, values, p = (sympy.IndexedBase(name, real=True) for name in "fTp")
    loss = sympy.Function("l", real=True)
    model = sympy.Sum(loss(i, f[i] + values[i], p[i]), (i, 1, m)) / m
    return (model + lam * total**2).subs(total, 0), model


STEPS = (
    Step(
        "neuron-is-linear-in-its-amplitude",
        "The added neurons are linear in their amplitudes: h = (a, 0, 0) reproduces them,",
        neuron_is_linear_in_its_amplitude,
    ),
    Step("the-factor-r-is-one", "and reproduces psi = a with r = 1.", the_factor_r_is_one),
    Step("neuron-stays-zero", "At a = 0 every move of b and w leaves the outputs as they are.", neuron_stays_zero),
    Step(
        "perturbed-derivative",
        "So the derivatives in a at all points nearby belong to the basis: exponentials with rates near w.",
        perturbed_derivative,
    ),
    Step(
        "remove-one-exponential",
        "As functions of (w, b) the exponentials and the constant 1 have n + 1 distinct rates; along a line that keeps "
        "them distinct the operator d/dt - r_j multiplies the coefficient of e^(r_i t) by r_i - r_j.",
        remove_one_exponential,
    ),
    Step("removed-exponential-is-gone", "It removes the term with the rate r_j", removed_exponential_is_gone),
    Step("other-exponentials-stay", "and no other: so they are linearly independent.", other_exponentials_stay, ">"),
    Step(
        "at-the-input-zero-only-the-bias-moves",
        "The bias has to move as well: at x = 0 the exponential does not depend on w, and is as constant as 1.",
        at_the_input_zero_only_the_bias_moves,
    ),
    Step(
        "bound-is-the-risk-of-any-function",
        "Interpolating T on the inputs, with coefficients of sum 0, makes the bound the risk of f + T.",
        bound_is_the_risk_of_any_function,
    ),
)


def questions(subject: Subject) -> list[Question]:
    """n + 1 moves with a regular matrix: then the bound is the data-wise infimum, which L attains or not."""
    basis = Question(
        "interpolating basis",
        subject.point,
        lambda _: [models.interpolating_basis(subject.problem, subject.seed)],
    )
    others = [residual_gradient(subject), *no_minimum(subject)]
    return [basis, *if_optimal(subject), *unless_optimal(subject, others)]


BASIS = (Have("interpolating-basis", here=False),)

RULES = (
    Rule(
        "attained",
        Verdict.HOLDS,
        Sense.ATTAINED,
        (BASIS, rules.OPTIMAL),
        "the bound is the data-wise infimum, and L(theta) attains it",
        ("lam-positive", "data-only"),
    ),
    Rule(
        "optimal",
        Verdict.HOLDS,
        Sense.UNKNOWN_EXISTENCE,
        (BASIS, rules.OPTIMAL),
        "the bound is the data-wise infimum, and L(theta) attains it; it is not known whether L~ has a local minimum",
    ),
    Rule("none-exists", Verdict.VACUOUS, Sense.NONE_EXISTS, (rules.NONE, BASIS, rules.NOT_OPTIMAL), rules.NONE_AT_ALL),
    Rule(
        "not-optimal",
        Verdict.HOLDS,
        Sense.CONTRAPOSITIVE,
        (BASIS, rules.NOT_OPTIMAL),
        "the bound, the data-wise infimum, is below L(theta): no (theta, 0, b, W) is a local minimum of L~",
    ),
)


CLAIM = Claim(
    name="PGB-ELIM",
    title="The elimination theorem from the perturbable gradient basis condition",
    statement=(
        r"\ell_i \text{ convex and differentiable},\ \lambda > 0,\ (a, b, W) \text{ a local minimum of } "
        r"\tilde L(\theta, \cdot) \ \Longrightarrow\ a = 0 \text{ and, by PGB, } L(\theta) \le \tfrac1m \sum_i "
        r"\ell_i(f(x_i;\theta) + T(x_i)) \text{ for every } T : X \to \mathbb{R}^K"
    ),
    words=(
        "The general bound at local minima implies the elimination theorem: the derivatives of the added neurons in "
        "their amplitudes, taken at points nearby with the same outputs, interpolate any values on the data, so that "
        "the bound is the data-wise infimum. Weights and biases both have to move."
    ),
    assumptions=("paper-augmentation", "lam-positive", "convex", "differentiable", "data-only"),
    source="paper",
    uses=("VANISH", "PGB"),
    steps=STEPS,
    glue=(
        "Freeze theta and apply PGB to z = (a, b, W): phi_i = g(x_i; z), Q_i(q) = l_i(f(x_i; theta) + q), psi_i = a, "
        "R_i = lam |.|^2, which is convex as lam > 0. At a local minimum a = 0 by VANISH, and every v that moves b and "
        "W only is admitted. The functions e^(w.x + b), x in X, and 1 of (w, b) have the rates (x, 1) and (0, 0), "
        "which are distinct, so no linear combination of them vanishes on an open set (choose a line in (w, b) on "
        "which the rates stay distinct: the directions to avoid lie on finitely many hyperplanes). Hence n + 1 moves "
        "exist whose matrix is regular, and for each output and any T the n + 1 equations sum_v alpha_v e^(...) = "
        "T(x), sum_v alpha_v = 0 have a solution. On an instance one regular matrix, at one eps, is enough: its "
        "determinant is analytic in eps, so it is not 0 for all but finitely many eps up to there, and it is the same, "
        "up to positive factors e^(w.x + b), at every (b, W)."
    ),
    rules=RULES,
    questions=questions,
)
