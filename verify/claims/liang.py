"""LIANG: binary classification with one exponential neuron, a special case of REAL."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..families.synthetic import made_case
from ..kernel.claim_statement import Have, Rule
from ..propose import related_certificates
from ..prove import rules
from ..prove.augmented_questions import elimination
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question
from ..prove.risk_questions import BITS, if_optimal
from ..prove.subject import Subject
from ..verdict import Sense, Verdict

if TYPE_CHECKING:
    import sympy


def slope_by_the_margin() -> Terms:
    """d/dq l(-y q) at -y q = z is -y l'(z)."""
    import sympy

    q, y, z = sympy.symbols("q y z", real=True)
    loss = sympy.Function("l", real=True)
    slope = sympy.diff(loss(-y * q), q).doit()
    return slope.subs(q, -z / y).doit(), -y * sympy.diff(loss(z), z)


def labels_are_not_zero() -> Terms:
    """-y l' = 0 has l' = 0 as its only solution, for labels y = 1 and y = -1 alike (y is not 0)."""
    import sympy

    y = sympy.Symbol("y", real=True, nonzero=True)
    slope = sympy.Symbol("slope", real=True)
    (only,) = sympy.solve(-y * slope, slope)
    return only, sympy.Integer(0)


def _active_hinge(s: sympy.Expr) -> tuple[sympy.Expr, sympy.Symbol]:
    """(1 + z)^p at z = s - 1, with p = 1 + r, r > 0: the smoothed hinge where it is not 0."""
    import sympy

    r = sympy.Symbol("r", positive=True)
    z = sympy.Symbol("z", real=True)
    return ((1 + z) ** (1 + r)).subs(z, s - 1), r


def active_hinge_slope() -> Terms:
    """d/ds s^(1 + r) = (1 + r) s^r."""
    import sympy

    s = sympy.Symbol("s", positive=True)
    value, r = _active_hinge(s)
    return sympy.diff(value, s), (1 + r) * s**r


def active_hinge_is_not_stationary() -> Terms:
    """(1 + r) s^r > 0 where s = 1 + z > 0: no stationary point there."""
    import sympy

    s = sympy.Symbol("s", positive=True)
    value, _ = _active_hinge(s)
    return sympy.diff(value, s), sympy.Integer(0)


def hinge_is_smooth() -> Terms:
    """(1 + r) s^r tends to 0 as s falls to 0, the slope of the flat part z <= -1 (for p = 2: r = 1)."""
    import sympy

    s = sympy.Symbol("s", positive=True)
    value, _ = _active_hinge(s)
    return sympy.limit(sympy.diff(value, s), s, 0, "+"), sympy.Integer(0)


def minimisers_are_margins_of_one() -> Terms:
    """z <= -1, that is z = -1 - d with d >= 0, means y q = 1 + d >= 1 > 0."""
    import sympy

    d = sympy.Symbol("d", nonnegative=True)
    y, q, z = sympy.symbols("y q z", real=True)
    (product,) = sympy.solve((-z - y * q).subs(z, -1 - d), q)
    return y * product, sympy.Integer(0)


STEPS = (
    Step("slope-by-the-margin", "The slope of the loss in the output is -y times its slope.", slope_by_the_margin),
    Step(
        "labels-are-not-zero",
        "So the stationary points of each l_i are those of l, and REAL applies.",
        labels_are_not_zero,
    ),
    Step("active-hinge-slope", "The smoothed hinge max(0, 1 + z)^p, p = 1 + r, where it is not 0:", active_hinge_slope),
    Step(
        "active-hinge-is-not-stationary",
        "its slope is positive, so its stationary points are the z <= -1, with the loss 0;",
        active_hinge_is_not_stationary,
        ">",
    ),
    Step("hinge-is-smooth", "the slopes of the two parts agree at z = -1.", hinge_is_smooth),
    Step(
        "minimisers-are-margins-of-one",
        "A minimiser z <= -1 is a margin y q >= 1: the sample is classified correctly.",
        minimisers_are_margins_of_one,
        ">",
    ),
)


def questions(subject: Subject) -> list[Question]:
    """As REAL; at a data-optimal point with the smoothed hinge every sample is classified correctly."""
    margins = Question(
        "classified correctly",
        subject.point,
        lambda point: [related_certificates.margins(subject.problem, point, BITS)],
    )
    hinge = subject.problem.loss.name == "polynomial-hinge"
    return [*elimination(subject), *if_optimal(subject, [margins] if hinge else [])]


