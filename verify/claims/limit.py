"""LIMIT: gradient flow of an analytic L~ runs to infinity, or ends at a critical point without the neuron."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..kernel.assumptions import met
from ..kernel.claim_statement import Have, Rule
from ..propose import certificates
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question
from ..prove.subject import Subject
from ..truth import Truth
from ..verdict import Verdict
from .vanish import objective

if TYPE_CHECKING:
    import sympy


def _slopes() -> tuple[sympy.Expr, sympy.Expr, sympy.Symbol, sympy.Symbol]:
    """The slopes of L~ in a and b, the amplitude a, and lam."""
    import sympy

    a, b = sympy.symbols("a b", real=True)
    lam = sympy.Symbol("lambda", real=True, nonzero=True)
    value = objective(a, b, lam)
    return sympy.diff(value, a), sympy.diff(value, b), a, lam


def slopes_that_vanish_leave_no_neuron() -> Terms:
    """a p - q = 2 lam a^2 for the slopes p and q in a and b: where both are 0, a is 0."""
    p, q, a, lam = _slopes()
    return a * p - q, 2 * lam * a**2


def speed_towards_a_limit() -> Terms:
    """With a slope g that stays near g0 != 0, d/dt (-g0 z) = g0 g tends to g0^2 > 0: z has no limit."""
    import sympy

    g0 = sympy.Symbol("g_0", real=True, nonzero=True)
    eps = sympy.Symbol("epsilon", positive=True)
    return sympy.limit(g0 * (g0 + eps), eps, 0), sympy.Integer(0)


STEPS = (
    Step(
        "slopes-that-vanish-leave-no-neuron",
        "At a critical point the amplitudes are 0,",
        slopes_that_vanish_leave_no_neuron,
    ),
    Step("speed-towards-a-limit", "and a limit of the flow is a critical point.", speed_towards_a_limit, ">"),
)


def questions(subject: Subject) -> list[Question]:
    """The law of the flow for the file's L~, where this was proved analytic; elsewhere nothing is said."""
    if met(subject.problem, ("analytic",)) is not Truth.YES:
        return []
    return [Question("the law of the flow", subject.point, lambda _: [certificates.flow_law(subject.problem)])]


RULES = (
    Rule(
        "limit",
        Verdict.HOLDS,
        None,
        ((Have("flow-law", here=False),),),
        "each gradient flow of L~ runs to infinity, or ends at a critical point where the added neurons are 0",
        ("analytic",),
    ),
)


CLAIM = Claim(
    name="LIMIT",
    title="Training diverges, or it ends where the added neuron is gone",
    statement=(
        r"\lambda \neq 0,\ \tilde L \text{ analytic},\ \dot z = -\nabla \tilde L(z) \text{ for } t \ge 0 \ "
        r"\Longrightarrow\ |z(t)| \to \infty, \text{ or } z(t) \to (\theta_*, 0, b_*, W_*) \text{ with } "
        r"\nabla L(\theta_*) = 0"
    ),
    words=(
        "Gradient flow of an analytic augmented objective either leaves every bounded set, or it converges, and at its "
        "limit the added neurons are 0 and the original parameters are a critical point of the original objective."
    ),
    assumptions=("paper-augmentation", "lam-nonzero", "differentiable"),
    source="ours",
    uses=("VANISH", "FLOW"),
    steps=STEPS,
    glue=(
        "If |z(t)| does not tend to infinity, z has a point of accumulation. There Lojasiewicz's inequality bounds the "
        "length of the rest of the path, so that z converges to it (Lojasiewicz 1984; Absil, Mahony and Andrews 2005, "
        "theorem 2.2): this theorem is cited, not proved here. By the second step the limit is critical, by the first "
        "a = 0 there, for each added neuron; and at a = 0 the gradient of L~ in theta is that of L."
    ),
    rules=RULES,
    questions=questions,
    unsearched="about limits of a flow, not about points of L~",
)
