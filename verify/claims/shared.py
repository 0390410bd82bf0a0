"""SHARED: one exponential neuron for all outputs is enough."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..families.synthetic import made_case
from ..prove import rules
from ..prove.augmented_questions import elimination, orbits
from ..prove.claim import Claim, Step, Terms
from ..prove.inquiry import Question
from ..prove.subject import Subject
from .vanish import shared_orbit_changes_only_the_penalty

if TYPE_CHECKING:
    import sympy


def _objective(a: sympy.Expr, c: sympy.Expr, b: sympy.Expr) -> sympy.Expr:
    """``L~`` seen from two outputs f, h that share exp(u + b), with amplitudes a, c; p stands for further outputs."""
    import sympy

    i, m = sympy.symbols("i m", integer=True, positive=True)
    lam = sympy.Symbol("lambda", real=True)
    f, h, u, p = (sympy.IndexedBase(name, real=True) for name in "fhup")
    loss = sympy.Function("l", real=True)
    neuron = sympy.exp(u[i] + b)
    return sympy.Sum(loss(i, f[i] + a * neuron, h[i] + c * neuron, p[i]), (i, 1, m)) / m + lam * (a**2 + c**2)


def orbit_keeps_every_output() -> Terms:
    """a_k e^(-t) exp(u + (b + t)) = a_k exp(u + b), for each output k with the same t."""
    import sympy

    k = sympy.Symbol("k", integer=True, positive=True)
    b, t, u = sympy.symbols("b t u", real=True)
    a = sympy.IndexedBase("a", real=True)
    neuron = a[k] * sympy.exp(u + b)
    return neuron.subs({a[k]: a[k] * sympy.exp(-t), b: b + t}, simultaneous=True), neuron


def shared_orbit_descends() -> Terms:
    """With |a|^2 = A > 0, lam > 0 and e^t = 1 + s, s > 0: the value drops by lam A (1 - (1 + s)^(-2)) > 0."""
    import sympy

    s, lam, square = sympy.symbols("s lambda A", positive=True)
    _, change = shared_orbit_changes_only_the_penalty()
    (total,) = change.atoms(sympy.Sum)
    t, lam_real = sympy.symbols("t lambda", real=True)
    return -change.subs({total: square, lam_real: lam, t: sympy.log(1 + s)}), sympy.Integer(0)


def shared_critical_point_identity() -> Terms:
    """sum_k a_k dL~/da_k - dL~/db = 2 lam |a|^2."""
    import sympy

    a, c, b, lam = sympy.symbols("a c b lambda", real=True)
    value = _objective(a, c, b)
    along = a * sympy.diff(value, a) + c * sympy.diff(value, c) - sympy.diff(value, b)
    return along, 2 * lam * (a**2 + c**2)


def slope_of_one_amplitude() -> Terms:
    """dL~/da_k at a = 0 is the mean of (dl_i/dq_k)(f_i) e^(u_i + b): as if the neuron were that output's own."""
    import sympy

    i, m = sympy.symbols("i m", integer=True, positive=True)
    a, c, b = sympy.symbols("a c b", real=True)
    f, h, u, p = (sympy.IndexedBase(name, real=True) for name in "fhup")
    loss = sympy.Function("l", real=True)
    slope = sympy.diff(_objective(a, c, b), a).subs(a, 0).doit().subs(c, 0)
    return slope, sympy.Sum(sympy.diff(loss(i, f[i], h[i], p[i]), f[i]) * sympy.exp(u[i] + b), (i, 1, m)) / m


def value_without_the_shared_neuron() -> Terms:
    """At a = 0 the value is L(theta), whatever b and w."""
    import sympy

    i, m = sympy.symbols("i m", integer=True, positive=True)
    b = sympy.Symbol("b", real=True)
    f, h, p = (sympy.IndexedBase(name, real=True) for name in "fhp")
    loss = sympy.Function("l", real=True)
    none = sympy.Integer(0)
    return _objective(none, none, b), sympy.Sum(loss(i, f[i], h[i], p[i]), (i, 1, m)) / m


STEPS = (
    Step(
        "orbit-keeps-every-output",
        "Moving all amplitudes and the one bias, (a e^(-t), b + t), leaves the neuron as it is at every output.",
        orbit_keeps_every_output,
    ),
    Step(
        "shared-orbit-changes-only-the-penalty",
        "Only the penalty changes along this orbit, by -lam |a|^2 (1 - e^(-2t)).",
        shared_orbit_changes_only_the_penalty,
    ),
    Step("shared-orbit-descends", "It falls strictly unless all amplitudes are 0.", shared_orbit_descends, ">"),
    Step(
        "shared-critical-point-identity",
        "Differentiated: critical points have a = 0 if the losses are differentiable.",
        shared_critical_point_identity,
    ),
    Step(
        "slope-of-one-amplitude",
        "At a = 0 the slope in one amplitude is what it is for a neuron of that output alone.",
        slope_of_one_amplitude,
    ),
    Step(
        "value-without-the-shared-neuron",
        "At a = 0 the augmented objective equals L(theta).",
        value_without_the_shared_neuron,
    ),
)