RULES = (
    Rule(
        "classified",
        Verdict.HOLDS,
        Sense.ATTAINED,
        (rules.OPTIMAL, (Have("margins"),)),
        f"{rules.ATTAINED}; every sample is classified correctly",
        ("lam-positive", "data-only"),
    ),
    *rules.eliminating(),
)


CASES = 3


def family(seed: int) -> list[Subject]:
    """Separable labels, smoothed hinge of degree 2, 3, ...: a network that separates them, and one that is dead.

    The network is v relu(w.x + c) + d. Where its unit is dead it is the constant d, which no labels of both signs fit.
    """
    rng = random.Random(seed)
    subjects = []
    for degree in range(2, 2 + CASES):
        tables, fit, dead = _separable(rng, degree)
        for label, kind, theta in (("fit", "data-optimal", fit), ("dead", "failure-mode", dead)):
            case = made_case(f"liang-{degree}-{label}", "Smoothed hinge on separable labels", kind, tables, theta)
            subjects.append(Subject.of(case, seed))
    return subjects


def _separable(rng: random.Random, degree: int) -> tuple[dict[str, Any], list[str], list[str]]:
    """Inputs in the plane on both sides of a line w.x + c = 1 with a gap; v is such that all margins are at least 1."""
    w = [Fraction(rng.choice((-1, 1)) * rng.randint(1, 3)) for _ in range(2)]
    c = Fraction(rng.randint(-2, 2))
    inputs, labels = [], []
    for label, along in zip((1, -1, 1, -1, 1), rng.sample(range(-3, 4), 5), strict=True):
        # A point with w.x + c = 2 (label 1) or 0 (label -1), and more of it on either side.
        height = Fraction(2 + rng.randint(0, 2)) if label == 1 else Fraction(-rng.randint(0, 2))
        inputs.append([str(along), str((height - c - w[0] * along) / w[1])])
        labels.append([str(label)])
    network = {"formula": ["v*relu(w1*x1 + w2*x2 + c) + d"], "parameters": ["v", "w1", "w2", "c", "d"]}
    loss = {"name": "polynomial-hinge", "p": str(degree)}
    problem = {"network": network, "loss": loss, "inputs": inputs, "targets": labels}
    fit = ["1", *(str(v) for v in w), str(c), "-1"]
    dead = ["1", "0", "0", "-1", str(Fraction(rng.randint(-2, 2), 4))]
    return {"problem": problem, "augment": {"lam": "1/10"}}, fit, dead


CLAIM = Claim(
    name="LIANG",
    title="Binary classification with one exponential neuron",
    statement=(
        r"y_i \in \{-1, 1\},\ \left(x_i = x_j \Rightarrow y_i = y_j\right),\ \ell_i(q) = \ell(-y_i q),\ "
        r"\left(\ell'(z) = 0 \Rightarrow z \in \arg\min \ell\right),\ \lambda \neq 0,\ (\theta, a, b, w) "
        r"\text{ a local minimum of } \tilde L \ \Longrightarrow\ a = 0 \text{ and } -y_i f(x_i;\theta) \in "
        r"\arg\min \ell \text{ for every } i"
    ),
    words=(
        "For labels -1 and 1, a differentiable loss of the margin whose stationary points are global minima, and one "
        "exponential neuron with a quadratic penalty: at every local minimum the neuron vanishes and every sample has "
        "its least possible loss. If all minimisers of the loss are negative, as for the smoothed hinge "
        "max(0, 1 + z)^p, every sample is then classified correctly."
    ),
    assumptions=(
        "paper-augmentation",
        "lam-nonzero",
        "margin-loss",
        "realizable",
        "differentiable",
        "stationary-is-global",
        "data-only",
    ),
    source="related: Liang, Sun, Lee and Srikant 2018, arXiv 1805.08671",
    uses=("REAL",),
    steps=STEPS,
    glue=(
        "Equal inputs carry equal labels, hence equal losses; a stationary point of l_i is a q at which "
        "-y_i l'(-y_i q) = 0, so that -y_i q is stationary for l, a global minimum of l, and q one of l_i. These are "
        "REAL's assumptions. If all minimisers of l are negative, y_i f(x_i; theta) > 0."
    ),
    rules=RULES,
    implies=("vanish", "value", "elimination", "data-optimal", "realizable"),
    questions=questions,
    family=family,
)
