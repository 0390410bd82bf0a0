"""COERCIVE: what is coercive keeps a minimum over each theta, so what eliminates is not coercive."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ..families.synthetic import made_case
from ..kernel.claim_statement import Have, Rule
from ..prove import rules
from ..prove.augmented_questions import attains, escape
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question, only_if
from ..prove.risk_questions import residual_gradient, unless_optimal
from ..prove.subject import Subject
from ..verdict import Sense, Verdict

if TYPE_CHECKING:
    import sympy


def _resting(theta: sympy.Expr) -> tuple[sympy.Expr, sympy.Symbol, sympy.Symbol]:
    """The network q + (p - q) max(theta - 1, 0) at one input, and its two values q and p."""
    import sympy

    q, p = sympy.symbols("q p", real=True)
    return q + (p - q) * sympy.Max(theta - 1, 0), q, p


def the_network_rests() -> Terms:
    """At theta = 1 - s, s > 0, it is q: constant near theta = 0."""
    import sympy

    s = sympy.Symbol("s", positive=True)
    value, q, _ = _resting(1 - s)
    return value, q


def the_network_is_better_elsewhere() -> Terms:
    """At theta = 2 it is p, whatever outputs these are."""
    import sympy

    value, _, p = _resting(sympy.Integer(2))
    return value, p


def without_the_neuron_nothing_is_lost() -> Terms:
    """On the rim L >= L(theta_0) + d: what is above L - d there is above L(theta_0)."""
    import sympy

    bottom = sympy.Symbol("L_0", real=True)
    d, e = sympy.symbols("d e", positive=True)
    rim = bottom + d + e  # L on the rim is at least L(theta_0) + d
    return rim - d, bottom


STEPS = (
    Step("the-network-rests", "The network q + (p - q) max(theta - 1, 0) is q near theta = 0,", the_network_rests),
    Step("the-network-is-better-elsewhere", "and p at theta = 2.", the_network_is_better_elsewhere),
    Step(
        "without-the-neuron-nothing-is-lost",
        "On the rim of a valley of depth d, what lies above L - d lies above the bottom of the valley.",
        without_the_neuron_nothing_is_lost,
        ">",
    ),
)


def questions(subject: Subject) -> list[Question]:
    """Over a theta that is not data-optimal: is a least value attained, or does L~ fall along a path to infinity?"""
    asked = escape(subject) if subject.problem.augmentation.is_papers else attains(subject)
    first = replace(asked, optional=True)
    return unless_optimal(subject, [first, *only_if([first], [replace(residual_gradient(subject), optional=True)])])


RULES = (
    Rule(
        "least-over-a-bad-theta",
        Verdict.HOLDS,
        Sense.ATTAINED,
        ((Have("least-value"),), rules.NOT_OPTIMAL),
        "{least_value_statement}; and theta is not data-optimal: elimination fails over it",
    ),
    Rule("least", Verdict.HOLDS, Sense.ATTAINED, ((Have("least-value"),),), "{least_value_statement}"),
    Rule(
        "not-coercive",
        Verdict.HOLDS,
        Sense.CONTRAPOSITIVE,
        ((Have("escape"),), rules.NOT_OPTIMAL),
        "over theta, not data-optimal, L~ has no local minimum (FAIL), and is not coercive: it falls along a path "
        "to infinity from {escape_L} towards {escape_limit}",
        ("paper-augmentation", "lam-nonzero", "eliminable", "differentiable"),
    ),
    Rule(
        "falls-for-ever",
        Verdict.VACUOUS,
        Sense.UNKNOWN_EXISTENCE,
        ((Have("escape"),),),
        "L~ is not coercive over theta: it falls along a path to infinity from {escape_L} towards {escape_limit}",
    ),
)


CASES = 4
NEURONS = ("a*tanh(u + b)", "a*exp(u + b)", "a*relu(u + b) + a", "a*(1 + sin(u + b))")
PENALTIES = ("lam*(a**2 + b**2 + w2)", "lam*(a**4 + abs(b) + w2)", "lam*(abs(a) + b**2 + w2**2)")


def family(seed: int) -> list[Subject]:
    """Some neurons with penalties that grow in all added parameters, over a network that rests where it is bad."""
    rng = random.Random(seed)
    subjects = []
    for number, neuron in enumerate(NEURONS[:CASES], 1):
        inputs = sorted(rng.sample(range(-3, 4), 3))
        targets = [[str(Fraction(rng.randint(4, 12), 4))] for _ in inputs]
        network = {"formula": ["1 - relu(t1 - 1)"], "parameters": ["t1"]}
        problem = {"network": network, "loss": "squared", "inputs": [[str(x)] for x in inputs], "targets": targets}
        targets[0] = ["5"]  # not the output 1: theta is not data-optimal
        augment = {"neuron": neuron, "penalty": rng.choice(PENALTIES), "lam": f"1/{rng.choice((10, 100))}"}
        tables = {"problem": problem, "augment": augment}
        case = made_case(f"coercive-{number}", "A penalty that grows in all directions", "failure-mode", tables, ["0"])
        subjects.append(Subject.of(case, seed))
    return subjects


CLAIM = Claim(
    name="COERCIVE",
    title="What is coercive keeps local minima: the failure mode is the price of elimination",
    statement=(
        r"\tilde L(\theta, \cdot) \text{ lower semicontinuous and coercive in the added parameters, } \theta \text{ "
        r"not data-optimal} \ \Longrightarrow\ \tilde L \text{ has a local minimum over } \theta \text{: elimination "
        r"over frozen } \theta \text{ fails}"
    ),
    words=(
        "Whatever is added to the outputs, and however it is penalised: if over some theta the augmented objective "
        "grows in all added parameters, it attains a least value there, so that it has a local minimum over this "
        "theta, bad or not. So an augmentation that eliminates over frozen theta, as the paper's does, is coercive "
        "over no theta that is not data-optimal: its parameters run to infinity. For all networks together it makes "
        "no difference whether theta is frozen."
    ),
    assumptions=(),
    source="ours",
    uses=("FAIL", "ESCAPE"),
    steps=STEPS,
    glue=(
        "The points with L~(theta, .) <= c, for a c above the infimum, are a bounded and closed set, hence compact, "
        "and a lower semicontinuous function attains its least value on it: the least one of all, a local minimum "
        "over theta. If at the local minima over frozen theta this is data-optimal, there is none over another "
        "theta, so L~ is not coercive over it. Let z be a local minimum over outputs q that are not data-optimal, p "
        "better ones: over the network of the steps, (0, z) is a local minimum in all variables, and theta = 2 is "
        "better than theta = 0. So what eliminates for every network has no minimum over any such q, frozen or not."
    ),
    rules=RULES,
    questions=questions,
    family=family,
    unsearched="it says that local minima exist, for any neuron and penalty; the variants of ELIM are its instances",
)
