"""PGB: at a local minimum no model that is linear in the derivatives at perturbed points costs less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..families.pgb_hunt import drawn_models
from ..families.pgb_instances import family_basis, planted_bases
from ..kernel.certificate import Certificate
from ..kernel.claim_statement import Have, Rule
from ..kernel.evidence import Unknown
from ..kernel.refutation import LOCAL_MINIMUM
from ..numerics.point import Exact, Point
from ..propose import models
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Proposal, Question, only_if
from ..prove.risk_questions import BITS, local_minimum
from ..prove.subject import Subject
from ..verdict import Sense, Verdict
from .elim import chord_bounds_the_quotient, quotient_tends_to_the_slope

if TYPE_CHECKING:
    import sympy


def _mean(term: sympy.Expr) -> sympy.Expr:
    """The mean of ``term`` over i = 1..m."""
    import sympy

    i, m = sympy.symbols("i m", integer=True, positive=True)
    return sympy.Sum(term, (i, 1, m)) / m


def _indexed(*names: str) -> list[sympy.Expr]:
    """One real number for each sample i, for each of the names."""
    import sympy

    i = sympy.Symbol("i", integer=True, positive=True)
    return [sympy.IndexedBase(name, real=True)[i] for name in names]


def slope_at_a_perturbed_point() -> Terms:
    """dQ/dz_k at z + eps v: the values phi_i, psi_i are those at z, so that Q_i', R_i' are too."""
    import sympy

    i = sympy.Symbol("i", integer=True, positive=True)
    t = sympy.Symbol("t", real=True)
    phi, psi, d_phi, d_psi, rest, more = _indexed("phi", "psi", "D", "E", "r", "s")
    first, second = sympy.Function("Q", real=True), sympy.Function("R", real=True)
    moved = first(i, phi + t * d_phi + t**2 * rest) + second(i, psi + t * d_psi + t**2 * more)
    slope = d_phi * sympy.diff(first(i, phi), phi) + d_psi * sympy.diff(second(i, psi), psi)
    return sympy.diff(_mean(moved), t).subs(t, 0).doit(), _mean(slope)


def one_more_derivative() -> Terms:
    """A model (P, T) with beta (D, E) added: its slope grows by beta times a slope of Q."""
    import sympy

    beta = sympy.Symbol("beta", real=True)
    q, s, model, extra, d_phi, d_psi = _indexed("q", "s", "P", "T", "D", "E")
    larger = _mean(q * (model + beta * d_phi) + s * (extra + beta * d_psi))
    return larger, _mean(q * model + s * extra) + beta * _mean(q * d_phi + s * d_psi)


def _cost() -> tuple[sympy.Expr, list[sympy.Expr]]:
    """The cost of a model (P, T) by first-order convexity, and the five means that it consists of."""
    import sympy

    r = sympy.Symbol("r", real=True)
    value, other, q, s, model, extra, phi, psi, gap = _indexed("Q", "R", "q", "s", "P", "T", "phi", "psi", "G")
    cost = _mean(value + q * (model - phi) + other + s * (extra - psi) + gap)
    along = _mean(q * phi + r * s * psi)
    return cost, [_mean(value + other), _mean(q * model + s * extra), along, _mean(s * psi), _mean(gap)]


def cost_of_a_model() -> Terms:
    """Q_i(P_i) + R_i(T_i) = first order + gap: the mean is Q(z) + slope of the model - slope along h - (1-r) R'.psi."""
    import sympy

    r = sympy.Symbol("r", real=True)
    cost, (here, slope, along, rest, gap) = _cost()
    return cost, here + slope - along - (1 - r) * rest + gap


def the_bound() -> Terms:
    """Both slopes are 0: cost + (1 - r) mean of R'.psi = Q(z) + mean of the gaps >= Q(z)."""
    import sympy

    r, value = sympy.symbols("r Q", real=True)
    total = sympy.Symbol("G", nonnegative=True)
    _, (here, slope, along, rest, gap) = _cost()
    _, cost = cost_of_a_model()
    return (cost + (1 - r) * rest).subs({slope: 0, along: 0, here: value, gap: total}), value


STEPS = (
    Step(
        "slope-at-a-perturbed-point",
        "At a point with the same phi_i and psi_i, the slopes of Q are these means, with Q_i' and R_i' taken at z.",
        slope_at_a_perturbed_point,
    ),
    Step(
        "one-more-derivative",
        "They are 0 at local minima, so the slope of every model is 0 too, one derivative after another.",
        one_more_derivative,
    ),
    Step(
        "chord-bounds-the-quotient",
        "For a convex function the difference quotient from p towards p + h is at most phi(p + h) - phi(p).",
        chord_bounds_the_quotient,
        ">=",
    ),
    Step(
        "quotient-tends-to-the-slope",
        "As s tends to 0 the quotient tends to the slope along h: a convex function lies above its tangent.",
        quotient_tends_to_the_slope,
    ),
    Step(
        "cost-of-a-model",
        "So a model costs Q(z), its slope less the slope along h, less (1 - r) R'.psi, and gaps >= 0.",
        cost_of_a_model,
    ),
    Step("the-bound", "With both slopes 0 this is the bound.", the_bound, ">="),
)


