"""PGB-TANGENT: at a local minimum the network is no worse than any model that is linear in its derivatives there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..kernel.claim_statement import Have, Rule
from ..kernel.refutation import LOCAL_MINIMUM
from ..numerics import ball
from ..numerics.point import Exact, Point
from ..propose import models
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Proposal, Question
from ..prove.risk_questions import BITS, local_minimum, optimality
from ..prove.subject import Subject
from ..verdict import Sense, Verdict

if TYPE_CHECKING:
    import sympy


def _mean(term: sympy.Expr) -> sympy.Expr:
    """The mean of ``term`` over i = 1..m."""
    import sympy

    i, m = sympy.symbols("i m", integer=True, positive=True)
    return sympy.Sum(term, (i, 1, m)) / m


def last_layer_reproduces_the_output() -> Terms:
    """f = sum_k h_k u_k, with u_k = d_k f free of h: the derivative of f along h is f."""
    import sympy

    k, count = sympy.symbols("k d", integer=True, positive=True)
    t = sympy.Symbol("t", real=True)
    h, unit = (sympy.IndexedBase(name, real=True) for name in "hu")
    output = sympy.Sum(h[k] * unit[k], (k, 1, count))
    moved = sympy.Sum((h[k] + t * h[k]) * unit[k], (k, 1, count))
    return sympy.diff(moved, t).subs(t, 0).doit(), output


def slope_in_one_parameter() -> Terms:
    """dL/dtheta_k is the mean of (dl_i/dq)(f_i) d_k f_i: with f_i + t d_k f_i + t^2 rest along theta_k."""
    import sympy

    i = sympy.Symbol("i", integer=True, positive=True)
    t = sympy.Symbol("t", real=True)
    f, d, rest, p = (sympy.IndexedBase(name, real=True) for name in ("f", "D", "r", "p"))
    loss = sympy.Function("l", real=True)
    risk = _mean(loss(i, f[i] + t * d[i] + t**2 * rest[i], p[i]))
    return sympy.diff(risk, t).subs(t, 0).doit(), _mean(d[i] * sympy.diff(loss(i, f[i], p[i]), f[i]))


def one_more_derivative() -> Terms:
    """Mean of q_i (P_i + beta D_i) = mean of q_i P_i + beta times the mean of q_i D_i, the slope in one parameter."""
    import sympy

    i = sympy.Symbol("i", integer=True, positive=True)
    beta = sympy.Symbol("beta", real=True)
    q, model, d = (sympy.IndexedBase(name, real=True) for name in "qPD")
    return _mean(q[i] * (model[i] + beta * d[i])), _mean(q[i] * model[i]) + beta * _mean(q[i] * d[i])


def cost_of_a_model() -> Terms:
    """By convexity l_i(P_i) = l_i(f_i) + q_i (P_i - f_i) + G_i with a gap G_i >= 0: the mean, taken apart."""
    import sympy

    i = sympy.Symbol("i", integer=True, positive=True)
    loss, q, model, f, gap = (sympy.IndexedBase(name, real=True) for name in ("l", "q", "P", "f", "G"))
    cost = _mean(loss[i] + q[i] * (model[i] - f[i]) + gap[i])
    return cost, _mean(loss[i]) + _mean(q[i] * model[i]) - _mean(q[i] * f[i]) + _mean(gap[i])


def no_model_costs_less() -> Terms:
    """The means of q_i P_i and q_i f_i are 0: what is left is L + the mean of the gaps >= L."""
    import sympy

    i = sympy.Symbol("i", integer=True, positive=True)
    q, model, f, loss, gap = (sympy.IndexedBase(name, real=True) for name in ("q", "P", "f", "l", "G"))
    risk, total = sympy.Symbol("L", real=True), sympy.Symbol("G", nonnegative=True)
    _, cost = cost_of_a_model()
    known = {_mean(q[i] * model[i]): 0, _mean(q[i] * f[i]): 0, _mean(loss[i]): risk, _mean(gap[i]): total}
    return cost.subs(known), risk


def the_network_is_one_of_the_models() -> Terms:
    """At alpha = h the model sum_k alpha_k u_k is the network's own output: equality."""
    import sympy

    k, count = sympy.symbols("k d", integer=True, positive=True)
    i, m = sympy.symbols("i m", integer=True, positive=True)
    alpha, h, unit = (sympy.IndexedBase(name, real=True) for name in ("alpha", "h", "u"))
    loss = sympy.Function("l", real=True)
    cost = sympy.Sum(loss(i, sympy.Sum(alpha[k] * unit[i, k], (k, 1, count))), (i, 1, m)) / m
    return cost.subs(alpha, h), sympy.Sum(loss(i, sympy.Sum(h[k] * unit[i, k], (k, 1, count))), (i, 1, m)) / m


