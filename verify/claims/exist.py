"""EXIST: the augmented objective has a local minimum if and only if some theta is data-optimal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..kernel.claim_statement import Have, Rule
from ..prove import rules
from ..prove.augmented_questions import no_minimum
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question
from ..prove.risk_questions import better_optimality, if_optimal, unless_optimal
from ..prove.subject import Subject
from ..verdict import Sense, Verdict

if TYPE_CHECKING:
    import sympy


def _cross_entropy(count: sympy.Expr, of_class: sympy.Expr) -> tuple[sympy.Expr, sympy.Symbol, sympy.Symbol]:
    """Cross-entropy of ``count`` samples at one input, ``of_class`` of them in class c, as a function of q = q_c.

    ``S`` > 0 is the sum of exp(q_k) over the other classes k. Their linear terms do not contain q and are left out.
    """
    import sympy

    q = sympy.Symbol("q", real=True)
    others = sympy.Symbol("S", positive=True)
    return count * sympy.log(sympy.exp(q) + others) - of_class * q, q, others


def hard_label_slope() -> Terms:
    """d/dq [log(e^q + S) - q] = -S/(e^q + S)."""
    import sympy

    loss, q, others = _cross_entropy(sympy.Integer(1), sympy.Integer(1))
    return sympy.diff(loss, q), -others / (sympy.exp(q) + others)


def hard_label_never_stationary() -> Terms:
    """S/(e^q + S) > 0: raising the score of the label always lowers the loss."""
    import sympy

    loss, q, _ = _cross_entropy(sympy.Integer(1), sympy.Integer(1))
    return -sympy.diff(loss, q), sympy.Integer(0)


def hard_label_infimum() -> Terms:
    """log(e^q + S) - q tends to 0 as q grows: the infimum is 0, and it is not attained."""
    import sympy

    loss, q, _ = _cross_entropy(sympy.Integer(1), sympy.Integer(1))
    return sympy.limit(loss, q, sympy.oo), sympy.Integer(0)


def absent_class_never_stationary() -> Terms:
    """N of N samples in other classes: d/dq N log(e^q + S) = N e^q/(e^q + S) > 0, so lowering q always helps."""
    import sympy

    count = sympy.Symbol("N", integer=True, positive=True)
    loss, q, _ = _cross_entropy(count, sympy.Integer(0))
    return sympy.diff(loss, q), sympy.Integer(0)


def full_support_is_stationary() -> Terms:
    """With counts N_k > 0 for all classes, q_k = log N_k makes every slope N e^(q_c)/sum_k e^(q_k) - N_c vanish."""
    import sympy

    of_class, of_others = sympy.symbols("N_c N_others", integer=True, positive=True)
    loss, q, others = _cross_entropy(of_class + of_others, of_class)
    return sympy.diff(loss, q).subs({q: sympy.log(of_class), others: of_others}), sympy.Integer(0)


def constant_network_least_risk() -> Terms:
    """A network with the one output theta, targets y1, y2 at two inputs: min over theta is ((y1 - y2)/2)^2."""
    import sympy

    theta, first, second = sympy.symbols("theta y1 y2", real=True)
    risk = ((theta - first) ** 2 + (theta - second) ** 2) / 2
    (best,) = sympy.solve(sympy.diff(risk, theta), theta)
    return risk.subs(theta, best), (first - second) ** 2 / 4


def constant_network_is_too_small() -> Terms:
    """If y1 - y2 = d is not 0, that is more than 0, the least risk of any function."""
    import sympy

    second = sympy.Symbol("y2", real=True)
    d = sympy.Symbol("d", real=True, nonzero=True)
    least, _ = constant_network_least_risk()
    return least.subs(sympy.Symbol("y1", real=True), second + d), sympy.Integer(0)


STEPS = (
    Step("hard-label-slope", "The slope of cross-entropy in the score of the label.", hard_label_slope),
    Step(
        "hard-label-never-stationary",
        "An input whose samples all have one label: the loss has no stationary point (logistic loss is S = 1),",
        hard_label_never_stationary,
        ">",
    ),
    Step("hard-label-infimum", "and its infimum 0 is only approached at infinity.", hard_label_infimum),
    Step(
        "absent-class-never-stationary",
        "An input at which some class does not occur: again no stationary point.",
        absent_class_never_stationary,
        ">",
    ),
    Step(
        "full-support-is-stationary",
        "An input at which every class occurs: the scores log N_k are stationary, hence least by convexity.",
        full_support_is_stationary,
    ),
    Step(
        "constant-network-least-risk",
        "A network too small for its data: the constant network on two inputs with squared loss.",
        constant_network_least_risk,
    ),
    Step(
        "constant-network-is-too-small",
        "It stays above the least risk of any function, so its augmented objective has no local minimum.",
        constant_network_is_too_small,
        ">",
    ),
)


def questions(subject: Subject) -> list[Question]:
    """Whether theta is data-optimal, or the better point is, or no theta at all."""
    others = [*better_optimality(subject), *no_minimum(subject)]
    return [*if_optimal(subject), *unless_optimal(subject, others)]


RULES = (
    Rule(
        "optimal",
        Verdict.HOLDS,
        Sense.ATTAINED,
        (rules.OPTIMAL,),
        "L~ has local minima: they lie over this data-optimal theta",
    ),
    Rule(
        "better-is-optimal",
        Verdict.HOLDS,
        Sense.ATTAINED,
        ((Have("data-optimal", here=False),),),
        "L~ has local minima: they lie over a data-optimal theta, such as the better point",
    ),
    Rule(
        "none-exists",
        Verdict.HOLDS,
        Sense.NONE_EXISTS,
        (rules.NONE,),
        "no theta is data-optimal: L~ has no local minimum at all",
    ),
)


CLAIM = Claim(
    name="EXIST",
    title="When there is a local minimum at all (and when the theorem is vacuous)",
    statement=(
        r"\ell_i \text{ convex and differentiable},\ \lambda > 0 \ \Longrightarrow\ \left(\tilde L \text{ has a local "
        r"minimum} \iff \text{some } \theta \text{ is data-optimal}\right)"
    ),
    words=(
        "The augmented objective has a local minimum if and only if the network can fit the data as well as any "
        "function whatsoever, and attains this. A network too small for its data has none, and neither has "
        "cross-entropy with K >= 2 classes, or logistic loss, with an input at which some class does not occur. The "
        "elimination theorem is then true because there is nothing to eliminate. The same holds under the assumptions "
        "of REAL."
    ),
    assumptions=("paper-augmentation", "lam-positive", "eliminable", "differentiable", "data-only"),
    source="ours",
    uses=("CHAR",),
    steps=STEPS,
    glue=(
        "By CHAR the set of local minima is the set of (theta, 0, b, W) with theta data-optimal; it is empty exactly "
        "if no theta is. If theta is data-optimal then, at every distinct input, f(x; theta) minimises the sum of the "
        "losses there, so its partial derivatives vanish there. The steps on cross-entropy show that this is "
        "impossible as soon as one class is missing at one input (with every other score fixed, S is a positive "
        "constant, so one partial derivative is never 0); if every class occurs at every input the least value is "
        "attained by the function q_k(x) = log N_k(x), and whether the network reaches it is another matter."
    ),
    rules=RULES,
    questions=questions,
)