def questions(subject: Subject) -> list[Question]:
    """At a proved local minimum z: the least cost of all models in the derivatives, certified to be at least Q(z).

    The points of the basis are planted, or those of the file's ``[family]`` that keep the outputs. What would refute
    the claim is a model in the derivatives at z itself: another eps may be larger than the eps_0 of the theorem.
    """
    problem, basis = subject.problem, subject.basis or family_basis(subject)
    if basis is None:
        return []

    def propose(point: Point) -> Iterator[Proposal]:
        if not isinstance(point, Exact):
            yield Unknown("method", "models are made at a point with exact coordinates only")
            return
        z = point.constants(problem.names)
        yield models.gradient_basis(problem, point, basis, z, BITS)
        cheaper = models.cheaper_model(problem, point, basis, z, BITS)
        if isinstance(cheaper, Certificate):
            yield cheaper

    bound = Question("bound of PGB", subject.point, propose)
    return [*only_if([bound], [local_minimum(subject)]), bound]


RULES = (
    Rule(
        "bound",
        Verdict.HOLDS,
        Sense.ATTAINED,
        (LOCAL_MINIMUM, (Have("gradient-basis"),)),
        "{gradient_basis_statement}",
    ),
    Rule(
        "violated",
        Verdict.FAILS,
        Sense.ATTAINED,
        (LOCAL_MINIMUM, (Have("gradient-basis-violated", facts=(("conclusion", "basis"),)),)),
        "{gradient_basis_violated_statement}",
    ),
)


def family(seed: int) -> list[Subject]:
    """Random models with a planted local minimum: strict ones with r from -1 to 3, and perturbable ones with r = 1."""
    return list(planted_bases(seed))


def hunt(seed: int) -> list[Subject]:
    """Random models in search of a violation."""
    return list(drawn_models(seed))


CLAIM = Claim(
    name="PGB",
    title="The perturbable gradient basis condition, necessary at every local minimum",
    statement=(
        r"Q(z) = \tfrac1m \textstyle\sum_i [Q_i(\varphi_i(z)) + R_i(\psi_i(z))],\ Q_i, R_i \text{ convex and "
        r"differentiable},\ \varphi_i(z) = \sum_k h_k \partial_k \varphi_i(z),\ r \psi_i(z) = \sum_k h_k "
        r"\partial_k \psi_i(z),\ z \text{ a local minimum of } Q \ \Longrightarrow\ \text{there is } "
        r"\varepsilon_0 > 0 \text{ such that for all } \varepsilon \in [0, \varepsilon_0)\text{, all finite } "
        r"S \subset V(\varepsilon) \text{ and all } \alpha: \text{ } Q(z) \le \tfrac1m \textstyle\sum_i "
        r"[Q_i(\varphi_i^\alpha) + R_i(\psi_i^\alpha)] \text{ } + (1 - r) \tfrac1m \textstyle\sum_i "
        r"R_i'(\psi_i(z)) \cdot \psi_i(z) \text{, with } \varphi_i^\alpha = \textstyle\sum_k "
        r"\sum_{v \in S} \alpha_{kv} \partial_k \varphi_i(z + \varepsilon v) \text{ and } "
        r"\psi_i^\alpha \text{ likewise}"
    ),
    words=(
        "Take the derivatives of the model at the local minimum and at points nearby with the same outputs. No linear "
        "combination of these derivatives, with the same coefficients for all samples, costs less than the model "
        "itself at the local minimum, up to a term that is absent if r = 1."
    ),
    assumptions=("convex", "differentiable"),
    source="paper",
    uses=(),
    steps=STEPS,
    glue=(
        "Let z be least in a ball of radius eps_0 in which phi_i and psi_i have partial derivatives. For |v| <= 1, "
        "eps < eps_0 and v in V(eps), that is phi_i(z + eps v) = phi_i(z) and psi_i(z + eps v) = psi_i(z), the point "
        "z + eps v lies in the ball and has the value Q(z): it is a local minimum too, and all slopes vanish there. "
        "phi^alpha is a sum of alpha_kv d_k phi_i(z + eps v); start with the model 0 and add one derivative after the "
        "other: the slope of each such model, the mean of Q_i'.phi^alpha + R_i'.psi^alpha, is 0. At z itself the "
        "coefficients h give the mean of Q_i'.phi_i + r R_i'.psi_i, which is 0 as well. Only partial derivatives of "
        "Q_i and R_i at phi_i(z) and psi_i(z) are needed: with convexity they give the tangent inequality and the "
        "chain rule. On an instance the R_i are gathered in one term R(psi(z)), and the bound is not taken from this "
        "proof: a tangent of the whole cost whose slope is orthogonal to all derivatives is a lower bound of all "
        "models; for squared losses it is found by exact least squares, which knows nothing of z."
    ),
    rules=RULES,
    questions=questions,
    family=family,
    implies=("basis",),
    hunt=hunt,
)