STEPS = (
    Step(
        "last-layer-reproduces-the-output",
        "A network that is linear in its last layer is reproduced by its own derivatives: f = sum_k h_k d_k f.",
        last_layer_reproduces_the_output,
    ),
    Step("slope-in-one-parameter", "The slopes of L, 0 at a critical point,", slope_in_one_parameter),
    Step(
        "one-more-derivative",
        "add up to the slope along any model in the derivatives, the network itself among them: 0 too.",
        one_more_derivative,
    ),
    Step("cost-of-a-model", "By convexity the cost of a model is L, its slope from f, and gaps >= 0:", cost_of_a_model),
    Step("no-model-costs-less", "no such model costs less than L(theta),", no_model_costs_less, ">="),
    Step(
        "the-network-is-one-of-the-models",
        "and the network is one of them.",
        the_network_is_one_of_the_models,
    ),
)


def questions(subject: Subject) -> list[Question]:
    """At local minima that are proved: the network is the best of all models in its derivatives.

    Nothing where the network is not linear in its last layer, or not differentiable around the point.
    """
    problem, point = subject.problem, subject.point
    if subject.case.kind not in ("bad-minimum", "data-optimal"):
        return []
    at = dict(zip(problem.names, point.values, strict=True)) if isinstance(point, Exact) else {}
    last = models.last_layer(problem, at)
    if last is None:
        return []

    def propose(point: Point) -> list[Proposal]:
        with ball.precision(BITS):
            return [models.tangent(problem, point, at, last, subject.seed, BITS)]

    minimum = optimality(subject) if subject.case.kind == "data-optimal" else local_minimum(subject)
    return [minimum, Question("least of all models in the derivatives", point, propose)]


RULES = (
    Rule(
        "least",
        Verdict.HOLDS,
        Sense.ATTAINED,
        (LOCAL_MINIMUM, (Have("tangent", facts=(("compared", "yes"),)),)),
        "linear in the last layer; no model in the derivatives costs less than L",
    ),
    Rule(
        "flat",
        Verdict.VACUOUS,
        None,
        (LOCAL_MINIMUM, (Have("tangent", facts=(("compared", "no"),)),)),
        "all derivatives of the outputs are 0 there: every model in them is the network itself, 0 at all inputs",
    ),
)


CLAIM = Claim(
    name="PGB-TANGENT",
    title="Local minima are as good as the best model in the derivatives of the network",
    statement=(
        r"\ell_i \text{ convex and differentiable},\ f(x;\theta) = \textstyle\sum_k h_k \partial_k f(x;\theta),\ "
        r"\theta \text{ a local minimum of } L \ \Longrightarrow\ L(\theta) = \min_{\alpha} \tfrac1m \sum_i "
        r"\ell_i\big(\textstyle\sum_k \alpha_k \partial_k f(x_i;\theta)\big)"
    ),
    words=(
        "At every local minimum (and critical point) of the original objective, a network that is linear in its last "
        "layer fits the data as well as the best linear combination of its derivatives there. A bad local minimum is "
        "bad because these derivatives do not span more."
    ),
    assumptions=("convex", "differentiable", "data-only"),
    source="related: Kawaguchi, Huang and Kaelbling 2019, arXiv 1904.03673",
    uses=("PGB",),
    steps=STEPS,
    glue=(
        "This is PGB with eps = 0 and without R, proved once more in full. All f(x_i; .) have partial derivatives at "
        "theta. Start with the model 0 and add the derivatives one at a time: each adds alpha_k times a slope of L, "
        "which is 0 at a critical point, so the mean of q_i.(model at i) is 0, q_i being the gradient of l_i at "
        "f(x_i; theta). The network is the model with alpha = h, so the mean of q_i.f_i is 0 too. A convex function "
        "lies above its tangent there (the chord step of PGB), so the gaps are not negative. On an instance the "
        "critical point is exact, or the only one in a box; the identities hold at that very point, so the equality "
        "does not depend on rounding. Where all derivatives vanish every model is the "
        "network, and the instance is vacuous. Elsewhere other models are certified to cost more, as a second route."
    ),
    rules=RULES,
    questions=questions,
    unsearched="about local minima of L, not of L~",
)