def questions(subject: Subject) -> list[Question]:
    """Points with a != 0 are no local minima; over a = 0, as for ELIM."""
    return [*elimination(subject), *orbits(subject)]


CASES = 3
"""Data-optimal instances of each kind in the family, and as many that are not data-optimal."""


def family(seed: int) -> list[Subject]:
    """Two and three outputs with planted fits: squared loss with conflicting targets, cross-entropy with soft labels.

    Each problem is examined at the planted theta, and at another one that is not data-optimal.
    """
    rng = random.Random(seed)
    subjects = []
    for number in range(1, CASES + 1):
        for label, (tables, fit, other) in (("squared", _squared(rng)), ("softmax", _softmax(rng))):
            name = f"shared-{label}-{number}"
            title = "One neuron shared by all outputs"
            subjects.append(Subject.of(made_case(f"{name}-fit", title, "data-optimal", tables, fit), seed))
            subjects.append(Subject.of(made_case(f"{name}-other", title, "failure-mode", tables, other), seed))
    return subjects


Planted = tuple[dict[str, Any], list[str], list[str]]
"""The tables of a problem, a theta that is data-optimal, and one that is not."""


def _squared(rng: random.Random) -> Planted:
    """Outputs linear and quadratic in x with a parameter in common; targets in pairs around the planted outputs."""
    theta = [Fraction(rng.randint(-8, 8), 4) for _ in range(3)]
    inputs, targets = [], []
    for x in sorted(rng.sample(range(-3, 4), 3)):
        outputs = (theta[0] * x + theta[1], theta[1] * x**2 + theta[2])
        apart = Fraction(rng.randint(0, 3), 2)
        for sign in (1, -1):
            inputs.append([str(x)])
            targets.append([str(outputs[0] + sign * apart), str(outputs[1] - sign * apart)])
    network = {"formula": ["t1*x1 + t2", "t2*x1**2 + t3"], "parameters": ["t1", "t2", "t3"]}
    tables = _tables(network, "squared", inputs, targets)
    return tables, [str(t) for t in theta], [str(t + Fraction(1, 2)) for t in theta]


def _softmax(rng: random.Random) -> Planted:
    """Three classes with the same soft label at every input; the scores are the logarithms of its parts."""
    parts = [rng.randint(1, 9) for _ in range(3)]
    label = [str(Fraction(part, sum(parts))) for part in parts]
    network = {"formula": ["t1", "t2", "t3"], "parameters": ["t1", "t2", "t3"]}
    inputs = [[str(rng.randint(-3, 3)), str(x)] for x in range(3)]
    tables = _tables(network, "softmax-cross-entropy", inputs, [label] * 3)
    fit = [f"log({part})" for part in parts]
    return tables, fit, [f"log({parts[0]}) + 1", *fit[1:]]


def _tables(network: dict[str, Any], loss: str, inputs: list[list[str]], targets: list[list[str]]) -> dict[str, Any]:
    problem = {"network": network, "loss": loss, "inputs": inputs, "targets": targets}
    return {"problem": problem, "augment": {"shared": True, "lam": "1/10"}}


CLAIM = Claim(
    name="SHARED",
    title="One neuron shared by all outputs is enough",
    statement=(
        r"g(x)_k = a_k e^{w \cdot x + b},\ \lambda > 0,\ \ell_i \text{ convex and differentiable} \ \Longrightarrow\ "
        r"\{\text{local minima of } \tilde L\} = \{(\theta, 0, b, w) : \theta \text{ data-optimal},\ "
        r"b \in \mathbb{R},\ w \in \mathbb{R}^{d_x}\}"
    ),
    words=(
        "One exponential neuron with one weight vector and one bias, and an amplitude for each output, eliminates bad "
        "local minima just as well as a neuron for each output: the amplitudes vanish at every local minimum, theta is "
        "data-optimal there, and these are all the local minima. The same holds under the assumptions of REAL."
    ),
    assumptions=("shared-neuron", "lam-positive", "eliminable", "differentiable", "data-only"),
    source="ours",
    uses=("VANISH", "ELIM", "REAL", "CHAR"),
    steps=STEPS,
    glue=(
        "This is no special case of the theorem with K neurons: fewer parameters are free to move, so that more points "
        "might be local minima. If a is not 0, the orbit, on which all amplitudes shrink together, has strictly lower "
        "points as near as one likes. At a = 0 moving (b, w) keeps the value, so nearby points are local minima too, "
        "and the slope in each single a_k vanishes for all (b, w) near the point; it is the exponential sum of ELIM "
        "with this one (b, w). So all rho_k(x) = 0, and theta is data-optimal, as in ELIM or REAL. The converse is "
        "CHAR's: the shared neuron gives some function of x. Up to the converse lam != 0 is enough, theta may be "
        "frozen, and FAIL, EXIST and MASK follow word for word; in ESCAPE one w serves all outputs, so the infimum "
        "may be higher. The steps show two of the K outputs; the identity needs l_i differentiable along the orbit."
    ),
    rules=rules.eliminating(rules.ORBITS, words="; nor is any point with a != 0"),
    implies=("vanish", "value", "elimination", "data-optimal"),
    questions=questions,
    family=family,
)
